import { z } from 'zod';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { control, controlErrors, controlOutput, reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { planeScope, requestKey } from './support/fields.ts';

export const pause = defineOperation({
  name: 'pause',
  title: 'Pause dispatch',
  summary:
    'Start no further stage until resume, of one plane or of all. A stage that runs goes on to its end.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ scope: planeScope, reason, request_key: requestKey }),
  output: controlOutput,
  errors: controlErrors,
  positional: [],
  paths: [],
  also: ['control pause'],
  examples: [
    {
      title: 'Pause while someone looks at the result',
      input: { reason: 'looking at the design first' },
      output: { applied: true },
    },
  ],
  run: (context, { scope: plane, reason: why, request_key }) =>
    control(context, { name: 'pause', reason: why ?? DEFAULT_REASON, plane }, request_key),
});
