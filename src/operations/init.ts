import { z } from 'zod';
import type { InitView } from '../product/backend.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import type { OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { EXIT_CODES } from './support/exit-codes.ts';
import { sentence } from './support/failure.ts';
import { nextField, noteList, simulated } from './support/fields.ts';
import { clip } from './support/text.ts';

const WHAT_BYTES_MAX = 400;

export const init = defineOperation({
  name: 'init',
  title: 'Initialize a workspace: set up this project',
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
    usable: z
      .boolean()
      .optional()
      .describe('False: a stage would fail at once; absent: next says why nobody can tell.'),
    notes: noteList,
    next: nextField,
  }),
  /** A script must not go on as if stages could run; whoever names a mode may set it up afterwards. */
  exit_code: ({ usable }, { mode }) =>
    usable === false && mode === undefined ? EXIT_CODES.operator : 0,
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
    const standing = await standingOf(context, view);
    return {
      created: view.created,
      mode: view.mode_id ?? undefined,
      simulated: view.simulated,
      workspace: context.root,
      config: view.config_path,
      files_written: view.files_written,
      harness: view.harness === null ? undefined : { ...view.harness },
      usable: standing.usable,
      notes: [...view.notes],
      next: nextOf(view, standing, context.root),
    };
  },
});

/** Whether stages could start now; absent = that cannot be told, before what is wrong is mended. */
type Standing =
  | { readonly usable: true }
  | { readonly usable: false; readonly what: string }
  | { readonly usable?: undefined; readonly what: string; readonly mend: string };

/** Found by the code that refuses to start a stage, so that both say the same. */
async function standingOf(context: OperationContext, view: InitView): Promise<Standing> {
  if (view.unusable !== null) return { usable: false, what: view.unusable };
  if (view.untrusted)
    return { what: 'Its user has not agreed', mend: 'the user runs `millrace trust`' };
  try {
    const runtime = await context.runtime();
    const { outlook } = runtime.status();
    if (outlook.kind === 'refused') return refusedFor(outlook.code, outlook.what, outlook.fix);
    runtime.requireRunners();
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return refusedFor(error.code, error.facts.what, error.facts.next);
  }
  return view.mode_id === null ? NO_MODE : { usable: true };
}

function refusedFor(code: string, what: string, mend: string): Standing {
  return code === 'runner_not_available' ? { usable: false, what } : { what, mend };
}

const NO_MODE: Standing = {
  what: 'The config names no mode that can be used',
  mend: 'call compile_validate, and set default_mode in the config to a mode that there is',
};

function nextOf(view: InitView, standing: Standing, root: string): string {
  const { created, restored, untrusted } = view;
  if (untrusted) {
    return (
      `${created ? '' : 'Nothing was changed. '}Files that were here before are started by nobody ` +
      `until their user agrees: the user has to run \`millrace trust --workspace ${root}\` in a ` +
      'terminal. Then call compile_validate and enqueue_spec.'
    );
  }
  const before = created ? '' : 'Nothing was changed: the workspace is initialized already. ';
  if (standing.usable === undefined) {
    const { what, mend } = standing;
    const told = clip(sentence(what), WHAT_BYTES_MAX);
    const lead = restored ? 'The work is back. ' : before;
    return `${lead}${told} To fix it: ${sentence(mend)}`;
  }
  if (!created && standing.usable) return `${before}Call status.`;
  if (restored) {
    return (
      'The work is back. What was missing of config and assets is as this release ships it: fix ' +
      'what was your own, then call status.'
    );
  }
  if (!standing.usable) {
    return (
      `${before}${standing.what}. A stage of this mode would not start, or fail at once: fix that, or ` +
      'set default_mode in the config (default_offline plays stages without a model). doctor with ' +
      'harness true shows how each harness stands.'
    );
  }
  return 'Call compile_validate to check the plan, then enqueue_spec to hand over the work.';
}
