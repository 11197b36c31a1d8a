import { z } from 'zod';
import type { StatusView } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { currentness, nextStep, readErrors, simulated, workLine } from './support/fields.ts';
import { clip, largestFit } from './support/text.ts';

/** A status is asked for often: whatever the size of the workspace, it stays this small. */
export const STATUS_BYTES_MAX = 2048;
/** Lists and texts get shorter together until the answer fits. */
const LEVELS: readonly [Level, ...Level[]] = [
  { entries: 8, text_bytes: 300 },
  { entries: 5, text_bytes: 200 },
  { entries: 3, text_bytes: 150 },
  { entries: 2, text_bytes: 100 },
  { entries: 1, text_bytes: 60 },
  { entries: 0, text_bytes: 36 },
];

interface Level {
  readonly entries: number;
  readonly text_bytes: number;
}

const output = z.looseObject({
  condition: z.string().describe('idle, working, paused, blocked, held or refused.'),
  next: nextStep,
  simulated,
  mode: z.string().optional().describe('Mode of the adopted plan.'),
  plan_id: z.string().optional().describe('The adopted plan.'),
  currentness,
  active: z
    .array(
      z.looseObject({
        plane: z.string(),
        node: z.string(),
        run_id: z.string(),
        work: z.string().optional(),
        since: z.string(),
        phase: z.enum(['running', 'waiting']),
      }),
    )
    .describe('Stages that run or come next.'),
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
  closed_roots: z.number().describe('Root specs that were brought to closure.'),
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
  waiting: z
    .array(z.looseObject({ work: z.string(), reason: z.string(), on: z.string() }))
    .describe('Queued work that cannot be claimed, and why.'),
  waiting_total: z.number().describe('Of all, shown or not.'),
  pauses: z
    .array(z.looseObject({ source: z.string(), reason: z.string(), until: z.string().optional() }))
    .describe('Why nothing is dispatched.'),
  problems: z.array(z.string()).describe('What someone has to look at.'),
  problems_total: z.number().describe('Of all, shown or not.'),
  loop: z
    .looseObject({
      running: z.boolean(),
      should_run: z.boolean(),
    })
    .describe(
      'Whether a process runs stages by itself, its pid and since when; whether one should.',
    ),
  totals: z
    .looseObject({ stages: z.number(), tokens: z.number(), wall_minutes: z.number() })
    .describe('Since the beginning; with cost_usd, where harnesses tell what their stages cost.'),
  seq: z.number().describe('Sequence number of the record that this is true at.'),
});
type Answer = z.input<typeof output>;

export const status = defineOperation({
  name: 'status',
  title: 'Status of the workspace',
  summary:
    'Say what is active, queued, waiting and paused, how the last stage ended, ' +
    'and what to do next. At most 2 KB.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output,
  errors: readErrors,
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
    return largestFit(STATUS_BYTES_MAX, LEVELS, (level) => condense(view, level));
  },
});

function condense(view: StatusView, { entries, text_bytes }: Level): Answer {
  const short = (text: string) => clip(text, text_bytes);
  return {
    condition: short(view.condition),
    next: short(view.next),
    simulated: view.simulated,
    mode: shortOrAbsent(view.mode_id, short),
    plan_id: shortOrAbsent(view.plan_id, short),
    currentness: view.currentness,
    active: view.active.slice(0, Math.max(1, entries)).map((stage) => activeLine(stage, short)),
    queues: queuesOf(view, Math.max(4, entries), short),
    closure: closureOf(view, short),
    closed_roots: view.closed_roots,
    last: lastOf(view, short),
    waiting: view.waiting.slice(0, entries).map(({ work, reason, on }) => ({
      work: short(work),
      reason: short(reason),
      on: short(on),
    })),
    waiting_total: view.waiting_total,
    pauses: view.pauses.slice(0, Math.max(1, entries)).map((pause) => ({
      source: short(pause.source),
      reason: short(pause.reason),
      until: pause.until ?? undefined,
    })),
    problems: view.problems.slice(0, entries).map(short),
    problems_total: view.problems.length,
    loop: {
      running: view.loop.running,
      should_run: view.loop.should_run,
      pid: view.loop.pid ?? undefined,
      since: view.loop.since === null ? undefined : short(view.loop.since),
    },
    totals: {
      stages: view.totals.stages,
      tokens: view.totals.total_tokens,
      wall_minutes: Math.round(view.totals.wall_minutes),
      cost_usd: view.totals.cost_usd ?? undefined,
    },
    seq: view.seq,
  };
}

type Short = (text: string) => string;

function shortOrAbsent(text: string | null, short: Short): string | undefined {
  return text === null ? undefined : short(text);
}

function activeLine(stage: StatusView['active'][number], short: Short) {
  return {
    plane: short(stage.plane),
    node: short(stage.node),
    run_id: short(stage.run_id),
    work: stage.work === null ? undefined : short(workLine(stage.work)),
    since: stage.since,
    phase: stage.phase,
  };
}

function queuesOf({ queues }: StatusView, entries: number, short: Short) {
  const filled = Object.entries(queues)
    .map(([family, states]) => [short(family), nonZero(states)] as const)
    .filter(([, states]) => Object.keys(states).length > 0);
  return Object.fromEntries(filled.slice(0, entries));
}

function nonZero(states: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0));
}

function closureOf({ closure }: StatusView, short: Short) {
  if (closure === null) return undefined;
  return {
    root: short(closure.root),
    open: closure.open,
    open_work: closure.open_work,
    waits_for: shortOrAbsent(closure.waits_for, short),
    last_verdict: shortOrAbsent(closure.last_verdict, short),
    deferred_roots: closure.deferred_roots.length,
  };
}

function lastOf({ last }: StatusView, short: Short) {
  if (last === null) return undefined;
  return {
    node: short(last.node),
    outcome: short(last.outcome),
    failure_class: shortOrAbsent(last.failure_class, short),
    summary: short(last.summary),
    run_id: short(last.run_id),
  };
}
