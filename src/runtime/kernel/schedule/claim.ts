import type { Family } from '../../plan/index.ts';
import { moveChange, reviewChange, targetOpenChange } from '../changes/build.ts';
import { runChange } from '../changes/build-run.ts';
import type { Change, RecordedSubject, RunChange } from '../changes/changes.ts';
import { lineageOf } from '../evolve/items.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { contractChange } from '../proposals/contract-change.ts';
import { reviewAsked } from '../proposals/review-asked.ts';
import type { PlanIndex } from '../state/plan-index.ts';
import { type ClosureTarget, claimKey, type Item, type State } from '../state/state.ts';
import { askOfDrift, waitsForDrift } from './drift-question.ts';
import { isPlanePaused, isResting } from './rest.ts';

/** The next run to start, in the plan's claim order, or null when nothing may start now. */
export function claim(facts: DecisionContext, state: State): Decision | null {
  const target = actionableTarget(facts.index, state);
  for (const step of facts.index.claimSteps()) {
    if ('completion' in step) {
      const decision = target === null ? null : judge(facts, state, target, step.completion);
      if (decision !== null) return decision;
      continue;
    }
    if (!mayStart(facts.index, state, step.plane)) continue;
    for (const family of facts.index.familiesByPlane.get(step.plane) ?? []) {
      const found = claimable(facts.index, state, family, target);
      if (found !== null) return start(facts, state, found);
    }
  }
  return null;
}

/**
 * The closure target that other root specs wait behind: the first open one
 * that can still move. One that only waits for a person (blocked work, a
 * blocked verdict, a held lineage, a plane that somebody paused) stays open and lets others go on.
 */
export function actionableTarget(index: PlanIndex, state: State): ClosureTarget | null {
  for (const root of state.open_targets) {
    const target = state.targets.get(root);
    if (target !== undefined && canMove(index, state, target)) return target;
  }
  return null;
}

function canMove(index: PlanIndex, state: State, target: ClosureTarget): boolean {
  for (const run of state.runs.values()) if (run.root === target.root) return true;
  if (standsStill(state, target.root)) return false;
  for (const [plane, families] of index.familiesByPlane) {
    if (isPlanePaused(state, plane)) continue;
    for (const family of families) {
      if (state.claimable.has(claimKey(family.family_id, target.root))) return true;
    }
  }
  const { completionPlane } = index;
  if (completionPlane !== null && isPlanePaused(state, completionPlane)) return false;
  return waitsFor(state, target) === null;
}

/** Its judge blocked it, and nothing of its lineage has changed since. */
export const UNCHANGED_SINCE_VERDICT = 'change_after_blocked_verdict';

/** Why a closure target cannot be judged now, or null when it can. */
export function waitsFor(state: State, target: ClosureTarget): string | null {
  const lineage = lineageOf(state, target.root);
  if (lineage.held !== null) return `limit:${lineage.held}`;
  if (state.reviewed_roots.has(target.root)) return 'review';
  if (lineage.open > 0) return 'open_lineage_work';
  if (waitsForDrift(state, target.root)) return 'lineage_drift';
  for (const one of state.unreadable.values()) {
    if (one.archived === true) continue;
    if (one.root === null || one.root === target.root) return 'unreadable_document';
  }
  const unchanged = target.judged_version === lineage.version;
  return target.last_action === 'blocked' && unchanged ? UNCHANGED_SINCE_VERDICT : null;
}

/** Serial unless the plan's policy lets the planes run side by side. */
function mayStart(index: PlanIndex, state: State, plane: string): boolean {
  const policy = index.plan.concurrency_policy;
  for (const run of state.runs.values()) {
    if (run.plane === plane || policy === null) return false;
    const both = (group: readonly string[]) => group.includes(plane) && group.includes(run.plane);
    if (policy.mutually_exclusive_planes.some(both)) return false;
    if (!policy.may_run_concurrently.some(both)) return false;
  }
  return true;
}

/** An item, and the node at which it starts. */
interface Claimable {
  readonly item: Item;
  readonly node: string;
}

/** How many items that something keeps are passed over before the search gives up for this tick. */
const KEPT_ITEMS_PASSED_MAX = 10_000;

/**
 * The first of its order that nothing keeps: neither its lineage nor the runner of its stage. What is
 * passed over keeps its place, and is the next one as soon as nothing keeps it any more.
 */
function claimable(
  index: PlanIndex,
  state: State,
  family: Family,
  target: ClosureTarget | null,
): Claimable | null {
  const { family_id, plane, closure } = family;
  const isScoped = target !== null && closure.role !== 'none';
  const items = state.claimable.get(claimKey(family_id, ...(isScoped ? [target.root] : [])));
  let passed = 0;
  for (const item of items ?? []) {
    if (item.root === null || !standsStill(state, item.root)) {
      const node = index.entryNode(family, state.resumes.get(item.key)?.node ?? item.start_node);
      if (!isResting(index, state, plane, node)) return { item, node };
    }
    passed += 1;
    if (passed >= KEPT_ITEMS_PASSED_MAX) return null;
  }
  return null;
}

/** A limit holds it, or its owner has to see something of it before more is done. */
function standsStill(state: State, root: string): boolean {
  return lineageOf(state, root).held !== null || state.reviewed_roots.has(root);
}

function start(facts: DecisionContext, state: State, { item, node }: Claimable): Decision {
  const resumed = state.resumes.get(item.key);
  const family = facts.index.family(item.family);
  const run = newRun(facts, state, family.plane, node, { key: item.key, root: item.root });
  const changes: Change[] = [
    moveChange(item.key, 'active', 'claimed'),
    resumed === undefined ? run : { ...run, resumes: resumed.run },
  ];
  if (opensTarget(family, item, state)) changes.push(...openTarget(facts, state, item));
  return { changes, cause: { input: 'tick', rule: 'claim-order' } };
}

function opensTarget(family: Family, item: Item, state: State): boolean {
  return family.closure.role === 'root' && item.root === item.id && !state.targets.has(item.id);
}

function openTarget(facts: DecisionContext, state: State, item: Item): Change[] {
  const spec = facts.document(item.key);
  const opened = targetOpenChange({
    root: item.id,
    idea: item.idea ?? item.id,
    key: item.key,
    spec,
    source: facts.handedOver(item.key),
    at: facts.now,
  });
  const text = spec.text ?? null;
  const contract = contractChange(facts, item.family, { root: item.id, text, late: false });
  // What was asked for after it was handed over stands above the document.
  const isAsked = state.lineages.get(item.id)?.review != null;
  const what = isAsked ? null : reviewAsked(facts.index.family(item.family), text);
  return [
    opened,
    ...(contract === null ? [] : [contract]),
    ...(what === null ? [] : [reviewChange(item.id, what)]),
  ];
}

function judge(
  facts: DecisionContext,
  state: State,
  target: ClosureTarget,
  plane: string,
): Decision | null {
  if (!mayStart(facts.index, state, plane) || waitsFor(state, target) !== null) return null;
  const entry = facts.index.graph(plane).compiled_completion_entry;
  if (entry === null || isResting(facts.index, state, plane, entry.node_id)) return null;
  const asked = askOfDrift(facts, state, target, entry.node_id);
  if (asked !== null) return asked;
  const run = newRun(facts, state, plane, entry.node_id, { key: null, root: target.root });
  return { changes: [run], cause: { input: 'tick', rule: 'no_open_lineage_work' } };
}

function newRun(
  facts: DecisionContext,
  state: State,
  plane: string,
  node: string,
  subject: RecordedSubject,
): RunChange {
  const ordinal = String(state.runs_started + 1).padStart(6, '0');
  return runChange({
    run: `run-${state.epoch}-${ordinal}`,
    plane,
    ...subject,
    node,
    plan_id: facts.index.plan.compiled_plan_id,
    at: facts.now,
  });
}
