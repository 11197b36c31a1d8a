import { z } from 'zod';
import type { WhyRow, WhyView } from '../runtime/api/index.ts';
import { answerRoom } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { limit, lookKey, nextField, readErrors, simulated } from './support/fields.ts';
import type { Step } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 2048;
const TERMINAL_BYTES_MAX = 16_384;
/** Lines and texts get shorter until the answer fits; then older decisions are left for the next call. */
const LEVELS: readonly [Level, ...Level[]] = [
  { rows: Number.POSITIVE_INFINITY, lines: 12, text_bytes: 260, evidence: 8 },
  { rows: Number.POSITIVE_INFINITY, lines: 6, text_bytes: 160, evidence: 4 },
  { rows: 8, lines: 6, text_bytes: 160, evidence: 2 },
  { rows: 5, lines: 6, text_bytes: 120, evidence: 1 },
  { rows: 4, lines: 3, text_bytes: 120, evidence: 1 },
  { rows: 2, lines: 3, text_bytes: 120, evidence: 1 },
  { rows: 1, lines: 3, text_bytes: 120, evidence: 1 },
  { rows: 1, lines: 1, text_bytes: 60, evidence: 0 },
];

interface Level {
  /** The newest. */
  readonly rows: number;
  readonly lines: number;
  readonly text_bytes: number;
  readonly evidence: number;
}

const output = z.looseObject({
  subject: z.string().describe('Family and id of the item, or the run.'),
  kind: z.enum(['item', 'run', 'workspace']).describe('What it is.'),
  stands: z.array(z.string()).describe('How it stands, at `seq`.'),
  decisions: z
    .array(
      z.looseObject({
        seq: z.number(),
        at: z.string(),
        rule: z.string(),
        input: z.string(),
        actor: z.string().optional(),
        /** One line for each change; a text, so that a terminal shows it whole. */
        changed: z.string(),
        evidence: z.array(z.string()),
      }),
    )
    .describe('Oldest first.'),
  before_seq: z
    .number()
    .optional()
    .describe('Pass it on for earlier decisions; absent at the start.'),
  kept_from: z.number().describe('From this record on history is whole.'),
  seq: z.number().describe('Sequence number of the record that this is true at.'),
  simulated,
  next: nextField,
});

export const why = defineOperation({
  name: 'why',
  title: 'Why it came to this',
  summary:
    'Show each decision about a work item or run: the rule, what it changed and its evidence. ' +
    'With at: the state after any record.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    key: lookKey.optional(),
    before_seq: z.number().min(1).optional().describe('Only decisions before this record.'),
    limit: limit.default(20),
    at: z.number().min(1).optional().describe('As it was after this record.'),
  }),
  output,
  errors: [...readErrors, 'resource_not_found'],
  positional: ['key'],
  paths: [],
  examples: [
    {
      title: 'The decisions about a task',
      input: { key: 'one', limit: 10 },
      output: { subject: 'task/one', kind: 'item', decisions: [{ rule: 'claim-order' }] },
    },
  ],
  async run(context, { key, before_seq, limit, at }) {
    const runtime = await context.runtime();
    const view = runtime.why({
      subject: key ?? null,
      before_seq: before_seq ?? null,
      limit,
      at: at ?? null,
    });
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (level) => {
      const page = newest(view, level.rows);
      return condense(page, level, context.say(stepAfter(page)));
    });
  },
});

/** What is left out is what a call with its `before_seq` gives. */
function newest(view: WhyView, count: number): WhyView {
  if (view.rows.length <= count) return view;
  const rows = view.rows.slice(-count);
  return { ...view, rows, before_seq: rows[0]?.seq ?? view.before_seq };
}

function condense(view: WhyView, level: Level, next: string): z.input<typeof output> {
  return {
    subject: view.subject,
    kind: view.kind,
    stands: view.stands.map((line) => clip(line, level.text_bytes)),
    decisions: view.rows.map((row) => decision(row, level)),
    before_seq: view.before_seq ?? undefined,
    kept_from: view.kept_from,
    seq: view.seq,
    simulated: view.simulated,
    next,
  };
}

function decision(row: WhyRow, { lines, text_bytes, evidence }: Level) {
  const changed = row.changed.slice(0, lines);
  return {
    seq: row.seq,
    at: row.at,
    rule: clip(row.rules.join(', '), text_bytes),
    input: row.inputs.join(', '),
    actor: row.actor === null ? undefined : clip(row.actor, 80),
    changed: changed.map((line) => clip(line, text_bytes)).join('\n'),
    evidence: row.evidence.slice(0, evidence).map((path) => clip(path, text_bytes)),
  };
}

function stepAfter({ before_seq, kind, rows, subject }: WhyView): Step {
  const key = kind === 'workspace' ? {} : { key: subject };
  if (before_seq !== null) {
    return {
      call: { operation: 'why', input: { ...key, before_seq } },
      why: 'there is more before',
    };
  }
  if (rows.length === 0 || kind === 'workspace') {
    const why = rows.length === 0 ? 'no decision about it is kept' : 'it shows how the work stands';
    return { call: { operation: 'status', input: {} }, why };
  }
  return { call: { operation: 'show', input: key }, why: 'it shows the whole on one page' };
}
