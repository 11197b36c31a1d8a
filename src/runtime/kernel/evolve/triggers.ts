import type { Trigger } from '../changes/changes.ts';
import type { State, TriggerMark } from '../state/state.ts';

/** A rule may limit what it asks for in this time. */
export const TRIGGER_SPAN_MS = 24 * 60 * 60 * 1000;
/** More than any rule may ask for in that time, with what is open besides. */
const MARKS_MAX = 2000;

/** Remembers a request of a rule, and forgets those that no rule asks about any more. */
export function markTrigger(state: State, key: string, { rule, item, root }: Trigger): void {
  const known = state.triggers.get(rule) ?? [];
  const live = known.filter((mark) => isOpenRequest(state, mark) || isRecent(mark, state.at));
  const mark = { key, item, root, at: state.at };
  state.triggers.set(rule, [...live, mark].slice(-MARKS_MAX));
}

/** Blocked ones wait for somebody: another one of the same would wait for the same. */
export function isOpenRequest(state: State, { key }: TriggerMark): boolean {
  const at = state.items.get(key)?.state;
  return at === 'queue' || at === 'active' || at === 'blocked';
}

/** Of the time before `now`; a clock that went back makes nothing of later count. */
export function isRecent({ at }: TriggerMark, now: string): boolean {
  const age_ms = Date.parse(now) - Date.parse(at);
  return age_ms >= 0 && age_ms < TRIGGER_SPAN_MS;
}
