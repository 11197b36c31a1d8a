import { z } from 'zod';
import type { ErrorCode } from '../../runtime/errors/errors.ts';
import type { OperationContext } from './context.ts';
import type { JsonObject } from './define.ts';

/** What a call may end with only once the work does. */
export const awaitField = z.enum(['closure']).optional().describe('Till it is closed.');

/** For whoever cannot be told: what to call instead, in words. */
export function notAwaited(context: OperationContext, root: string | null): string {
  const input: JsonObject = root === null ? {} : { root };
  const call = { operation: 'run_wait', input };
  return `This client cannot be told later. ${context.say({ call, why: 'it waits for the closure' })}`;
}

/** What starting a loop can be refused with. */
export const startErrors = [
  'config_invalid',
  'workspace_not_trusted',
  'plan_invalid',
  'runner_not_available',
  'keeper_cannot_start',
  'uncommitted_changes',
] as const satisfies readonly ErrorCode[];
