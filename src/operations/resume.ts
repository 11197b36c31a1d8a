import { z } from 'zod';
import { control, controlErrors, controlOutput } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';

export const resume = defineOperation({
  name: 'resume',
  title: 'Resume dispatch',
  summary: 'Lift the pause of an operator; with all also the pauses that would lift by themselves.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    all: z.boolean().default(false).describe('Also lift pauses that end by themselves.'),
    request_key: requestKey,
  }),
  output: controlOutput,
  errors: controlErrors,
  positional: [],
  paths: [],
  also: ['control resume'],
  examples: [{ title: 'Go on', input: {}, output: { applied: true } }],
  run: (context, input) => control(context, { name: 'resume', all: input.all }, input.request_key),
});
