import { z } from 'zod';
import { requireAgreement } from './support/agree.ts';
import { defineOperation } from './support/define.ts';
import { keyedErrors, nextField, requestKey, simulated } from './support/fields.ts';

const WAIT_SECONDS_MAX = 240;

const ASKED = 'End the running stages now? They run again later.';

export const runStop = defineOperation({
  name: 'run_stop',
  title: 'Stop the loop',
  summary:
    'End the loop when its stages have ended; with now at once, and its stages run again later. ' +
    'Nothing is lost.',
  effect: 'destructive',
  idempotent: true,
  input: z.strictObject({
    now: z.boolean().default(false).describe('End the running stages too.'),
    wait_seconds: z
      .number()
      .min(0)
      .max(WAIT_SECONDS_MAX)
      .default(45)
      .describe('How long to wait for the end.'),
    request_key: requestKey,
  }),
  output: z.looseObject({
    stopped: z.boolean().describe('No loop runs now.'),
    was_running: z.boolean().describe('A loop ran when this was asked.'),
    already: z.boolean().describe('This request_key was applied before; nothing was done again.'),
    condition: z.string().describe('Of the workspace, as in status.'),
    simulated,
    next: nextField,
  }),
  errors: [...keyedErrors, 'person_needed'],
  positional: [],
  paths: [],
  also: ['stop', 'control stop'],
  examples: [{ title: 'Let the stage end', input: {}, output: { stopped: true } }],
  async run(context, { now, wait_seconds, request_key }) {
    if (now) await requireAgreement(context, ASKED);
    const runtime = await context.runtime();
    const { signal, progress } = context;
    const wait_ms = wait_seconds * 1000;
    const view = await runtime.stopLoop({ now, wait_ms, request_key, signal, progress });
    const { condition, simulated: isSimulated } = runtime.status();
    return {
      stopped: view.stopped,
      was_running: view.was_running,
      already: view.already,
      condition,
      simulated: isSimulated,
      next: view.stopped
        ? 'Call run_start to go on later; status shows where the work stands.'
        : 'A stage still runs; call run_stop again to wait for it, or with now true to end it.',
    };
  },
});
