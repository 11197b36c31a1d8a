import { z } from 'zod';
import { isOver } from '../product/open-specs.ts';
import { review } from '../runtime/plan/review.ts';
import { runWait, waitExitCode } from './run_wait.ts';
import { awaitField, notAwaited, startErrors } from './support/await-closure.ts';
import { isTerminal } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { enqueue, enqueuedAnswer } from './support/enqueue.ts';
import {
  callFields,
  enqueuedFields,
  enqueueErrors,
  SOURCE_FILE,
  sourceFields,
} from './support/enqueue-fields.ts';
import { requireStartable, startWork } from './support/start-work.ts';

export const enqueueSpec = defineOperation({
  name: 'enqueue_spec',
  title: 'Delegate a long task: put a spec in the queue',
  summary:
    'Hand over a long task as a spec, to be planned, built, checked and closed. ' +
    'Give one of document, path, or title with acceptance.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    ...sourceFields,
    family: z.string().min(1).max(80).optional().describe('Default: spec.'),
    review: review.optional().describe('Ask me first.'),
    ...callFields,
    await: awaitField,
  }),
  output: z.looseObject(enqueuedFields),
  errors: [...enqueueErrors, ...startErrors],
  positional: ['path'],
  paths: ['path'],
  reads: SOURCE_FILE,
  content: ['document'],
  alias: 'queue add-spec',
  exit_code: ({ closure }) => waitExitCode(closure),
  examples: [
    {
      title: 'Typed fields',
      input: {
        title: 'Add a subtract function',
        prose: 'The calculator can only add.',
        acceptance: ['subtract(5, 3) is 2', 'Check: `npm test`'],
      },
      output: { id: 'spec-add-a-subtract-function', already: false, checks: ['npm test'] },
    },
    {
      title: 'A file of the workspace',
      input: { path: 'specs/subtract.md' },
      output: { already: false, position: 1 },
    },
  ],
  async run(context, given) {
    const { family = null, dry_run = false } = given;
    const kind = { operation: 'enqueue_spec', family };
    const isAwaited = given.await !== undefined && !dry_run;
    // A refusal to start comes before anything is handed over.
    const enqueued = await enqueue(context, given, kind, async (runtime) => {
      if (isAwaited) await requireStartable(runtime, false);
    });
    const { about, root } = enqueued.view;
    if (isAwaited && !isOver(about)) await startWork(context, await context.runtime());
    if (!isAwaited) return enqueuedAnswer(context, enqueued, kind, dry_run);
    const next = notAwaited(context, root);
    if (!isTerminal(context)) return enqueuedAnswer(context, enqueued, kind, dry_run, next);
    // As whoever waits by a call of its own is told.
    const closure = await runWait.call(context, root === null ? {} : { root });
    const answer = await enqueuedAnswer(context, enqueued, kind, dry_run, next);
    return { ...answer, closure, next: String(closure.next) };
  },
});
