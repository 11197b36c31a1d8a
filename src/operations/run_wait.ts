import { z } from 'zod';
import type { WaitReason } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { nextStep, readErrors, simulated, workLine } from './support/fields.ts';
import { clip } from './support/text.ts';

const WAIT_SECONDS_MAX = 240;

export const runWait = defineOperation({
  name: 'run_wait',
  title: 'Follow the loop',
  summary:
    'Wait until the loop has closed a spec, is blocked, paused or idle, or the time is over. ' +
    'Changes nothing.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    wait_seconds: z.number().min(0).max(WAIT_SECONDS_MAX).default(45).describe('How long at most.'),
  }),
  output: z.looseObject({
    reason: z
      .enum([
        'closed',
        'blocked',
        'held',
        'paused',
        'waiting',
        'refused',
        'idle',
        'stopped',
        'time',
      ])
      .describe('Why it ended; time: nothing worth telling, call again.'),
    results: z.array(z.string()).describe('Stages that ended meanwhile, as node: outcome.'),
    active: z.array(z.string()).describe('Stages that run now, as node work.'),
    condition: z.string().describe('As in status.'),
    closed_roots: z.number().describe('Root specs that were brought to closure.'),
    simulated,
    next: nextStep,
  }),
  errors: readErrors,
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Wait for news',
      input: { wait_seconds: 30 },
      output: { reason: 'closed', closed_roots: 1 },
    },
  ],
  async run(context, { wait_seconds }) {
    const runtime = await context.runtime();
    const { signal, progress } = context;
    const view = await runtime.wait({ wait_ms: wait_seconds * 1000, signal, progress });
    const { status } = view;
    return {
      reason: view.reason,
      results: [...view.results],
      active: status.active.map((stage) =>
        `${stage.node} ${stage.work === null ? '' : workLine(stage.work)}`.trim(),
      ),
      condition: status.condition,
      closed_roots: status.closed_roots,
      simulated: status.simulated,
      next: clip(nextOf(view.reason, status.next), 400),
    };
  },
});

function nextOf(reason: WaitReason, next: string): string {
  if (reason === 'time') return 'The loop is at work: call run_wait again.';
  if (reason === 'closed')
    return `A spec is closed: call status, and runs_trace for the evidence. ${next}`;
  return next;
}
