import { z } from 'zod';
import type { EntryRow, ListRow, Runtime } from '../runtime/api/index.ts';
import { aboutAnswer } from './support/about.ts';
import { nonZeroCounts } from './support/counts.ts';
import { defineOperation } from './support/define.ts';
import { limit, lookKey, nextField, pageKey, readErrors, simulated } from './support/fields.ts';
import { useFields } from './support/report.ts';
import type { Call } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 2048;
const LEVELS: readonly [Level, ...Level[]] = [
  { rows: 20, title_bytes: 300 },
  { rows: 20, title_bytes: 160 },
  { rows: 20, title_bytes: 80 },
  { rows: 12, title_bytes: 50 },
  { rows: 8, title_bytes: 40 },
  { rows: 5, title_bytes: 30 },
  { rows: 3, title_bytes: 20 },
];
/** What people call it -> what the runtime does. */
const KINDS = { specs: 'roots', tasks: 'items', runs: 'runs' } as const;

interface Level {
  readonly rows: number;
  readonly title_bytes: number;
}

type Of = keyof typeof KINDS | 'decisions' | 'ledger' | 'ideas';

interface Asked {
  readonly state: string | null;
  readonly root: string | null;
  readonly after: string | null;
  readonly limit: number;
}

export const list = defineOperation({
  name: 'list',
  title: 'List specs, tasks, runs, decisions, claims or ideas',
  summary:
    'List specs, tasks or runs, newest first; or, by spec, decisions with questions, what stages ' +
    'claimed, or what became of ideas.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    of: z
      .enum(['specs', 'tasks', 'runs', 'decisions', 'ledger', 'ideas'])
      .default('specs')
      .describe('What is listed.'),
    state: z.string().min(1).max(40).optional().describe('In this state.'),
    root: lookKey.optional().describe('Of this root spec; runs also of family/id.'),
    after: pageKey,
    limit: limit.default(20),
  }),
  output: z.looseObject({
    rows: z
      .array(z.looseObject({ key: z.string(), title: z.string(), state: z.string() }))
      .describe('Newest first.'),
    after: z.string().optional().describe('Pass it on for the next page; absent at the end.'),
    counts: z
      .record(z.string(), z.record(z.string(), z.number()))
      .optional()
      .describe('Of specs and tasks: family to state to number; zeros are left out.'),
    older_claims: z.number().optional().describe('Claims that only results of stages hold.'),
    seq: z.number().describe('Sequence number of the record that this is true at.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'plan_missing'],
  positional: ['of'],
  paths: [],
  examples: [
    { title: 'Which specs are there?', input: {}, output: { rows: [{ root: 'subtract' }] } },
  ],
  async run(context, { of, state, root, after, limit: wanted }) {
    const asked = {
      state: state ?? null,
      root: root ?? null,
      after: after ?? null,
      limit: wanted,
    };
    const page = pageOf(await context.runtime(), of, asked);
    return largestFit(ANSWER_BYTES_MAX, LEVELS, (level) => {
      const rows = page.rows.slice(0, level.rows);
      const last = rows.length < page.rows.length ? rows.at(-1)?.key : page.after;
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(root === undefined ? {} : { root }),
      };
      return {
        rows: rows.map((row) => rowAnswer(row, level.title_bytes)),
        after: last ?? undefined,
        counts: 'counts' in page ? nonZeroCounts(page.counts) : undefined,
        older_claims: page.older_claims || undefined,
        seq: page.seq,
        simulated: page.simulated,
        next: context.say({
          call: callAfter({ of, ...filter }, rows, last ?? null),
          why:
            rows.length === 0 ? 'nothing of that kind is there' : 'one of them, or the next page',
        }),
      };
    });
  },
});

function pageOf(runtime: Runtime, of: Of, asked: Asked) {
  if (of === 'decisions' || of === 'ledger' || of === 'ideas')
    return runtime.entries({ of, ...asked });
  const { root } = asked;
  const isItem = of === 'runs' && root !== null && root.includes('/');
  const about = isItem ? { root: null, item: root } : {};
  const input = { of: KINDS[of], ...asked, ...about, with_use: of === 'runs' };
  return { ...runtime.list(input), older_claims: 0 };
}

function rowAnswer(row: ListRow | EntryRow, title_bytes: number) {
  if ('about' in row) {
    const { key, about, status, stages, at } = row;
    const fields = { status: status ?? undefined, stages, ...useFields(row), at };
    return { key, ...aboutAnswer(about, title_bytes), ...fields };
  }
  const { key, root, item, kind, standing, text, actor, at } = row;
  return {
    key,
    root: root ?? undefined,
    item: item ?? undefined,
    title: clip(text, title_bytes),
    state: standing === null ? kind : `${kind} (${standing})`,
    by: clip(actor, title_bytes),
    at: at ?? undefined,
  };
}

function callAfter(
  input: Call['input'],
  [first]: readonly (ListRow | EntryRow)[],
  last: string | null,
): Call {
  if (last !== null) return { operation: 'list', input: { ...input, after: last } };
  if (first === undefined) return { operation: 'status', input: {} };
  const key = input?.of === 'ideas' && 'item' in first ? first.item : first.key;
  return key === null ? { operation: 'doctor', input: {} } : { operation: 'show', input: { key } };
}
