import { z } from 'zod';
import { defineOperation } from './support/define.ts';
import { nextStep, requestKey, simulated, writeErrors } from './support/fields.ts';
import { clip } from './support/text.ts';

export const runStart = defineOperation({
  name: 'run_start',
  title: 'Start the loop',
  summary:
    'Run stages by themselves until run_stop, in a process that outlives this client. ' +
    'Follow it with run_wait.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ request_key: requestKey }),
  output: z.looseObject({
    already: z.boolean().describe('A loop was running; nothing was started.'),
    pid: z.number().optional().describe('Process of the loop.'),
    since: z.string().optional().describe('When it took the workspace.'),
    log: z.string().describe('What it says, below the workspace.'),
    condition: z.string().describe('Of the workspace, as in status.'),
    simulated,
    next: nextStep,
  }),
  errors: [
    ...writeErrors,
    'config_invalid',
    'plan_stale',
    'plan_invalid',
    'runner_not_available',
    'keeper_cannot_start',
  ],
  positional: [],
  paths: [],
  examples: [{ title: 'Start', input: {}, output: { already: false, pid: 4321 } }],
  async run(context, { request_key }) {
    const runtime = await context.runtime();
    if (!runtime.loop().running) runtime.requireRunners();
    await runtime.control({ name: 'desire', running: true }, request_key);
    const { already, log } = await context.startLoop();
    const { pid, since } = runtime.loop();
    const { condition, simulated: isSimulated, next } = runtime.status();
    const idle = condition === 'idle' ? next : 'Call run_wait to follow the loop.';
    return {
      already,
      pid: pid ?? undefined,
      since: since ?? undefined,
      log,
      condition,
      simulated: isSimulated,
      next: clip(idle, 400),
    };
  },
});
