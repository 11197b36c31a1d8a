import type { ClosureStatus } from '../../api/index.ts';
import { actionableTarget, claimKey, type Item, waitsFor } from '../../kernel/index.ts';
import type { Known } from './about.ts';

/** Of the target that others wait behind; where none does, of the oldest that is open. */
export function closureStatus({ index, state }: Known): ClosureStatus | null {
  const busy = actionableTarget(index, state);
  const [oldest] = state.open_targets;
  const target = busy ?? state.targets.get(oldest ?? '');
  if (target === undefined) return null;
  const { root, last_action } = target;
  const behind = busy === null ? NOBODY : deferredBehind({ index, state }, root);
  return {
    root,
    open_work: state.lineages.get(root)?.open ?? 0,
    waits_for: waitsFor(state, target),
    last_verdict: last_action,
    actionable: busy !== null,
    ...behind,
  };
}

type Deferred = Pick<ClosureStatus, 'deferred' | 'deferred_first'>;
const NOBODY: Deferred = { deferred: 0, deferred_first: [] };
const NAMED_MAX = 3;
/** Work of the target itself that may lie before the others. */
const PASSED_MAX = 200;

/** Of all families that take part in closure: also work of no root waits behind it. */
function deferredBehind({ index, state }: Pick<Known, 'index' | 'state'>, root: string): Deferred {
  let deferred = 0;
  const deferred_first: string[] = [];
  for (const { family_id, closure } of Object.values(index.plan.families)) {
    if (closure.role === 'none') continue;
    const all = state.claimable.get(claimKey(family_id));
    const own = state.claimable.get(claimKey(family_id, root))?.size ?? 0;
    const others = (all?.size ?? 0) - own;
    deferred += others;
    if (all !== undefined && others > 0) deferred_first.push(...firstOthers(all, root));
  }
  return { deferred, deferred_first: deferred_first.slice(0, NAMED_MAX) };
}

function firstOthers(items: Iterable<Item>, root: string): string[] {
  const found: string[] = [];
  let passed = 0;
  for (const item of items) {
    if (item.root !== root) found.push(item.id === item.root ? item.id : item.key);
    passed += 1;
    if (found.length >= NAMED_MAX || passed >= PASSED_MAX) break;
  }
  return found;
}
