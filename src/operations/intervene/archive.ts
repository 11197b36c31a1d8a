import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import {
  agreeTo,
  dryRun,
  revise,
  reviseErrors,
  reviseOutput,
  targetOrPath,
} from '../support/revise-fields.ts';

export const archive = defineOperation({
  name: 'archive',
  title: 'Put away work or a file that nobody fixes',
  summary:
    'End queued or blocked work undone, with a lineage or without one; or move a document that cannot be ' +
    'read out of its queue, by its path.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({
    work: targetOrPath,
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  alias: 'queue archive-blocked',
  also: ['incident archive-invalid'],
  examples: [
    {
      title: 'Nobody is going to fix it',
      input: { work: 'task/one', reason: 'obsolete', dry_run: true },
      output: { applied: false },
    },
  ],
  async run(context, { work, reason: why, dry_run, request_key }) {
    const command = { name: 'archive', work, reason: why ?? DEFAULT_REASON } as const;
    if (!dry_run) await agreeTo(context, command, `Put ${work} away, undone?`);
    return revise(context, command, { dry_run, request_key });
  },
});
