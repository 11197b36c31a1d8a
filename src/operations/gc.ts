import { z } from 'zod';
import type { GcView } from '../runtime/api/index.ts';
import { requireAgreement } from './support/agree.ts';
import { defineOperation } from './support/define.ts';
import { writeErrors } from './support/fields.ts';
import { clip } from './support/text.ts';
import { upkeepFields } from './support/upkeep-fields.ts';

const BYTES_PER_MB = 1_048_576;

const ASKED = 'Delete the old files that [storage] in millrace.toml allows to delete?';

export const gc = defineOperation({
  name: 'gc',
  title: 'Free disk space',
  summary:
    'Show which old files [storage] in millrace.toml allows to delete; with apply they are deleted. ' +
    'Never open work, contracts or verdicts.',
  effect: 'destructive',
  idempotent: true,
  input: z.strictObject({
    apply: z.boolean().default(false).describe('Default: only show.'),
  }),
  output: z.looseObject({
    ...upkeepFields,
    freed_bytes: z.number().describe('About so much.'),
    attempts_dropped: z.number().describe('Output of stages of closed lineages.'),
    segments_packed: z.number().describe('Parts of the journal that are compressed.'),
    segments_thinned: z.number().describe('Old ones that keep only what is still needed.'),
    blobs_dropped: z.number().describe('Stored texts that nothing names.'),
    logs_dropped: z.number().describe('Old event logs.'),
    trees_dropped: z.number().describe('What was kept for diff of closed lineages.'),
    archive_bytes: z.number().describe('History that is kept afterwards.'),
  }),
  errors: [...writeErrors, 'config_invalid', 'plan_invalid', 'person_needed'],
  positional: [],
  paths: [],
  examples: [
    {
      title: 'See what could go',
      input: {},
      output: { applied: false, attempts_dropped: 3, freed_bytes: 123_456 },
    },
  ],
  changes: ({ apply }) => apply,
  async run(context, { apply }) {
    if (apply) await requireAgreement(context, ASKED);
    const view = await (await context.runtime()).gc(apply);
    const { notes: _, output_bytes: __, ...numbers } = view;
    return {
      ...numbers,
      detail: detailOf(view, apply),
      files: [],
      next: nextOf(view, apply),
    };
  },
});

function detailOf(view: GcView, apply: boolean): string {
  const [busy] = view.notes;
  if (apply && !view.applied && busy !== undefined)
    return `Nothing was dropped: ${clip(busy, 200)}`;
  const verb = view.applied ? 'was freed' : 'would be freed';
  const megabytes = Math.round((view.freed_bytes / BYTES_PER_MB) * 10) / 10;
  const rest = busy === undefined ? '' : ` There may be more: ${clip(busy, 200)}.`;
  return `About ${megabytes} MB ${verb}.${rest}`;
}

function nextOf(view: GcView, apply: boolean): string {
  if (view.applied && view.notes.length === 0) return 'Call status to go on.';
  if (apply) return 'Call gc again with apply true when status says that nothing runs.';
  return view.freed_bytes === 0
    ? 'There is nothing to delete. Call status to go on.'
    : 'Call gc with apply true to delete it; the limits are in [storage] of millrace.toml.';
}
