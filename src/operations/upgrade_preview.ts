import { z } from 'zod';
import type { UpgradeEntry, UpgradeStep, UpgradeView } from '../product/backend.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import { answerRoom, type OperationContext } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { nextField, simulated, writeErrors } from './support/fields.ts';
import { jsonBytes } from './support/text.ts';
import { afterUpgrade } from './support/upgrade-words.ts';

const ENTRIES_SHOWN_MAX = 50;
const ANSWER_BYTES_MAX = 6_000;
const TERMINAL_ANSWER_BYTES_MAX = 1_000_000;
const CHOICES_MAX = 200;

const files = (about: string) =>
  z.array(z.string().min(1).max(400)).max(CHOICES_MAX).default([]).describe(about);

export const upgradePreview = defineOperation({
  name: 'upgrade_preview',
  title: 'Update assets to this version',
  summary: 'Compare assets with this release; apply updates those nobody edited.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    apply: z.boolean().default(false).describe('Update them.'),
    rollback: z
      .boolean()
      .default(false)
      .describe('Put back what the newest upgrade changed, byte for byte.'),
    take: files('Files to have as the release has them, edited or deleted ones too.'),
    keep: files('Files to leave as they are, and no more to ask about.'),
    merge: files('Files that both sides changed to get both changes, where these do not overlap.'),
    localize_removed: files('Files that the release has dropped to keep as your own.'),
    localize_removed_from: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('File that names such files, one a line.'),
    only: files('Files to show alone, with what would change in them.'),
  }),
  output: z.looseObject({
    from_version: z.string().describe('Release that wrote the baseline.'),
    to_version: z.string().describe('This release.'),
    baseline_id: z.string().describe('Manifest that the files were compared with.'),
    candidate_id: z.string().describe('Manifest of this release.'),
    applied: z.boolean().describe('False: nothing was changed.'),
    simulated,
    counts: z
      .looseObject({})
      .describe('Disposition to number of files, before anything was updated.'),
    changed: z.array(z.string()).describe('Some of the files that were changed, or would be.'),
    changed_total: z.number().describe('Of all, shown or not.'),
    entries: z
      .array(z.looseObject({ path: z.string(), state: z.string(), disposition: z.string() }))
      .describe(
        'Files that are not as this release has them: state, disposition as 0.18.0 calls it, action ' +
          'of an upgrade, whether a merge is clean, diff to what the release has.',
      ),
    entries_total: z.number().describe('Of all, shown or not.'),
    problems: z.array(z.string()).optional().describe('Why there would be no plan after it.'),
    put_aside: z
      .array(z.string())
      .optional()
      .describe('Edited since the upgrade that was undone, and where it lies.'),
    left: z.array(z.string()).optional().describe('Changed by others at the same time.'),
    next: nextField,
  }),
  errors: [...writeErrors, 'config_invalid', 'plan_invalid'],
  positional: [],
  paths: ['localize_removed_from'],
  reads: { localize_removed_from: 'File that names such files, one a line; # begins a comment.' },
  rare: ['rollback', 'take', 'keep', 'merge', 'localize_removed', 'localize_removed_from', 'only'],
  alias: 'upgrade',
  examples: [
    {
      title: 'See what this release would change',
      input: {},
      output: { entries_total: 1, counts: { unchanged: 41, safe_package_update: 1 } },
    },
    {
      title: 'Update what nobody edited',
      input: { apply: true },
      output: { applied: true, changed: ['skills/skills_index.md'] },
    },
  ],
  changes: ({ apply, rollback }) => apply || rollback,
  async run(context, input) {
    const step = stepOf(input);
    const listed = await listedIn(context, input.localize_removed_from);
    const view = await context.upgrade({
      step,
      choices: {
        take: own(input.take),
        keep: own(input.keep),
        merge: own(input.merge),
        localize_removed: own([...input.localize_removed, ...listed]),
      },
    });
    return answerOf(context, view, step, own(input.only));
  },
});

type Input = { readonly apply: boolean; readonly rollback: boolean };

function stepOf({ apply, rollback, ...input }: Input & Record<string, unknown>): UpgradeStep {
  if (!rollback) return apply ? 'apply' : 'preview';
  const chosen = Object.values(input).some((one) => Array.isArray(one) && one.length > 0);
  if (!apply && !chosen && input.localize_removed_from === undefined) return 'rollback';
  throw new MillraceError('input_invalid', {
    what: 'rollback undoes the newest upgrade; it takes neither apply nor files',
    expected: 'rollback alone',
    next: 'Call upgrade_preview again with rollback true and nothing else.',
  });
}

/** As they are shown, or as they lie below the workspace. */
function own(paths: readonly string[]): string[] {
  const folder = `${RUNTIME_FOLDER}/`;
  return paths.map((path) => (path.startsWith(folder) ? path.slice(folder.length) : path));
}

async function listedIn(context: OperationContext, path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  const bytes = await context.readFile(path);
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function answerOf(
  context: OperationContext,
  view: UpgradeView,
  step: UpgradeStep,
  only: readonly string[],
) {
  const shown = view.entries.filter(({ path }) => only.length === 0 || only.includes(path));
  const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_ANSWER_BYTES_MAX);
  return {
    from_version: view.baseline_version,
    to_version: view.package_version,
    baseline_id: view.baseline_id,
    candidate_id: view.package_id,
    applied: view.applied,
    simulated: view.simulated,
    counts: { ...view.counts },
    changed: view.changed.slice(0, ENTRIES_SHOWN_MAX),
    changed_total: view.changed.length,
    entries: entriesWithin(room, shown),
    entries_total: shown.length,
    problems: orAbsent(view.problems),
    put_aside: orAbsent(view.put_aside.map(({ path, to }) => `${path} lies in ${to}`)),
    left: orAbsent(view.left),
    next: afterUpgrade(view, step),
  };
}

function orAbsent(list: readonly string[]): string[] | undefined {
  return list.length === 0 ? undefined : list.slice(0, ENTRIES_SHOWN_MAX);
}

/** Every file first; then as many of their differences as there is room for. */
function entriesWithin(room_bytes: number, entries: readonly UpgradeEntry[]) {
  const heads = entries.slice(0, ENTRIES_SHOWN_MAX).map(({ diff: _, merge, ...head }) => ({
    ...head,
    merge: merge ?? undefined,
  }));
  let left_bytes = room_bytes - jsonBytes(heads);
  return heads.map((head, at) => {
    const diff = entries[at]?.diff ?? null;
    if (diff === null || jsonBytes(diff) > left_bytes) return head;
    left_bytes -= jsonBytes(diff);
    return { ...head, diff };
  });
}
