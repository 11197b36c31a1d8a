import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { requireAgreement } from './support/agree.ts';
import { control, controlErrors, controlOutput, reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';

const ASKED = 'Put every active run back in its queue, and clear pauses and recovery counters?';

export const clearStaleState = defineOperation({
  name: 'clear_stale_state',
  title: 'Put all active work back',
  summary: 'Put every active run back in its queue and clear pauses and recovery counters.',
  effect: 'destructive',
  idempotent: true,
  input: z.strictObject({
    force: z.boolean().default(false).describe('Give up stages that nobody here can judge.'),
    reason,
    request_key: requestKey,
  }),
  output: controlOutput,
  errors: controlErrors,
  positional: [],
  paths: [],
  alias: 'clear-stale-state',
  also: ['control clear-stale-state'],
  examples: [{ title: 'Start over from the queues', input: {}, output: { applied: true } }],
  async run(context, { force, reason: why, request_key }) {
    await requireAgreement(context, ASKED);
    return control(context, { name: 'clear', force, reason: why ?? DEFAULT_REASON }, request_key);
  },
});
