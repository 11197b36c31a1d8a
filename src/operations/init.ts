import { z } from 'zod';
import type { InitView } from '../product/backend.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import type { OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { nextField, noteList, simulated } from './support/fields.ts';

export const init = defineOperation({
  name: 'init',
  title: 'Initialize the workspace',
  summary: `Create ${RUNTIME_FOLDER}/. Doing it again changes nothing.`,
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    mode: z
      .string()
      .min(1)
      .max(80)
      .optional()
      .describe('Default: what is installed. default_offline simulates.'),
    nested: z.boolean().default(false).describe('In another too.'),
    state: z.enum(['restore', 'anew']).optional().describe('After state_deleted.'),
  }),
  output: z.looseObject({
    created: z.boolean().describe('False: it was there already.'),
    mode: z.string().optional().describe('Mode that the workspace runs.'),
    simulated,
    workspace: z.string().describe('Its absolute path.'),
    config: z.string().describe('Config file, below the workspace.'),
    files_written: z.number().describe('Files of the baseline.'),
    harness: z
      .looseObject({})
      .optional()
      .describe('What runs the stages: name, version, login, account, permission, why it.'),
    usable: z.boolean().optional().describe('False: a stage would fail at once.'),
    notes: noteList,
    next: nextField,
  }),
  /** A script must not go on as if stages could run; whoever names a mode may set it up afterwards. */
  exit_code: ({ usable }, { mode }) => (usable === false && mode === undefined ? 1 : 0),
  errors: [
    'input_invalid',
    'inside_stage',
    'mode_unknown',
    'workspace_foreign',
    'workspace_not_writable',
    'workspace_owned',
    'state_deleted',
    'journal_went_back',
    'disk_full',
    'disk_failed',
  ],
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Initialize with the scripted mode',
      input: { mode: 'default_offline' },
      output: { created: true, mode: 'default_offline', simulated: true },
    },
  ],
  async run(context, input) {
    const view = await context.init({
      mode: input.mode ?? null,
      nested: input.nested,
      state: input.state ?? null,
    });
    const unusable = view.unusable ?? (await missingProgram(context, view));
    return {
      created: view.created,
      mode: view.mode_id ?? undefined,
      simulated: view.simulated,
      workspace: context.root,
      config: view.config_path,
      files_written: view.files_written,
      harness: view.harness === null ? undefined : { ...view.harness },
      usable: view.untrusted && unusable === null ? undefined : unusable === null,
      notes: [...view.notes],
      next: nextOf({ ...view, unusable, root: context.root }),
    };
  },
});

/** The program of a stage that is not there, found by the code that refuses to start it. */
async function missingProgram(
  context: OperationContext,
  { mode_id, untrusted }: InitView,
): Promise<string | null> {
  if (mode_id === null || untrusted) return null;
  try {
    (await context.runtime()).requireRunners();
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    if (error.code === 'runner_not_available') return error.facts.what;
  }
  return null;
}

function nextOf({
  created,
  unusable,
  restored,
  untrusted,
  root,
}: InitView & { root: string }): string {
  if (untrusted) {
    return (
      `${created ? '' : 'Nothing was changed. '}Files that were here before are started by nobody ` +
      `until their user agrees: the user has to run \`millrace trust --workspace ${root}\` in a ` +
      'terminal. Then call compile_validate and enqueue_spec.'
    );
  }
  const before = created ? '' : 'Nothing was changed: the workspace is initialized already. ';
  if (!created && unusable === null) return `${before}Call status.`;
  if (restored) {
    return (
      'The work is back. What was missing of config and assets is as this release ships it: mend ' +
      'what was your own, then call status.'
    );
  }
  if (unusable !== null) {
    return (
      `${before}${unusable}. A stage of this mode would not start, or fail at once: fix that, or ` +
      'set default_mode in the config (default_offline plays stages without a model). doctor with ' +
      'harness true shows how each harness stands.'
    );
  }
  return 'Call compile_validate to check the plan, then enqueue_spec to hand over the work.';
}
