import { z } from 'zod';
import type { RepairView } from '../runtime/api/index.ts';
import { defineOperation } from './support/define.ts';
import { writeErrors } from './support/fields.ts';
import { upkeepFields } from './support/upkeep-fields.ts';

const FILES_SHOWN_MAX = 30;

export const doctorRepair = defineOperation({
  name: 'doctor_repair',
  title: 'Rebuild everything that is rendered',
  summary:
    'Make every rendered file what the journal says. ' +
    'Texts of people are taken in or moved aside, never lost.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    journal: z.enum(['newest', 'from_here']).optional().describe('After journal_went_back.'),
  }),
  output: z.looseObject(upkeepFields),
  errors: [...writeErrors, 'plan_invalid'],
  positional: [],
  paths: [],
  also: ['doctor --repair'],
  examples: [
    {
      title: 'After a rendered file was edited by hand',
      input: {},
      output: {
        applied: true,
        detail: 'Everything was rebuilt; 1 files were wrong, 0 were moved aside.',
      },
    },
  ],
  async run(context, { journal }) {
    const runtime = await context.runtime();
    const view = await runtime.repair(journal ?? null);
    const { rebuilt_total, moved_total, notes } = view;
    return {
      applied: true,
      detail: [
        `Everything was rebuilt; ${rebuilt_total} files were wrong, ` +
          `${moved_total} were moved aside.`,
        ...notes,
      ].join(' '),
      files: filesOf(view),
      simulated: runtime.status().simulated,
      next:
        moved_total === 0
          ? 'Call status to go on.'
          : 'Look at the files that were moved aside, hand over what is good of them, then go on.',
    };
  },
});

function filesOf({ moved, rebuilt }: RepairView): string[] {
  const asides = moved.map(({ from, to }) => `${from} moved to ${to}`);
  return [...asides, ...rebuilt.map((path) => `${path} rebuilt`)].slice(0, FILES_SHOWN_MAX);
}
