import { z } from 'zod';
import { defineOperation } from './support/define.ts';
import { nextStep, readErrors, simulated } from './support/fields.ts';

const ENTRIES_SHOWN_MAX = 50;

export const upgradePreview = defineOperation({
  name: 'upgrade_preview',
  title: 'Preview an upgrade',
  summary:
    "Compare the workspace's managed assets with this release by a three-way comparison. Changes nothing.",
  effect: 'read',
  idempotent: true,
  input: z.strictObject({}),
  output: z.looseObject({
    from_version: z.string().describe('Release that wrote the baseline.'),
    to_version: z.string().describe('This release.'),
    simulated,
    counts: z.record(z.string(), z.number()).describe('Disposition to number of files.'),
    entries: z
      .array(z.looseObject({ path: z.string(), disposition: z.string() }))
      .describe('Files that are not as this release has them.'),
    entries_total: z.number().describe('Of all, shown or not.'),
    next: nextStep,
  }),
  errors: readErrors,
  positional: [],
  paths: [],
  alias: 'upgrade',
  examples: [
    {
      title: 'See what this release would change',
      input: {},
      output: { entries_total: 1, counts: { unchanged: 41, safe_package_update: 1 } },
    },
  ],
  async run(context) {
    const view = await context.upgradePreview();
    return {
      from_version: view.baseline_version,
      to_version: view.package_version,
      simulated: view.simulated,
      counts: { ...view.counts },
      entries: view.entries.slice(0, ENTRIES_SHOWN_MAX).map((entry) => ({ ...entry })),
      entries_total: view.entries.length,
      next:
        view.entries.length === 0
          ? 'All managed assets are those of this release. Call status.'
          : 'Nothing was changed. Files that you edited stay as they are; call status to go on.',
    };
  },
});
