import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { revise, reviseErrors, reviseOutput } from '../support/revise-fields.ts';

export const repairLineage = defineOperation({
  name: 'repair_lineage',
  title: 'Bring work into the lineage it came from',
  summary:
    'Show which open work names a root as its origin and belongs elsewhere; with apply it joins that root. ' +
    'What cannot be shown is left alone.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    root_spec_id: z.string().min(1).max(220).describe('Id of the root spec.'),
    apply: z.boolean().default(false).describe('Do it. Default: only say what would be done.'),
    reason,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['root_spec_id'],
  paths: [],
  alias: 'queue repair-lineage',
  changes: ({ apply }) => apply,
  examples: [
    {
      title: 'What would join it?',
      input: { root_spec_id: 'add-a-subtract-function' },
      output: { applied: false },
    },
  ],
  run: (context, { root_spec_id: root, apply, reason: why, request_key }) =>
    revise(
      context,
      { name: 'repair_lineage', root, reason: why ?? DEFAULT_REASON },
      { dry_run: !apply, request_key, done_by: 'with apply' },
    ),
});
