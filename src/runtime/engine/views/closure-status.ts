import type { ClosureStatus } from '../../api/index.ts';
import { actionableTarget, claimKey, waitsFor } from '../../kernel/index.ts';
import type { Known } from './about.ts';

/** Of the target that others wait behind; where none does, of the oldest that is open. */
export function closureStatus({ index, state }: Known): ClosureStatus | null {
  const busy = actionableTarget(index, state);
  const [oldest] = state.open_targets;
  const target = busy ?? state.targets.get(oldest ?? '');
  if (target === undefined) return null;
  const { root, last_action } = target;
  return {
    root,
    open_work: state.lineages.get(root)?.open ?? 0,
    waits_for: waitsFor(state, target),
    last_verdict: last_action,
    deferred: busy === null ? 0 : deferredBehind({ index, state }, root),
  };
}

function deferredBehind({ index, state }: Pick<Known, 'index' | 'state'>, root: string): number {
  const families = Object.values(index.plan.families).filter((one) => one.closure.role === 'root');
  return families.reduce((sum, { family_id }) => {
    const all = state.claimable.get(claimKey(family_id))?.size ?? 0;
    const own = state.claimable.get(claimKey(family_id, root))?.size ?? 0;
    return sum + all - own;
  }, 0);
}
