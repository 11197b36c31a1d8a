import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVocabulary } from '../../src/compiler/index.ts';
import { readDocument } from '../../src/runtime/handover/index.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { family as familySchema } from '../../src/runtime/plan/index.ts';
import { type Row, statOf, timed } from '../measure.ts';

const SIZE_BYTES = 1_048_576;
/** Room for what the queue's own form adds. */
const SPARE_BYTES = 4096;
const READINGS = 7;
const USUAL_MS_MAX = 300;
const ANY_MS_MAX = 700;
const HEAD = '# Coupons\n\n## Acceptance\n\n';

/** A line by its number. */
type Line = (at: number) => string;

interface Shape {
  readonly name: string;
  readonly head: string;
  readonly line: Line;
  readonly limit_ms: number;
}

const prose = 'The shop needs coupons, and the buyers need to be told how they are entered.';
const SHAPES: readonly Shape[] = [
  usual(
    'prose',
    '# Coupons\n\n- Acceptance: it works\n\n',
    (at) => `${prose}${'\n'.repeat(at % 2)}`,
  ),
  usual('list items', HEAD, (at) => `- item ${at}`),
  usual('checkboxes', HEAD, (at) => `- [ ] the total of cart ${at} is lower`),
  usual('list items of no section', '# Coupons\n\n', (at) => `- item ${at}`),
  any('nested items', HEAD, (at) => `${'  '.repeat(at % 3)}- item ${at}`),
  any('scenarios', HEAD, (at) => `- **${['Given', 'When', 'Then'][at % 3]}** a cart ${at}`),
  any('rows of a table', `${HEAD}| a | b |\n|---|---|\n`, (at) => `| total ${at} | lower |`),
  any('headings', '', (at) => `# heading ${at}`),
  any('labels', '# Coupons\n\n', (at) => `Acceptance: total ${at}`),
  any('quotes in quotes', '', () => '> > > > > a'),
  any('HTML on one line', '<ul>', () => '<li>a</li>'),
];

function usual(name: string, head: string, line: Line): Shape {
  return { name, head, line, limit_ms: USUAL_MS_MAX };
}

function any(name: string, head: string, line: Line): Shape {
  return { name, head, line, limit_ms: ANY_MS_MAX };
}

/** How long 1 MiB takes to read, in the forms that people and floods have. */
export function measureHandover(root: string): Row[] {
  const assets = join(root, 'assets');
  const vocabulary = readVocabulary({ disk: new NodeDisk(), root: '/nowhere', assets }).files;
  const spec = readFileSync(join(assets, 'families', 'spec.json'), 'utf8');
  const family = familySchema.parse(JSON.parse(spec));
  const read = (text: string) => readDocument(text, { family, vocabulary, file: null });
  const texts = [
    ...SHAPES.map((shape) => ({ ...shape, text: textOf(shape) })),
    { name: 'one line', text: 'x'.repeat(SIZE_BYTES), limit_ms: ANY_MS_MAX },
  ];
  return texts.map(({ name, text, limit_ms }) => {
    const samples = Array.from({ length: READINGS }, () => timed(() => read(text)));
    const time = statOf(samples);
    const what = `reading ${(text.length / SIZE_BYTES).toFixed(1)} MiB, ${name}`;
    return { what, time, limit: `${limit_ms} ms`, ok: time.p50 <= limit_ms };
  });
}

/** As many lines as 1 MiB and the limit of lines have room for. */
function textOf({ name, head, line }: Shape): string {
  const end = name.startsWith('HTML') ? '' : '\n';
  const lines: string[] = [];
  let size = head.length + SPARE_BYTES;
  for (let at = 0; at < LINES_MAX || end === ''; at += 1) {
    const text = `${line(at)}${end}`;
    size += text.length;
    if (size > SIZE_BYTES) break;
    lines.push(text);
  }
  return `${head}${lines.join('')}`;
}

const LINES_MAX = 84_000;
