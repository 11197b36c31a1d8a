import { z } from 'zod';
import type { Blocker, StatusView } from '../runtime/api/index.ts';
import { specLine, stateWords } from './support/about.ts';
import type { OperationContext } from './support/context.ts';
import { nonZeroCounts } from './support/counts.ts';
import { defineOperation } from './support/define.ts';
import { currentness, nextField, readErrors, simulated } from './support/fields.ts';
import { governanceFields } from './support/governance-fields.ts';
import { statusFields } from './support/status-fields.ts';
import { blockerWords, nextStep, stepOfBlocker } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

/** A status is asked for often: whatever the size of the workspace, it stays this small. */
export const STATUS_BYTES_MAX = 2048;
/** A call that was cut cannot be made. */
const NEXT_BYTES_MIN = 200;
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
  condition: z.string().describe('idle, ready, working, paused, blocked, held, waiting, refused.'),
  blockers: z
    .array(z.looseObject({ what: z.string(), call: z.string() }))
    .describe('What does not go on by itself, each with the call that looks at it or ends it.'),
  blockers_total: z.number().describe('Of all, shown or not.'),
  next: nextField,
  simulated,
  specs: z
    .array(z.looseObject({ root: z.string(), title: z.string(), state: z.string() }))
    .describe('Open root specs, or the one closed last: state, work done, stages, tokens, cost.'),
  active: z
    .array(z.looseObject({ node: z.string(), run_id: z.string(), since: z.string() }))
    .describe('Stages that run or come next, with what they are about and whether they live.'),
  mode: z.string().optional().describe('Mode of the adopted plan.'),
  plan_id: z.string().optional().describe('The adopted plan.'),
  currentness,
  queues: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe('Family to state to number of items; zeros are left out.'),
  closure: z
    .looseObject({})
    .optional()
    .describe('The spec others wait behind, what it needs, and what waits.'),
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
  pauses: z
    .array(z.looseObject({ source: z.string(), reason: z.string(), until: z.string().optional() }))
    .describe('Why nothing is dispatched.'),
  governance: z
    .looseObject({})
    .optional()
    .describe('Rules on what may be used, with used, threshold and until; newest telemetry.'),
  problems: z.array(z.string()).describe('What keeps the plan from being current.'),
  problems_total: z.number().describe('Of all, shown or not.'),
  reload: z
    .looseObject({ state: z.string(), what: z.string() })
    .optional()
    .describe('Edits that do not count yet: edited, waiting, refused.'),
  loop: z
    .looseObject({
      running: z.boolean(),
      should_run: z.boolean(),
    })
    .describe(
      'Whether a process runs stages by itself, its pid and since when; whether one should.',
    ),
  totals: z
    .looseObject({ stages: z.number(), wall_minutes: z.number() })
    .describe('Since the beginning; tokens and cost_usd where they are known.'),
  delegation: z.string().describe('When you may hand work over: ask, suggest, allow.'),
  details: z
    .looseObject({})
    .optional()
    .describe(
      'Only with full: markers, counters, baseline, what the plan was compiled from, now and then.',
    ),
  seq: z.number().describe('Sequence number of the record that this is true at.'),
});
type Answer = z.input<typeof output>;

export const status = defineOperation({
  name: 'status',
  title: 'Status and progress of the workspace',
  summary: 'Say what is blocked or waits, what each spec and stage does, and what is next.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    full: z.boolean().default(false).describe('With every field of release 0.18.0, in details.'),
  }),
  output,
  errors: readErrors,
  positional: [],
  paths: [],
  rare: ['full'],
  examples: [
    {
      title: 'Where does the work stand?',
      input: {},
      output: { condition: 'ready', simulated: true, queues: { task: { queue: 1, done: 1 } } },
    },
    {
      title: 'Everything that release 0.18.0 tells',
      input: { full: true },
      output: { condition: 'ready', details: { execution_status_marker: '### IDLE' } },
    },
  ],
  async run(context, { full }) {
    const runtime = await context.runtime();
    const view = runtime.status();
    const { policy } = await context.delegation();
    const whole = { ...view, delegation: policy ?? 'ask' };
    const answer = largestFit(STATUS_BYTES_MAX, LEVELS, (level) => condense(context, whole, level));
    if (!full) return answer;
    const compiled = await context.compile(view.mode_id, null);
    const details = statusFields(context.root, view, runtime.statusDetails(), compiled);
    return { ...answer, details };
  },
});

function condense(
  context: OperationContext,
  view: StatusView & { readonly delegation: string },
  { entries, text_bytes }: Level,
): Answer {
  const short = (text: string) => clip(text, text_bytes);
  const some = Math.max(1, entries);
  return {
    condition: view.condition,
    blockers: view.blockers.slice(0, entries).map((one) => blockerLine(context, view, one, short)),
    blockers_total: view.blockers_total,
    next: clip(context.say(nextStep(view)), Math.max(text_bytes, NEXT_BYTES_MIN)),
    simulated: view.simulated,
    specs: view.specs.slice(0, some).map((spec) => specLine(spec, text_bytes)),
    active: view.active.slice(0, some).map((stage) => activeLine(stage, short)),
    mode: shortOrAbsent(view.mode_id, short),
    plan_id: shortOrAbsent(view.plan_id, short),
    currentness: view.currentness,
    queues: queuesOf(view, Math.max(4, entries), short),
    closure: closureOf(view, short),
    closed_roots: view.closed_roots,
    last: lastOf(view, short),
    pauses: view.pauses.slice(0, some).map(({ source, reason, until }) => ({
      source: short(source),
      reason: short(reason),
      until: until ?? undefined,
    })),
    governance: governanceFields(view.governance, entries, short),
    problems: view.problems.slice(0, entries).map(short),
    problems_total: view.problems.length,
    reload: reloadOf(view, short),
    loop: {
      running: view.loop.running,
      should_run: view.loop.should_run,
      pid: view.loop.pid ?? undefined,
      since: shortOrAbsent(view.loop.since, short),
    },
    totals: {
      stages: view.totals.stages,
      tokens: view.totals.total_tokens ?? undefined,
      wall_minutes: Math.round(view.totals.wall_minutes),
      cost_usd: view.totals.cost_usd ?? undefined,
      stages_without_cost: view.totals.unpriced || undefined,
    },
    delegation: view.delegation,
    seq: view.seq,
  };
}

type Short = (text: string) => string;

function shortOrAbsent(text: string | null, short: Short): string | undefined {
  return text === null ? undefined : short(text);
}

function blockerLine(context: OperationContext, view: StatusView, one: Blocker, short: Short) {
  return {
    what: short(blockerWords(one)),
    title: 'about' in one ? short(one.about.title) : undefined,
    state: 'about' in one ? short(stateWords(one.about)) : undefined,
    call: short(context.callText(stepOfBlocker(one, view.loop))),
  };
}

function activeLine(stage: StatusView['active'][number], short: Short) {
  const { root, item, title } = stage.about;
  return {
    node: short(stage.node),
    run_id: short(stage.run_id),
    root: shortOrAbsent(root, short),
    item: shortOrAbsent(item, short),
    title: short(title),
    state: short(stateWords(stage.about)),
    since: stage.since,
    phase: stage.phase,
    life: stage.life ?? undefined,
  };
}

function closureOf({ closure }: StatusView, short: Short) {
  if (closure === null) return undefined;
  const { root, open_work, waits_for, last_verdict, actionable, deferred } = closure;
  return {
    root: short(root),
    open_work,
    waits_for: shortOrAbsent(waits_for, short),
    last_verdict: shortOrAbsent(last_verdict, short),
    actionable,
    deferred,
    deferred_first: deferred === 0 ? undefined : closure.deferred_first.map(short),
  };
}

/** Whoever edits reads here whether that counts already. */
function reloadOf({ reload }: StatusView, short: Short) {
  if (reload === null) return undefined;
  return { state: reload.state, what: short(reload.what), next: short(reload.next) };
}

function queuesOf({ queues }: StatusView, entries: number, short: Short) {
  const filled = Object.entries(nonZeroCounts(queues))
    .slice(0, entries)
    .map(([family, states]) => [short(family), states] as const);
  return Object.fromEntries(filled);
}

function lastOf({ last }: StatusView, short: Short) {
  if (last === null) return undefined;
  return {
    node: short(last.node),
    outcome: short(last.outcome),
    failure_class: shortOrAbsent(last.failure_class, short),
    summary: short(last.summary),
    run_id: short(last.run_id),
    root: shortOrAbsent(last.about.root, short),
    item: shortOrAbsent(last.about.item, short),
    title: short(last.about.title),
    state: short(stateWords(last.about)),
  };
}
