import { z } from 'zod';
import { DEFAULT_REASON } from '../../runtime/text/default-reason.ts';
import { reason } from '../support/control-fields.ts';
import { defineOperation } from '../support/define.ts';
import { requestKey } from '../support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, target } from '../support/revise-fields.ts';

export const resolve = defineOperation({
  name: 'resolve',
  title: 'Say that an incident is fixed',
  summary: 'End an incident that was fixed by hand. The work that was parked for it goes on.',
  effect: 'write',
  idempotent: false,
  input: z.strictObject({
    work: target,
    reason,
    dry_run: dryRun,
    request_key: requestKey,
  }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  alias: 'incident resolve',
  examples: [
    {
      title: 'It was fixed outside',
      input: { work: 'incident/one', reason: 'the sandbox is up again', dry_run: true },
      output: { applied: false },
    },
  ],
  run: (context, { work, reason: why, dry_run, request_key }) =>
    revise(
      context,
      { name: 'resolve', work, reason: why ?? DEFAULT_REASON },
      { dry_run, request_key },
    ),
});
