import { z } from 'zod';
import { control, controlErrors, controlOutput } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { planeScope, requestKey } from './support/fields.ts';

export const resume = defineOperation({
  name: 'resume',
  title: 'Resume dispatch',
  summary:
    'Lift the pauses of an operator, or that of one plane; with all also those that end by themselves.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    all: z.boolean().default(false).describe('Also lift pauses that end by themselves.'),
    scope: planeScope,
    request_key: requestKey,
  }),
  output: controlOutput,
  errors: controlErrors,
  positional: [],
  paths: [],
  also: ['control resume'],
  examples: [{ title: 'Go on', input: {}, output: { applied: true } }],
  run: (context, { all, scope: plane, request_key }) =>
    control(context, { name: 'resume', all, plane }, request_key),
});
