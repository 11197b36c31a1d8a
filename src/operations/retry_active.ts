import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { requireAgreement } from './support/agree.ts';
import { control, controlErrors, controlOutput, reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { activeRun, planeScope, requestKey } from './support/fields.ts';

const ASKED = 'Take the active run away from its stage and put its work back in the queue?';

export const retryActive = defineOperation({
  name: 'retry_active',
  title: 'Start active work over',
  summary:
    'Take an active run away from its stage and put its work back in the queue. ' +
    'A late result of that stage counts for nothing.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({
    run: activeRun,
    scope: planeScope,
    reason,
    request_key: requestKey,
  }),
  output: controlOutput,
  errors: controlErrors,
  positional: ['run'],
  paths: [],
  alias: 'retry-active',
  also: ['control retry-active'],
  examples: [
    {
      title: 'The stage went astray',
      input: { reason: 'it edits the wrong package' },
      output: { applied: true },
    },
  ],
  async run(context, { run, scope, reason: why, request_key }) {
    await requireAgreement(context, ASKED);
    const what = {
      run: run ?? null,
      plane: scope,
      to: 'queue',
      reason: why ?? DEFAULT_REASON,
    } as const;
    return control(context, { name: 'retire', ...what }, request_key);
  },
});
