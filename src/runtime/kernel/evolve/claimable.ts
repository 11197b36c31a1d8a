import { Ordered } from '../state/sorted-list.ts';
import { claimKey, type Item, type State } from '../state/state.ts';

/** Work about whose file its owner is asked waits for the answer where it lies. */
export function isClaimable(state: State, item: Item): boolean {
  return item.state === 'queue' && item.unmet === 0 && !state.asked_items.has(item.key);
}

/** Its owner is asked something for which it waits. */
export function holdForAnswer(state: State, key: string): void {
  const item = state.items.get(key);
  if (item !== undefined && isClaimable(state, item)) dropClaimable(state, item);
  state.asked_items.add(key);
}

/** A question is over, however it came to that. */
export function forgetQuestion(state: State, id: string): void {
  const key = state.questions.get(id)?.key ?? null;
  state.questions.delete(id);
  if (key === null || !state.asked_items.has(key)) return;
  if ([...state.questions.values()].some((one) => one.file !== undefined && one.key === key))
    return;
  state.asked_items.delete(key);
  const item = state.items.get(key);
  if (item !== undefined && isClaimable(state, item)) makeClaimable(state, item);
}

export function makeClaimable(state: State, item: Item): void {
  for (const key of claimKeys(item)) {
    const set = state.claimable.get(key);
    if (set === undefined) state.claimable.set(key, Ordered.fromSorted([item]));
    else set.add(item);
  }
}

export function dropClaimable(state: State, item: Item): void {
  for (const key of claimKeys(item)) {
    const set = state.claimable.get(key);
    set?.delete(item);
    if (set?.size === 0) state.claimable.delete(key);
  }
}

function claimKeys({ family, root }: Item): readonly string[] {
  return [claimKey(family), claimKey(family, root)];
}
