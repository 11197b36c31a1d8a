import { useMemo } from 'preact/hooks';
import { languageOf, piecesOf } from './highlight.ts';
import { VirtualList } from './virtual-list.tsx';

interface Line {
  readonly key: string;
  readonly text: string;
  readonly mark: '+' | '-' | ' ' | '';
  readonly kind: 'added' | 'removed' | 'same' | 'place' | 'file';
  readonly language: string | null;
}

const KINDS = { '+': 'added', '-': 'removed', ' ': 'same' } as const;
const LINE_PX = { wide: 20, narrow: 20 };
/** Before it and without a mark, everything is about the file. */
const PLACE = '@@';

/** A difference in the unified form, coloured by the language of each file. */
export function Diff({ lines }: { readonly lines: readonly string[] }) {
  const rows = useMemo(() => linesOf(lines), [lines]);
  return (
    <div class="diff">
      <VirtualList label="Changes" rows={rows} row_px={LINE_PX} keyOf={({ key }) => key}>
        {(line) => <DiffLine {...line} />}
      </VirtualList>
    </div>
  );
}

function DiffLine({ text, mark, kind, language }: Line) {
  const pieces = useMemo(() => piecesOf(text, language), [text, language]);
  return (
    <code class={`line ${kind}`}>
      <span class="mark">{mark}</span>
      {pieces.map((piece, at) => (
        <span key={at} class={piece.style}>
          {piece.text}
        </span>
      ))}
    </code>
  );
}

function linesOf(lines: readonly string[]): readonly Line[] {
  let language: string | null = null;
  let inHunk = false;
  return lines.map((text, at) => {
    const key = String(at);
    const [first = ''] = text;
    if (text.startsWith(PLACE)) {
      inHunk = true;
      return { key, text, mark: '', kind: 'place', language: null };
    }
    if (inHunk && (first === '+' || first === '-' || first === ' ')) {
      return { key, text: text.slice(1), mark: first, kind: KINDS[first], language };
    }
    inHunk = false;
    const path = /^(?:\+\+\+ |--- |diff .* )(?:[ab]\/)?(.+)$/.exec(text)?.[1];
    if (path !== undefined && path !== '/dev/null') language = languageOf(path);
    return { key, text, mark: '', kind: 'file', language: null };
  });
}
