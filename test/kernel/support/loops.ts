import { type Change, configChange, loopChange } from '../../../src/runtime/kernel/index.ts';
import type { Ledger } from './ledger.ts';

const CONFIG_EVENTS = ['taken', 'refused', 'undone'] as const;
const EVENTS = ['refused', 'refused', 'went_on', 'ended'] as const;

/**
 * Somebody wants a loop or does not, and one begins, cannot go on, goes on or ends; its config
 * is edited meanwhile.
 */
export function loopChanges(ledger: Ledger): readonly Change[] {
  const running = !ledger.state.desired_running;
  return [{ k: 'desire@1', running }, loopEvent(ledger), configEvent(ledger)];
}

function loopEvent({ state, records, now }: Ledger): Change {
  if (state.loop === null) return loopChange({ event: 'started', session: 'session', at: now });
  const event = EVENTS[records.length % EVENTS.length] ?? 'ended';
  const refusal = { code: 'config_invalid', what: 'an edit', next: 'undo it' };
  return loopChange(event === 'refused' ? { event, refusal } : { event });
}

/** The config is edited, spoilt and mended. */
function configEvent({ records }: Ledger): Change {
  const event = CONFIG_EVENTS[records.length % CONFIG_EVENTS.length] ?? 'taken';
  if (event === 'undone') return configChange({ event });
  const refusal = { code: 'config_invalid', what: 'a typo', expected: 'none', next: 'mend it' };
  if (event === 'refused') return configChange({ event, refusal });
  const sha256 = records.length % 2 === 0 ? null : 'c0ffee';
  return configChange({ event, sha256, keys: ['limits.attempts_per_item'] });
}
