import { z } from 'zod';
import { type HttpAnswer, messageIn } from './http-server.ts';

const answer = z.looseObject({
  result: z.record(z.string(), z.unknown()).optional(),
  error: z
    .looseObject({ code: z.number(), message: z.string(), data: z.unknown().optional() })
    .optional(),
});

export function answerOf(http: HttpAnswer): z.output<typeof answer> {
  return answer.parse(messageIn(http));
}

/** The text of an error. */
export function messageOf(http: HttpAnswer): string | undefined {
  return answerOf(http).error?.message;
}
