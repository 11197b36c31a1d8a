import { z } from 'zod';
import { defineOperation, type Operation } from './define.ts';
import { enqueue, enqueuedAnswer, type Kind } from './enqueue.ts';
import {
  callFields,
  enqueuedFields,
  enqueueErrors,
  SOURCE_FILE,
  sourceFields,
} from './enqueue-fields.ts';

type Told = Pick<Operation, 'name' | 'title' | 'summary' | 'alias' | 'also' | 'examples'>;

/** An operation that hands work of one kind over and asks for nothing besides. */
export function defineEnqueue(told: Told, of: Omit<Kind, 'operation'>): Operation {
  const kind = { operation: told.name, ...of };
  return defineOperation({
    ...told,
    effect: 'write',
    idempotent: true,
    input: z.strictObject({ ...sourceFields, ...callFields }),
    output: z.looseObject(enqueuedFields),
    errors: enqueueErrors,
    positional: ['path'],
    paths: ['path'],
    reads: SOURCE_FILE,
    content: ['document'],
    async run(context, given) {
      const enqueued = await enqueue(context, given, kind);
      return enqueuedAnswer(context, enqueued, kind, given.dry_run === true);
    },
  });
}
