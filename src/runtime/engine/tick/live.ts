import type { AttemptChange, Change, Decision } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';

/** Attempts that nobody has taken in yet. */
export function liveAttempts(owner: Owner): string[] {
  return [...owner.state.runs.values()].flatMap((run) => run.request?.live?.id ?? []);
}

/** Why nothing is done now. */
export function idleBecause(owner: Owner): 'idle' | 'waiting' | 'paused' {
  const { state } = owner;
  if (state.pauses.size > 0) return 'paused';
  const queued = [...state.depth.values()].some((depth) => depth.queue > 0 || depth.active > 0);
  return queued || state.open_targets.size > 0 ? 'waiting' : 'idle';
}

/** Key of the item that a decision claims; null when it claims none. */
export function claimed(decision: Decision): string | null {
  const move = decision.changes.find((change) => change.k === 'move@1' && change.to === 'active');
  return move?.k === 'move@1' ? move.key : null;
}

export function isAttempt(change: Change): change is AttemptChange {
  return change.k === 'attempt@1';
}
