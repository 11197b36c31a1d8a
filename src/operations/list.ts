import { z } from 'zod';
import type { ListRow, ListView } from '../runtime/api/index.ts';
import { aboutAnswer } from './support/about.ts';
import { defineOperation } from './support/define.ts';
import { limit, lookKey, nextField, readErrors, simulated } from './support/fields.ts';
import type { Call } from './support/step.ts';
import { largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 2048;
const LEVELS: readonly [Level, ...Level[]] = [
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

export const list = defineOperation({
  name: 'list',
  title: 'List specs, tasks or runs',
  summary: 'List specs, tasks or runs, newest first, with their state; by state or root spec.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    of: z.enum(['specs', 'tasks', 'runs']).default('specs').describe('What is listed.'),
    state: z.string().min(1).max(40).optional().describe('Only those in this state.'),
    root: lookKey.optional().describe('Only those of this root spec.'),
    after: lookKey.optional().describe('From the page before.'),
    limit: limit.default(20),
  }),
  output: z.looseObject({
    rows: z
      .array(z.looseObject({ key: z.string(), title: z.string(), state: z.string() }))
      .describe('Newest first.'),
    after: z.string().optional().describe('Pass it on for the next page; absent at the end.'),
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
    const runtime = await context.runtime();
    const view = runtime.list({
      of: KINDS[of],
      state: state ?? null,
      root: root ?? null,
      after: after ?? null,
      limit: wanted,
    });
    return largestFit(ANSWER_BYTES_MAX, LEVELS, (level) => {
      const rows = view.rows.slice(0, level.rows);
      const last = rows.length < view.rows.length ? rows.at(-1)?.key : view.after;
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(root === undefined ? {} : { root }),
      };
      return {
        rows: rows.map((row) => rowAnswer(row, level.title_bytes)),
        after: last ?? undefined,
        seq: view.seq,
        simulated: view.simulated,
        next: context.say({
          call: callAfter({ of, ...filter }, view, last ?? null),
          why: why(view),
        }),
      };
    });
  },
});

function rowAnswer({ key, about, status, stages, at }: ListRow, title_bytes: number) {
  return { key, ...aboutAnswer(about, title_bytes), status: status ?? undefined, stages, at };
}

function callAfter(input: Call['input'], { rows }: ListView, last: string | null): Call {
  if (last !== null) return { operation: 'list', input: { ...input, after: last } };
  const [first] = rows;
  if (first === undefined) return { operation: 'status', input: {} };
  return { operation: 'show', input: { key: first.key } };
}

function why({ rows }: ListView): string {
  return rows.length === 0 ? 'nothing of that kind is there' : 'one of them, or the next page';
}
