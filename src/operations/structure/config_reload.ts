import { z } from 'zod';
import { control, controlErrors, controlOutput } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { noteList, requestKey } from '../support/fields.ts';

export const configReload = defineOperation({
  name: 'config_reload',
  title: 'Reload the config now',
  summary:
    'Read an edited millrace.toml now; each key counts at its boundary, runs keep their plan.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ request_key: requestKey }),
  output: controlOutput.extend({
    keys: noteList.describe('Keys that changed, their boundary, and what each waits for.'),
  }),
  errors: [...controlErrors, 'config_invalid', 'plan_invalid'],
  positional: [],
  paths: [],
  also: ['reload-config', 'control reload-config'],
  examples: [{ title: 'After an edit', input: {}, output: { applied: true } }],
  async run(context, { request_key }) {
    const { lines, ...answer } = await control(context, { name: 'reload_config' }, request_key);
    return { ...answer, keys: [...lines] };
  },
});
