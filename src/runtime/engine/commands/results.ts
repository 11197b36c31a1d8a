import type { Decision } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { ControlValue } from './schema.ts';

/** Whether there was something to record. */
export function applyIfAny(owner: Owner, decision: Decision | null): boolean {
  if (decision !== null) owner.apply(decision);
  return decision !== null;
}

export function controlResult(
  applied: boolean,
  text: { done: string; idle: string },
): ControlValue {
  return { applied, detail: applied ? text.done : text.idle, runs: [] };
}
