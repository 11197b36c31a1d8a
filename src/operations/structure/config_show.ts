import { z } from 'zod';
import { answerRoom } from '../support/context.ts';
import { defineOperation } from '../support/define.ts';
import { nextField, noteList, readErrors, simulated } from '../support/fields.ts';
import { clip, largestFit } from '../support/text.ts';

const ANSWER_BYTES_MAX = 16_384;
const TERMINAL_BYTES_MAX = 64 * 1024;
const LEVELS = [400, 200, 100, 40] as const;
const VALUE_BYTES_MAX = 200;
const PROBLEMS_SHOWN_MAX = 20;

export const configShow = defineOperation({
  name: 'config_show',
  title: 'Show the config',
  summary: 'Show the effective config, value by value, and what millrace.toml says itself.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output: z.looseObject({
    path: z.string().describe('The file, below the folder of the runtime.'),
    values: z
      .array(z.looseObject({ key: z.string(), from: z.enum(['file', 'default']) }))
      .describe('What the file says comes first.'),
    values_total: z.number().describe('Of all, shown or not; none where the file is not usable.'),
    problems: noteList,
    simulated,
    next: nextField,
  }),
  errors: readErrors,
  positional: [],
  paths: [],
  examples: [
    {
      title: 'What holds?',
      input: {},
      output: { path: 'millrace.toml', problems: [] },
    },
  ],
  async run(context) {
    const runtime = await context.runtime();
    const { path, values, diagnostics } = await context.config();
    const said = values.filter(({ from }) => from === 'file');
    const ordered = [...said, ...values.filter(({ from }) => from === 'default')];
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (count) => ({
      path,
      values: ordered.slice(0, count).map(({ key, value, from }) => ({
        key,
        value: clip(typeof value === 'string' ? value : JSON.stringify(value), VALUE_BYTES_MAX),
        from,
      })),
      values_total: values.length,
      problems: diagnostics
        .slice(0, PROBLEMS_SHOWN_MAX)
        .map(({ pointer, message }) => clip(`${pointer} ${message}`.trim(), VALUE_BYTES_MAX)),
      simulated: runtime.status().simulated,
      next: 'Edit the file, then call compile_validate; with adopt true what it says runs.',
    }));
  },
});
