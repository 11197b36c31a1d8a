import { z } from 'zod';
import type { TickView } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { about, aboutAnswer } from './support/about.ts';
import { awaitField, notAwaited } from './support/await-closure.ts';
import { isTerminal, type OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { NEXT_BYTES_MAX, nextField, noteList, simulated, writeErrors } from './support/fields.ts';
import { nextStep } from './support/step.ts';
import { clip } from './support/text.ts';

const WAIT_SECONDS_MAX = 240;
const LISTS_SHOWN_MAX = 10;

export const runOnce = defineOperation({
  name: 'run_once',
  title: 'Run one tick',
  summary:
    'Run one tick: dispatch the next stage, or wait for the running one and apply its result. ' +
    'Call again while running.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    wait_seconds: z
      .number()
      .min(0)
      .max(WAIT_SECONDS_MAX)
      .default(45)
      .describe('How long to wait; it runs on.'),
    await: awaitField,
  }),
  output: z.looseObject({
    did: z
      .enum(['applied', 'running', 'idle', 'waiting', 'paused'])
      .describe('applied: a result; running: not finished, call again; idle: nothing to do.'),
    stage: z
      .looseObject({
        plane: z.string(),
        node: z.string(),
        run_id: z.string(),
        attempt_id: z.string().optional(),
        about: about.optional(),
        since: z.string(),
        phase: z.enum(['running', 'waiting']),
      })
      .optional()
      .describe('The stage that runs or comes next.'),
    applied: z
      .looseObject({
        plane: z.string(),
        node: z.string(),
        about,
        outcome: z.string(),
        result_class: z.string(),
        failure_class: z.string().optional(),
        summary: z.string(),
        goes_to: z.string().describe('The node that follows, or end:<terminal state>.'),
        spawned: z.array(z.string()),
        run_id: z.string(),
        attempt_id: z.string(),
        seconds: z.number(),
        tokens: z.number().optional(),
        cost_usd: z.number().optional(),
      })
      .optional()
      .describe('The result that this call applied, and where it led.'),
    recovered: noteList.describe('What was picked up after a crash.'),
    condition: z.string().describe('Of the workspace afterwards, as in status.'),
    simulated,
    next: nextField,
  }),
  errors: [
    ...writeErrors,
    'workspace_not_trusted',
    'plan_invalid',
    'runner_not_available',
    'keeper_cannot_start',
    'attempt_not_judgeable',
  ],
  positional: [],
  paths: [],
  modes: 'Adopt this mode first.',
  examples: [
    {
      title: 'Run the next stage, waiting for at most ten seconds',
      input: { wait_seconds: 10 },
      output: { did: 'applied', applied: { outcome: 'PLANNER_COMPLETE', goes_to: 'manager' } },
    },
  ],
  async run(context, input) {
    if (input.await !== undefined && isTerminal(context)) throw onlyOne();
    const runtime = await context.runtime();
    const view = await runtime.tick({
      wait_ms: input.wait_seconds * 1000,
      signal: context.signal,
      progress: context.progress,
    });
    return {
      did: view.did,
      stage: stageOf(view),
      applied: appliedOf(view),
      recovered: view.recovered.slice(0, LISTS_SHOWN_MAX).map((note) => clip(note, 200)),
      condition: view.status.condition,
      simulated: view.status.simulated,
      next: clip(nextOf(context, view, input.await !== undefined), NEXT_BYTES_MAX),
    };
  },
});

/** Without a loop somebody has to run the stages; with one a wait is enough. */
function nextOf(context: OperationContext, view: TickView, isAwaited: boolean): string {
  const step = context.say(nextStep(view.status));
  const root = (view.applied?.about ?? view.status.active[0]?.about)?.root ?? null;
  if (!isAwaited) return step;
  if (view.status.loop.running) return notAwaited(context, root);
  return `This client cannot be told later: run_start, then run_wait, wait for the closure. ${step}`;
}

function onlyOne(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'run_once runs one stage in a terminal, and does not stay until the work is closed',
    expected: 'run_once without await',
    next: 'Call run_start, then run_wait; or enqueue_spec with await, which does both.',
  });
}

function stageOf({ stage, status }: TickView) {
  if (stage === null) return undefined;
  const active = status.active.find(({ run_id }) => run_id === stage.run_id);
  return {
    plane: stage.plane,
    node: stage.node,
    run_id: stage.run_id,
    attempt_id: stage.attempt_id ?? undefined,
    about: active === undefined ? undefined : aboutAnswer(active.about),
    since: stage.since,
    phase: stage.phase,
  };
}

function appliedOf({ applied }: TickView) {
  if (applied === null) return undefined;
  return {
    plane: applied.plane,
    node: applied.node,
    about: aboutAnswer(applied.about),
    outcome: applied.outcome,
    result_class: applied.result_class,
    failure_class: applied.failure_class ?? undefined,
    summary: clip(applied.summary, 600),
    goes_to: applied.goes_to,
    spawned: applied.spawned.slice(0, LISTS_SHOWN_MAX),
    run_id: applied.run_id,
    attempt_id: applied.attempt_id,
    seconds: applied.duration_seconds,
    tokens: applied.total_tokens ?? undefined,
    cost_usd: applied.cost_usd ?? undefined,
  };
}
