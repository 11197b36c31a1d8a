import { z } from 'zod';
import type { UpgradeView } from '../product/backend.ts';
import { defineOperation } from './support/define.ts';
import { nextField, readErrors, simulated } from './support/fields.ts';

const ENTRIES_SHOWN_MAX = 50;
/** Disposition of what was just written. */
const UPDATED = 'updated';
/** What a release would change if nobody had edited it. */
const UNDONE = ['conflict', 'safe_package_update', 'missing'];

export const upgradePreview = defineOperation({
  name: 'upgrade_preview',
  title: 'Update assets to this version',
  summary: 'Compare assets with this release; apply updates those nobody edited.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    apply: z.boolean().default(false).describe('Update them.'),
  }),
  output: z.looseObject({
    from_version: z.string().describe('Release that wrote the baseline.'),
    to_version: z.string().describe('This release.'),
    simulated,
    counts: z
      .looseObject({})
      .describe('Disposition to number of files, before anything was updated.'),
    entries: z
      .array(z.looseObject({ path: z.string(), disposition: z.string() }))
      .describe('Files that are not as this release has them, or that were updated now.'),
    entries_total: z.number().describe('Of all, shown or not.'),
    next: nextField,
  }),
  errors: [...readErrors, 'workspace_not_writable', 'disk_full'],
  positional: [],
  paths: [],
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
      output: { entries: [{ path: 'skills/skills_index.md', disposition: 'updated' }] },
    },
  ],
  changes: ({ apply }) => apply,
  async run(context, { apply }) {
    const view = await context.upgrade(apply);
    const done = new Set(view.written);
    const entries = view.entries.map(({ path, disposition }) => ({
      path,
      disposition: done.has(path) ? UPDATED : disposition,
    }));
    return {
      from_version: view.baseline_version,
      to_version: view.package_version,
      simulated: view.simulated,
      counts: { ...view.counts },
      entries: entries.slice(0, ENTRIES_SHOWN_MAX),
      entries_total: entries.length,
      next: apply ? afterApply(entries) : afterPreview(view),
    };
  },
});

type Entries = UpgradeView['entries'];

function afterPreview({ entries, wanted }: UpgradeView): string {
  if (entries.length === 0) return 'All managed assets are those of this release. Call status.';
  return wanted.length > 0
    ? 'Nothing was changed. Call upgrade_preview with apply true: files that you edited stay as they are.'
    : 'Nothing was changed, and the release would change nothing. Call status to go on.';
}

/** Edited files are left with their own text, and said. */
function afterApply(entries: Entries): string {
  const open = entries.filter(({ disposition }) => UNDONE.includes(disposition)).length;
  const kept =
    open === 0 ? '' : ` ${open} that you edited or removed are left; entries names them.`;
  return entries.some(({ disposition }) => disposition === UPDATED)
    ? `The plan is made of these files.${kept} Call compile_validate with adopt true.`
    : `Nothing was to be updated.${kept} Call status to go on.`;
}
