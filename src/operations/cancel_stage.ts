import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { requireAgreement } from './support/agree.ts';
import { control, controlErrors, controlOutput, reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { activeRun, requestKey } from './support/fields.ts';

const ASKED = 'End the running stage and block its work item?';

export const cancelStage = defineOperation({
  name: 'cancel_stage',
  title: 'Cancel a running stage',
  summary: 'End the running stage and block its work item; retry_blocked brings the item back.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({ run: activeRun, reason, request_key: requestKey }),
  output: controlOutput,
  errors: controlErrors,
  positional: ['run'],
  paths: [],
  alias: 'cancel-stage',
  also: ['control cancel-stage'],
  examples: [
    {
      title: 'The task is not wanted any more',
      input: { reason: 'the task is obsolete' },
      output: { applied: true },
    },
  ],
  async run(context, { run, reason: why, request_key }) {
    await requireAgreement(context, ASKED);
    const what = { run: run ?? null, to: 'blocked', reason: why ?? DEFAULT_REASON } as const;
    return control(context, { name: 'retire', ...what }, request_key);
  },
});
