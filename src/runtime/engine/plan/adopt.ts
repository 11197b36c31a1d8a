/**
 * Which plan decides. A candidate becomes the adopted plan by a record, its bytes stored before.
 * Whether that plan is still what the workspace says is asked of the plan source, and remembered
 * for a moment.
 */

import { MillraceError } from '../../errors/errors.ts';
import { type Decision, type PlanIndex, planChange, type Run } from '../../kernel/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { Candidate, ConfigInForce, EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { keepConfig, type PlanParts, refuse, settle, takeConfig } from './reload.ts';

/** How many reasons an error names. */
const REASONS_SHOWN_MAX = 5;

/** The plan of a piece of work. */
export interface WorkPlan {
  readonly index: PlanIndex;
  /** What takes its place once no run in flight needs it; no run begins before. null = nothing does. */
  readonly successor: Candidate | null;
}

/**
 * The plan to work by, after edits of its sources were taken in that were left alone for
 * `quiet_ms`. A plan that they make another one is replaced while nothing is in flight; a run in
 * flight ends under the plan that it began with. Sources that make no plan change nothing, and that
 * is said once. Throws only where there is no plan yet.
 */
export function planForWork(parts: PlanParts, owner: Owner, quiet_ms: number): WorkPlan {
  const { watch } = parts;
  const { follower } = owner;
  if (follower.index === null) return firstPlan(parts, owner);
  const seen = watch.config.look(quiet_ms);
  if (seen !== null) takeConfig(parts, owner, seen);
  const { index, config } = follower;
  const now = watch.currentness(index.plan, config);
  if (now.state === 'current') {
    settle(owner, 'plan_invalid');
    return { index, successor: null };
  }
  const successor = watch.candidate(index.plan, config);
  if (successor.plan === null) {
    if (owner.state.config_refusal?.code !== 'config_invalid')
      refuse(owner, planInvalid(successor.problems));
    return { index, successor: null };
  }
  const left = leftBehind(successor.plan, follower);
  if (left !== null) {
    refuse(owner, left);
    return { index, successor: null };
  }
  if (owner.state.runs.size > 0) return { index, successor };
  return succeed(parts, owner, successor);
}

/** The successor takes the place of the adopted plan, for whatever is in flight as well. */
export function succeed({ ports }: PlanParts, owner: Owner, successor: Candidate): WorkPlan {
  adopt(ports, owner, successor, owner.follower.config);
  return { index: adoptedIndex(owner), successor: null };
}

function firstPlan({ ports, watch }: PlanParts, owner: Owner): WorkPlan {
  const seen = watch.config.now();
  const config = seen.is === 'config' ? seen : undefined;
  adopt(ports, owner, ports.plans.candidate(undefined, config?.bytes), config);
  return { index: adoptedIndex(owner), successor: null };
}

function adoptedIndex({ follower }: Owner): PlanIndex {
  const { index } = follower;
  if (index === null) throw new Error('an adopted plan cannot be read');
  return index;
}

/**
 * Makes a candidate the adopted plan. Its bytes are stored before the record that names them;
 * `config`: what it was compiled from, where that is known.
 */
export function adopt(
  ports: EnginePorts,
  owner: Owner,
  candidate: Candidate,
  config: ConfigInForce | undefined,
): boolean {
  const { plan, json, contents, problems } = candidate;
  if (plan === null) throw planInvalid(problems);
  if (plan.compiled_plan_id === owner.state.plan_id) return false;
  const stranded = strandedBy(plan, owner);
  if (stranded !== null) throw lacksNode(plan, stranded);
  const left = leftBehind(plan, owner.follower);
  if (left !== null) throw left;
  const bytes = new TextEncoder().encode(json);
  const sha256 = ports.hash.sha256(bytes);
  const batch = [...contents].map(([name, content]) => ({ sha256: name, bytes: content }));
  owner.follower.blobs.putAll([...batch, { sha256, bytes }]);
  if (config !== undefined) keepConfig(owner, config);
  const decision: Decision = {
    changes: [planChange(plan.compiled_plan_id, sha256, config?.sha256)],
    cause: { input: 'compile', rule: 'adopt' },
  };
  owner.apply(decision);
  return true;
}

/** A run in flight that stands where the plan has nothing; null = it can carry all of them. */
export function strandedBy(plan: Plan, { state }: Pick<Owner, 'state'>): Run | null {
  for (const run of state.runs.values()) {
    const nodes = plan.graphs_by_plane[run.plane]?.nodes ?? [];
    if (!nodes.some(({ node_id }) => node_id === run.node)) return run;
  }
  return null;
}

function lacksNode({ mode_id }: Plan, { id, plane, node }: Run): MillraceError {
  return new MillraceError('plan_invalid', {
    what: `${id} is in flight at the node ${node}, which the plane ${plane} of ${mode_id} does not have`,
    expected: 'a plan with the nodes of all runs in flight',
    next: `let it end first, which needs nobody; or call retry_active for it with to "queue"`,
  });
}

/** Why a plan leaves open work behind that the adopted one takes; null = it takes all of it. */
export function leftBehind(
  { mode_id, families }: Plan,
  { index, state }: Pick<Follower, 'index' | 'state'>,
): MillraceError | null {
  for (const [family, { queue, active, blocked }] of state.depth) {
    const open = queue + active + blocked;
    const isLeft = families[family] === undefined && index?.plan.families[family] !== undefined;
    if (open > 0 && isLeft) return lacksFamily(mode_id, family, open);
  }
  return null;
}

function lacksFamily(mode_id: string, family: string, open: number): MillraceError {
  return new MillraceError('plan_invalid', {
    what: `${mode_id} takes no ${family}, and ${open} of that family ${open === 1 ? 'is' : 'are'} open`,
    expected: 'a plan that takes all work that is open',
    next: 'let it end first, or call archive for it; then the edit counts by itself',
  });
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
