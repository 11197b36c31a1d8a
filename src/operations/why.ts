import { z } from 'zod';
import type { WhyRow, WhyView } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { nextStep, readErrors, simulated } from './support/fields.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 16_384;
const LIMIT_MAX = 100;
/** Lines and texts get shorter together until the answer fits. */
const LEVELS: readonly [Level, ...Level[]] = [
  { lines: 12, text_bytes: 260, evidence: 8 },
  { lines: 6, text_bytes: 160, evidence: 4 },
  { lines: 3, text_bytes: 120, evidence: 2 },
  { lines: 1, text_bytes: 80, evidence: 0 },
];

interface Level {
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
  next: nextStep,
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
    key: z
      .string()
      .min(1)
      .max(220)
      .optional()
      .describe('Id of a work item or run, or <family>/<id>. Default: the workspace.'),
    before_seq: z.number().min(1).optional().describe('Only decisions before this record.'),
    limit: z.number().min(1).max(LIMIT_MAX).default(20).describe('Decisions shown.'),
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
    return largestFit(ANSWER_BYTES_MAX, LEVELS, (level) => condense(view, level));
  },
});

function condense(view: WhyView, level: Level): z.input<typeof output> {
  return {
    subject: view.subject,
    kind: view.kind,
    stands: view.stands.map((line) => clip(line, level.text_bytes)),
    decisions: view.rows.map((row) => decision(row, level)),
    before_seq: view.before_seq ?? undefined,
    kept_from: view.kept_from,
    seq: view.seq,
    simulated: view.simulated,
    next: nextOf(view),
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

function nextOf({ before_seq, kind, rows }: WhyView): string {
  if (before_seq !== null) return `Call why with before_seq ${before_seq} for earlier decisions.`;
  if (rows.length === 0) return 'No decision about it is kept. Call status.';
  if (kind === 'item') return 'Call runs_trace for one of its runs, or status to go on.';
  return 'Call status to go on.';
}
