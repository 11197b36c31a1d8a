import { z } from 'zod';
import { startErrors } from './support/await-closure.ts';
import { defineOperation } from './support/define.ts';
import { keyedErrors, NEXT_BYTES_MAX, nextField, requestKey, simulated } from './support/fields.ts';
import { requireStartable, startWork } from './support/start-work.ts';
import { nextStep } from './support/step.ts';
import { clip } from './support/text.ts';
import { workPlaceText } from './support/work-place.ts';

const STOPPED_SINCE = { already: true, log: undefined };
const START_ANEW =
  'No loop runs: run_stop was called since. Call run_start with another request_key to start one.';

export const runStart = defineOperation({
  name: 'run_start',
  title: 'Start the loop: work goes on in the background',
  summary:
    'Run stages by themselves until run_stop, in a process that outlives this client. ' +
    'Follow it with run_wait.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    with_changes: z.boolean().optional().describe('Also beside uncommitted changes.'),
    request_key: requestKey,
  }),
  output: z.looseObject({
    already: z.boolean().describe('A loop was running, or this request_key was applied before.'),
    pid: z.number().optional().describe('Process of the loop.'),
    since: z.string().optional().describe('When it took the workspace.'),
    log: z.string().optional().describe('What it says, below the workspace.'),
    edits: z.string().describe('Where stages edit.'),
    condition: z.string().describe('Of the workspace, as in status.'),
    simulated,
    next: nextField,
  }),
  errors: [...keyedErrors, ...startErrors],
  positional: [],
  paths: [],
  examples: [{ title: 'Start', input: {}, output: { already: false, pid: 4321 } }],
  async run(context, { request_key, with_changes }) {
    const runtime = await context.runtime();
    const place = await runtime.workPlace();
    await requireStartable(runtime, with_changes === true);
    // Whoever repeats a call does not start a loop that somebody has stopped since.
    const started = await startWork(context, runtime, request_key);
    const { already, log } = started ?? STOPPED_SINCE;
    const { pid, since } = runtime.loop();
    const status = runtime.status();
    const { condition, simulated: isSimulated } = status;
    return {
      already,
      pid: pid ?? undefined,
      since: since ?? undefined,
      log,
      edits: workPlaceText(place),
      condition,
      simulated: isSimulated,
      next: started === null ? START_ANEW : clip(context.say(nextStep(status)), NEXT_BYTES_MAX),
    };
  },
});
