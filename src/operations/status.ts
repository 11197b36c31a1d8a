import { z } from 'zod';
import type { StatusView } from '../runtime/api.ts';
import { defineOperation } from './define.ts';
import { currentness, nextStep, noteList, simulated, workLine } from './fields.ts';
import { clip, largestFit } from './text.ts';

/** A status is asked for often: whatever the size of the workspace, it stays this small. */
export const STATUS_BYTES_MAX = 2048;
/** How many entries of a list are shown; the first number with which the answer fits is taken. */
const LIST_LENGTHS = [8, 5, 3, 2, 1, 0] as const;

const output = z.looseObject({
  condition: z.string().describe('idle, working, paused, blocked, held or refused.'),
  next: nextStep,
  simulated,
  mode: z.string().optional(),
  plan_id: z.string().optional(),
  currentness,
  active: z.array(
    z.looseObject({
      plane: z.string(),
      node: z.string(),
      run_id: z.string(),
      work: z.string().optional(),
      since: z.string(),
      phase: z.enum(['running', 'waiting']),
    }),
  ),
  queues: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe('Family to state to number of items; zeros are left out.'),
  closure: z
    .looseObject({
      root: z.string(),
      open: z.boolean(),
      open_work: z.number(),
      waits_for: z.string().optional(),
      last_verdict: z.string().optional(),
      deferred_roots: z.number(),
    })
    .optional()
    .describe('The root spec that is being brought to closure.'),
  closed_roots: z.number(),
  last: z
    .looseObject({
      node: z.string(),
      outcome: z.string(),
      failure_class: z.string().optional(),
      summary: z.string(),
      run_id: z.string(),
    })
    .optional()
    .describe('The newest result.'),
  waiting: z.array(z.looseObject({ work: z.string(), reason: z.string(), on: z.string() })),
  waiting_total: z.number(),
  pauses: z.array(
    z.looseObject({ source: z.string(), reason: z.string(), until: z.string().optional() }),
  ),
  problems: noteList,
  problems_total: z.number(),
  totals: z.looseObject({ stages: z.number(), tokens: z.number(), wall_minutes: z.number() }),
  seq: z.number().describe('Sequence number of the record that this is true at.'),
});
type Answer = z.input<typeof output>;

export const status = defineOperation({
  name: 'status',
  title: 'Status of the workspace',
  summary:
    'Say what is active, queued, waiting and paused, how the last stage ended, and what to do next. At most 2 KB.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output,
  errors: ['input_invalid', 'workspace_not_initialized', 'journal_damaged', 'journal_newer'],
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Where does the work stand?',
      input: {},
      output: { condition: 'working', simulated: true, queues: { task: { queue: 1, done: 1 } } },
    },
  ],
  async run(context) {
    const view = (await context.runtime()).status();
    return largestFit(STATUS_BYTES_MAX, LIST_LENGTHS, (shown) => condense(view, shown));
  },
});

/** Texts get shorter together with the lists, so that even `shown` 0 says what matters. */
function condense(view: StatusView, shown: number): Answer {
  const long = 60 + shown * 30;
  return {
    condition: clip(view.condition, 60),
    next: clip(view.next, 300),
    simulated: view.simulated,
    mode: view.mode_id ?? undefined,
    plan_id: view.plan_id ?? undefined,
    currentness: view.currentness,
    active: view.active.slice(0, Math.max(1, shown)).map(activeLine),
    queues: queuesOf(view, Math.max(4, shown)),
    closure: closureOf(view),
    closed_roots: view.closed_roots,
    last: lastOf(view, long),
    waiting: view.waiting.slice(0, shown).map(({ work, reason, on }) => ({
      work: clip(work, 80),
      reason,
      on: clip(on, 80),
    })),
    waiting_total: view.waiting_total,
    pauses: view.pauses.slice(0, Math.max(1, shown)).map((pause) => ({
      source: clip(pause.source, 60),
      reason: clip(pause.reason, long),
      until: pause.until ?? undefined,
    })),
    problems: view.problems.slice(0, shown).map((problem) => clip(problem, long)),
    problems_total: view.problems.length,
    totals: {
      stages: view.totals.stages,
      tokens: view.totals.total_tokens,
      wall_minutes: Math.round(view.totals.wall_minutes),
    },
    seq: view.seq,
  };
}

function activeLine(stage: StatusView['active'][number]) {
  return {
    plane: stage.plane,
    node: stage.node,
    run_id: stage.run_id,
    work: stage.work === null ? undefined : clip(workLine(stage.work), 100),
    since: stage.since,
    phase: stage.phase,
  };
}

function queuesOf(view: StatusView, shown: number): Record<string, Record<string, number>> {
  const filled = Object.entries(view.queues)
    .map(([family, states]) => [family, nonZero(states)] as const)
    .filter(([, states]) => Object.keys(states).length > 0);
  return Object.fromEntries(filled.slice(0, shown));
}

function nonZero(states: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0));
}

function closureOf({ closure }: StatusView) {
  if (closure === null) return undefined;
  return {
    root: closure.root,
    open: closure.open,
    open_work: closure.open_work,
    waits_for: closure.waits_for === null ? undefined : clip(closure.waits_for, 100),
    last_verdict: closure.last_verdict ?? undefined,
    deferred_roots: closure.deferred_roots.length,
  };
}

function lastOf({ last }: StatusView, long: number) {
  if (last === null) return undefined;
  return {
    node: last.node,
    outcome: last.outcome,
    failure_class: last.failure_class ?? undefined,
    summary: clip(last.summary, long),
    run_id: last.run_id,
  };
}
