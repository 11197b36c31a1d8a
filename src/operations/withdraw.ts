import { z } from 'zod';
import type { Runtime } from '../runtime/api/index.ts';
import { isMillraceError } from '../runtime/errors/errors.ts';
import { DEFAULT_REASON } from '../runtime/text/default-reason.ts';
import { requireAgreement } from './support/agree.ts';
import { reason } from './support/control-fields.ts';
import { defineOperation } from './support/define.ts';
import { requestKey } from './support/fields.ts';
import { dryRun, revise, reviseErrors, reviseOutput, work } from './support/revise-fields.ts';

export const withdraw = defineOperation({
  name: 'withdraw',
  title: 'Withdraw work',
  summary: 'End (cancel) a spec with all of its work, or a task, undone. What was built stays.',
  effect: 'destructive',
  idempotent: false,
  input: z.strictObject({ work, reason, dry_run: dryRun, request_key: requestKey }),
  output: reviseOutput,
  errors: reviseErrors,
  positional: ['work'],
  paths: [],
  also: ['cancel', 'queue cancel', 'incident cancel'],
  examples: [
    {
      title: 'It is not wanted any more',
      input: { work: 'add-a-subtract-function', reason: 'the calculator goes' },
      output: { applied: true },
    },
  ],
  async run(context, { work: ended, reason: why, dry_run, request_key }) {
    const command = { name: 'withdraw', work: ended, reason: why ?? DEFAULT_REASON } as const;
    const isUnderWay = !dry_run && isBegun(await context.runtime(), ended);
    if (isUnderWay) await requireAgreement(context, `End ${ended} undone, with all of its work?`);
    return revise(context, command, { dry_run, request_key });
  },
});

/** Nothing is lost where no stage has worked on it yet; what is over, or not there, is refused anyway. */
const NOT_BEGUN = ['queued', 'done', 'superseded', 'closed', 'withdrawn'];

function isBegun(runtime: Pick<Runtime, 'show'>, work: string): boolean {
  try {
    const view = runtime.show(work);
    if (view.kind !== 'root' && view.kind !== 'item') return false;
    return !NOT_BEGUN.includes((view.kind === 'root' ? view.lineage : view.about).state);
  } catch (error) {
    if (isMillraceError(error)) return false;
    throw error;
  }
}
