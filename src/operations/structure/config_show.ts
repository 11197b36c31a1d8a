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

/** What somebody decided comes first. */
const ORDER = ['file', 'mode', 'default'] as const;

function valueText(value: unknown): string {
  return clip(typeof value === 'string' ? value : JSON.stringify(value), VALUE_BYTES_MAX);
}

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
      .array(z.looseObject({ key: z.string(), from: z.enum(['file', 'mode', 'default']) }))
      .describe('What the file says comes first; counts: what holds until an edit does.'),
    values_total: z.number().describe('Of all, shown or not; none where the file is not usable.'),
    problems: noteList,
    reload: z
      .looseObject({ state: z.string(), what: z.string() })
      .optional()
      .describe('Edits that do not count yet, and what they wait for.'),
    simulated,
    next: nextField,
  }),
  errors: readErrors,
  positional: [],
  paths: [],
  config: true,
  examples: [
    {
      title: 'What holds?',
      input: {},
      output: { path: 'millrace.toml', problems: [] },
    },
  ],
  async run(context) {
    const runtime = await context.runtime();
    const counting = runtime.configInForce();
    const plan = runtime.adoptedPlan();
    const { path, values, diagnostics } = await context.config({ counting, plan });
    const { reload, simulated: isSimulated } = runtime.status();
    const ordered = ORDER.flatMap((wanted) => values.filter(({ from }) => from === wanted));
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    return largestFit(room, LEVELS, (count) => ({
      path,
      values: ordered.slice(0, count).map(({ key, value, from, boundary, counts }) => ({
        key,
        value: valueText(value),
        from,
        boundary,
        counts: counts === undefined ? undefined : valueText(counts),
      })),
      values_total: values.length,
      problems: diagnostics
        .slice(0, PROBLEMS_SHOWN_MAX)
        .map(({ pointer, message }) => clip(`${pointer} ${message}`.trim(), VALUE_BYTES_MAX)),
      reload: reload === null ? undefined : { state: reload.state, what: clip(reload.what, 400) },
      simulated: isSimulated,
      next: reload?.next ?? 'Edit the file; a loop reads it by itself, config_reload at once.',
    }));
  },
});
