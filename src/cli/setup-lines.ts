import { structuredPatch } from 'diff';

/** Only changed lines: what stands beside them may be a secret of another server. */
const CONTEXT_LINES = 0;

export interface ShownChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A change of a file, as lines of a diff. */
export function changeLines({ path, before, after }: ShownChange): string[] {
  const { hunks } = structuredPatch(path, path, before ?? '', after ?? '', '', '', {
    context: CONTEXT_LINES,
  });
  const lines = hunks.flatMap((hunk) => hunk.lines.filter((line) => !line.startsWith('\\')));
  return [`  ${path}${wordsOf(before, after)}`, ...lines.map((line) => `    ${line.trimEnd()}`)];
}

function wordsOf(before: string | null, after: string | null): string {
  if (after === null) return ' (the file goes: nothing else is in it)';
  return before === null ? ' (a new file)' : '';
}
