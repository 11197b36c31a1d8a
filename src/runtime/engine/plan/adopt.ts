/**
 * Which plan decides. A candidate becomes the adopted plan by a record, its bytes stored before.
 * Whether that plan is still what the workspace says is asked of the plan source, and remembered
 * for a moment.
 */

import { MillraceError } from '../../errors/errors.ts';
import { type Decision, type PlanIndex, planChange } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { Candidate, Currentness, EnginePorts } from '../ports/engine-ports.ts';
import type { PlanWatch } from './plan-watch.ts';

/** How many reasons an error names. */
const REASONS_SHOWN_MAX = 5;

/**
 * The adopted plan for this piece of work. With nothing in flight a drifted plan is replaced by
 * what its inputs compile to now; with a run in flight the runtime refuses to go on under a plan
 * that is not the one on disk.
 */
export function currentPlan(
  ports: EnginePorts,
  owner: Owner,
  watch: PlanWatch,
  { refuse_stale } = { refuse_stale: true },
): PlanIndex {
  const { follower } = owner;
  const adopted = follower.index;
  const now = watch.currentness(adopted?.plan ?? null);
  if (adopted !== null && now.state === 'current') return adopted;
  if (adopted !== null && owner.state.runs.size > 0) {
    if (refuse_stale) throw stale(now);
    return adopted;
  }
  adopt(ports, owner, ports.plans.candidate());
  const index = follower.index;
  if (index === null) throw new Error('an adopted plan cannot be read');
  return index;
}

/** Makes a candidate the adopted plan. Its bytes are stored before the record that names them. */
export function adopt(ports: EnginePorts, owner: Owner, candidate: Candidate): boolean {
  const { plan, json, contents, problems } = candidate;
  if (plan === null) throw planInvalid(problems);
  if (plan.compiled_plan_id === owner.state.plan_id) return false;
  const bytes = new TextEncoder().encode(json);
  const sha256 = ports.hash.sha256(bytes);
  const batch = [...contents].map(([name, content]) => ({ sha256: name, bytes: content }));
  owner.follower.blobs.putAll([...batch, { sha256, bytes }]);
  const decision: Decision = {
    changes: [planChange(plan.compiled_plan_id, sha256)],
    cause: { input: 'compile', rule: 'adopt' },
  };
  owner.apply(decision);
  return true;
}

export function planInvalid(problems: readonly string[]): MillraceError {
  const named = problems.slice(0, REASONS_SHOWN_MAX).join(' | ');
  return new MillraceError('plan_invalid', {
    what: `The plan does not compile: ${named}`,
    expected: 'a mode, graphs, stage kinds, prompts and config without errors',
    next: 'call compile_validate, fix every error it names, then call again',
    details: { errors: problems.length },
  });
}

export function stale(now: Currentness): MillraceError {
  const named = now.reasons.slice(0, REASONS_SHOWN_MAX).join(' | ');
  return new MillraceError('plan_stale', {
    what: `The adopted plan no longer matches its inputs while a run is in flight: ${named}`,
    expected: 'the plan under which the run was started',
    next: 'undo the edit, or call compile_validate with adopt true to go on under the new plan',
  });
}
