import { type Change, loopChange } from '../../../src/runtime/kernel/index.ts';
import type { Ledger } from './ledger.ts';

const EVENTS = ['refused', 'refused', 'went_on', 'ended'] as const;

/** Somebody wants a loop or does not, and one begins, cannot go on, goes on or ends. */
export function loopChanges(ledger: Ledger): readonly Change[] {
  const running = !ledger.state.desired_running;
  return [{ k: 'desire@1', running }, loopEvent(ledger)];
}

function loopEvent({ state, records, now }: Ledger): Change {
  if (state.loop === null) return loopChange({ event: 'started', session: 'session', at: now });
  const event = EVENTS[records.length % EVENTS.length] ?? 'ended';
  const refusal = { code: 'plan_stale', what: 'an edit', next: 'undo it' };
  return loopChange(event === 'refused' ? { event, refusal } : { event });
}
