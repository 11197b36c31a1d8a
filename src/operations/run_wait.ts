import { z } from 'zod';
import type { EventView, WaitView } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { aboutAnswer, specLine } from './support/about.ts';
import type { OperationContext } from './support/context.ts';
import { defineOperation, type JsonObject } from './support/define.ts';
import { NEXT_BYTES_MAX, nextField, readErrors, simulated } from './support/fields.ts';
import { type Call, nextStep } from './support/step.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 2048;
const LEVELS: readonly [number, ...number[]] = [240, 160, 120, 90, 60, 40, 24, 12];
/** What a script can tell from the end of `millrace wait`. */
export const WAIT_EXIT_CODES: Readonly<Record<string, number>> = {
  closed: 0,
  withdrawn: 1,
  blocked: 1,
  waiting: 2,
  paused: 2,
  held: 2,
  refused: 2,
  idle: 0,
  stopped: 3,
  time: 4,
  progress: 4,
};

const output = z.looseObject({
  reason: z
    .enum([
      'closed',
      'withdrawn',
      'blocked',
      'held',
      'paused',
      'waiting',
      'refused',
      'idle',
      'stopped',
      'progress',
      'time',
    ])
    .describe('Why it ended; time: nothing worth telling yet.'),
  next: nextField,
  spec: z
    .looseObject({ root: z.string(), title: z.string(), state: z.string() })
    .optional()
    .describe('The root that was asked for, or the one at work.'),
  active: z
    .array(z.looseObject({ node: z.string(), item: z.string().optional(), state: z.string() }))
    .describe('Stages at work: what they are about, since when, and what they do.'),
  events: z
    .array(z.looseObject({ id: z.string(), what: z.string(), title: z.string().optional() }))
    .describe(
      'The newest of what happened since, in the words of the stages; of spec unless root.',
    ),
  events_total: z.number().describe('Of all; until progress pages through them from `since` on.'),
  since: z.string().describe('Pass it on with the next call: nothing is lost between two.'),
  condition: z.string().describe('As in status.'),
  closed_roots: z.number().describe('Root specs that were brought to closure.'),
  simulated,
});

export const runWait = defineOperation({
  name: 'run_wait',
  title: 'Follow the work until it is done',
  summary:
    'Wait until a spec is closed, blocked or waits, or the loop ends; tells what happened since.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    root: z.string().min(1).max(220).optional().describe('Only this root spec.'),
    since: z.string().min(1).max(60).optional().describe('From the last answer.'),
    until: z
      .enum(['news', 'closed', 'blocked', 'waiting', 'progress'])
      .default('news')
      .describe('What ends it.'),
    wait_seconds: z.number().min(0).optional().describe('Default: as long as your client allows.'),
  }),
  output,
  errors: [...readErrors, 'resource_not_found'],
  positional: ['root'],
  paths: [],
  also: ['wait'],
  watched: true,
  exit_code: ({ reason }) => WAIT_EXIT_CODES[String(reason)] ?? 1,
  examples: [
    {
      title: 'Wait for news',
      input: { wait_seconds: 30 },
      output: { reason: 'closed', closed_roots: 1 },
    },
  ],
  async run(context, { root, since, until, wait_seconds }) {
    const runtime = await context.runtime();
    const { signal, progress, wait, watch } = context;
    const seconds = wait_seconds ?? wait.default_seconds;
    if (seconds > wait.max_seconds) throw tooLong(wait.max_seconds);
    const view = await runtime.wait({
      root: root ?? null,
      since: since ?? null,
      until,
      wait_ms: seconds * 1000,
      signal,
      progress,
      watch,
    });
    const doing = view.status.active.map(({ attempt_id }) =>
      attempt_id === null ? null : runtime.progress(attempt_id),
    );
    return largestFit(ANSWER_BYTES_MAX, LEVELS, (bytes) => condense(context, view, doing, bytes));
  },
});

const ended = z.looseObject({ reason: z.string() });

/** Of an answer that holds the one of a wait; 0 = there was no wait. */
export function waitExitCode(answer: unknown): number {
  const { data } = ended.safeParse(answer);
  return data === undefined ? 0 : (WAIT_EXIT_CODES[data.reason] ?? 1);
}

type Doing = ReturnType<Awaited<ReturnType<OperationContext['runtime']>>['progress']>;

function condense(
  context: OperationContext,
  view: WaitView,
  doing: readonly Doing[],
  bytes: number,
): z.input<typeof output> {
  const { status } = view;
  const spec = view.lineage ?? status.specs[0];
  return {
    reason: view.reason,
    next: clip(nextOf(context, view), NEXT_BYTES_MAX),
    spec: spec === undefined ? undefined : specLine(spec, bytes),
    active: status.active.map((stage, at) => ({
      node: stage.node,
      ...aboutAnswer(stage.about, bytes),
      life: stage.life ?? undefined,
      elapsed_seconds: doing[at]?.elapsed_seconds,
      last_sign_at: doing[at]?.last_sign_at ?? undefined,
      doing: clipOrAbsent(doing[at]?.doing ?? null, bytes),
    })),
    events: view.events.map((event) => eventLine(event, spec?.root ?? null, bytes)),
    events_total: view.events_total,
    since: view.cursor,
    is_other_journal: view.is_other_journal || undefined,
    condition: status.condition,
    closed_roots: status.closed_roots,
    simulated: status.simulated,
  };
}

/** `known`: the root that the answer names already. */
function eventLine(event: EventView, known: string | null, bytes: number) {
  const { id, at, what, root, item, title } = event;
  return {
    id,
    at,
    what: clip(what, bytes),
    root: root === known ? undefined : (root ?? undefined),
    item: item ?? undefined,
    title: clipOrAbsent(title === '' ? null : title, Math.min(bytes, 80)),
  };
}

function clipOrAbsent(text: string | null, bytes: number): string | undefined {
  return text === null ? undefined : clip(text, bytes);
}

function tooLong(max_seconds: number): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'wait_seconds is longer than your client is known to wait for an answer',
    expected: `at most ${max_seconds}`,
    next: 'Leave wait_seconds out: then it is as long as your client allows.',
  });
}

/** Waiting goes on with the cursor; what is closed is looked at. */
function nextOf(context: OperationContext, { reason, lineage, status, cursor }: WaitView): string {
  const scope: JsonObject = lineage === null ? {} : { root: lineage.root };
  const again: Call = { operation: 'run_wait', input: { ...scope, since: cursor } };
  if ((reason === 'closed' || reason === 'withdrawn') && lineage !== null) {
    const call = { operation: 'show', input: { key: lineage.root } };
    return context.say({ call, why: `${lineage.root} is ${reason}; this is its report` });
  }
  const step = nextStep(status);
  if (step.call.operation !== 'run_wait') return context.say(step);
  return context.say({ ...step, call: again });
}
