import { z } from 'zod';

/**
 * Files as the tools of release 0.18.0 read them: every object refuses a key that it does not know. Written
 * from what that release documents and writes, since its program is not here.
 */
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
export const marker = z.string().regex(/^### [A-Z][A-Z0-9_]*$/);
export const token = z.string().regex(/^[A-Z][A-Z0-9_]*$/);
export const time = z.iso.datetime({ offset: true });
export const count = z.number().int().min(0);
export const path = z.string().min(1);
export const absolute = z.string().regex(/^\//);
export const plane = z.enum(['execution', 'planning', 'learning']);
export const workKind = z.enum(['task', 'spec', 'incident', 'learning_request']);
export const requestKind = z.enum(['active_work_item', 'closure_target', 'learning_request']);
export const resultClass = z.enum([
  'success',
  'no_op',
  'followup_needed',
  'recoverable_failure',
  'escalate_planning',
  'blocked',
]);
export const version = z.literal('1.0');
export const perPlane = <T extends z.ZodType>(value: T) => z.partialRecord(plane, value);

export const tokenUsage = z.strictObject({
  input_tokens: count,
  cached_input_tokens: count,
  output_tokens: count,
  thinking_tokens: count,
  total_tokens: count,
});
