import {
  AS_IT_IS,
  type Change,
  type Item,
  type PlanIndex,
  type Run,
  type State,
  type TargetVerdictChange,
  workKey,
} from '../../../src/runtime/kernel/index.ts';
import { COMPLETION_STEP } from '../../../src/runtime/plan/index.ts';

/** What holds after every record, whatever happened: said anew here, from the items and runs alone. */
export function broken(index: PlanIndex, state: State): string[] {
  const problems: string[] = [];
  const runs = [...state.runs.values()];
  const { limits } = index.plan;
  for (const item of state.items.values()) {
    const own = runs.filter((run) => workKey(run) === item.key).length;
    if (own !== (item.state === 'active' ? 1 : 0)) {
      problems.push(`${item.key} is ${item.state} with ${own} runs`);
    }
    const attempts =
      limits.attempts_per_item + more(state, item.root, `attempts_per_item ${item.key}`);
    if (item.stages > attempts) problems.push(`${item.key} had too many stages`);
  }
  for (const lineage of state.lineages.values()) {
    const { root } = lineage;
    const handoffs = limits.handoffs_per_lineage + more(state, root, 'handoffs_per_lineage');
    if (lineage.handoffs > handoffs) problems.push('too many handoffs');
    const remediations = more(state, root, 'remediations_per_lineage');
    if (lineage.remediations > limits.remediations_per_lineage + remediations) {
      problems.push('too many remediations');
    }
    const slack = Object.keys(index.plan.graphs_by_plane).length;
    const stages = limits.stages_per_lineage + more(state, root, 'stages_per_lineage');
    if (lineage.stages > stages + slack) problems.push('too many stages');
  }
  for (const [key, spent] of state.counters) {
    const [owner, policy] = key.split('\u001f');
    const run = runs.find((one) => ownerOf(one) === owner);
    const guard = thresholdOf(index, policy ?? '');
    if (run === undefined) problems.push(`${owner} has a counter without a run`);
    if (guard === undefined || spent > guard) problems.push(`${key} is ${spent} of ${guard}`);
  }
  for (const run of runs) {
    if (!index.hasNode(run.plane, run.node)) problems.push(`${run.id} is nowhere`);
    const beside = runs.filter((one) => one !== run && !mayRunBeside(index, run.plane, one.plane));
    if (beside.length > 0) problems.push(`${run.id} runs beside ${beside[0]?.id}`);
  }
  return [...problems, ...miscountedUsage(state)];
}

/** Each token is counted once in each window, and alone only for what is not over. */
function miscountedUsage({ usage, totals, spends, runs, items }: State): string[] {
  const { total_tokens } = totals;
  const windows = {
    minutes: usage.minutes.reduce((all, [, tokens]) => all + tokens, 0),
    quarters: usage.quarters.reduce((all, [, tokens]) => all + tokens, 0),
    session: usage.session.tokens,
  };
  const problems = Object.entries(windows).flatMap(([name, tokens]) =>
    tokens <= total_tokens ? [] : [`${name} hold ${tokens} of ${total_tokens} tokens`],
  );
  const requests = [...runs.values()].map(({ request }) => request?.id);
  for (const key of spends.keys()) {
    const [kind, id = ''] = key.split(' ');
    const item = items.get(id);
    const isOpenItem = item !== undefined && (isOpen(item) || item.state === 'blocked');
    const is = { run: runs.has(id), request: requests.includes(id), item: isOpenItem };
    if (!Object.entries(is).some(([name, known]) => name === kind && known)) {
      problems.push(`${key} is over and spends`);
    }
  }
  return problems;
}

/** What its owner allowed beyond a limit. */
function more(state: State, root: string | null, name: string): number {
  return state.lineages.get(root ?? '')?.granted?.[name] ?? 0;
}

/** A limit holds it, or its owner is asked whether it is as it should be. */
function standsStill(state: State, root: string): boolean {
  if ((state.lineages.get(root)?.held ?? null) !== null) return true;
  return [...state.questions.values()].some((one) => {
    return one.root === root && one.matter?.of === 'review';
  });
}

/** What counters of a run are kept under. */
function ownerOf(run: Run): string {
  return run.kind === 'item' ? run.key : `closure/${run.root}`;
}

function thresholdOf(index: PlanIndex, policy: string): number | undefined {
  for (const graph of Object.values(index.plan.graphs_by_plane)) {
    const found = graph.compiled_threshold_policies.find((one) => one.policy_id === policy);
    if (found !== undefined) return found.threshold;
  }
  return undefined;
}

function mayRunBeside(index: PlanIndex, a: string, b: string): boolean {
  const policy = index.plan.concurrency_policy;
  if (policy === null || a === b) return false;
  const has = (groups: readonly (readonly string[])[]) =>
    groups.some((group) => group.includes(a) && group.includes(b));
  return has(policy.may_run_concurrently) && !has(policy.mutually_exclusive_planes);
}

/** What one record may not do, judged with the state before it. */
export function forbidden(index: PlanIndex, before: State, changes: readonly Change[]): string[] {
  const problems: string[] = [];
  for (const change of changes) {
    if (change.k === 'run@1') problems.push(...wrongClaim(index, before, change.key, change.root));
    if (change.k === 'move@1' && change.to === 'superseded' && !isReplaced(changes, change.key)) {
      problems.push(...supersededTooEarly(before, change.key));
    }
  }
  return problems;
}

/** An operator said that other work takes its place. */
function isReplaced(changes: readonly Change[], key: string): boolean {
  return changes.some(
    (one) => one.k === 'intervention@1' && one.action === 'supersede' && one.key === key,
  );
}

/** Judged with the state after the record: what it brought itself counts as well. */
export function closedTooEarly(after: State, verdict: TargetVerdictChange): string[] {
  const { root, action, failure_class } = verdict;
  if (action !== 'closed') return [];
  // Its owner closed it as it is: what ran is fenced, and withdrawn once it has ended.
  const leaving = [...after.runs.values()].filter(({ retire }) => retire?.to === 'withdrawn');
  const open = [...after.items.values()].filter(
    (item) =>
      item.root === root && isOpen(item) && !leaving.some((run) => workKey(run) === item.key),
  );
  const dark = [...after.unreadable.values()].filter(
    (one) => one.archived !== true && (one.root ?? root) === root && failure_class !== AS_IT_IS,
  );
  return [...open.map((item) => item.key), ...dark.map((one) => one.path)].map(
    (what) => `${root} was closed with ${what} open`,
  );
}

function supersededTooEarly(before: State, key: string): string[] {
  const settled = [...before.handoffs.values()].some(({ incident, source }) => {
    const owed = [...before.items.values()].filter((one) => one.via === incident && isOpen(one));
    return source === key && before.items.get(incident)?.state === 'done' && owed.length === 0;
  });
  return settled ? [] : [`${key} was superseded too early`];
}

/** What should be claimed next, found by looking at everything. */
export function claimDue(
  index: PlanIndex,
  state: State,
): { key: string | null; root: string | null } | null {
  const target = movable(index, state);
  for (const step of index.plan.claim_order) {
    if (step === COMPLETION_STEP) {
      const plane = index.completionPlane;
      if (target === null || plane === null || !isFree(index, state, plane)) continue;
      if (rests(state, plane, entryRunner(index, plane))) continue;
      if (isReady(state, target)) return { key: null, root: target };
      continue;
    }
    if (!index.hasPlane(step) || !isFree(index, state, step)) continue;
    const [first] = [...state.items.values()]
      .filter((item) => index.family(item.family).plane === step && isClaimable(state, item))
      .filter((item) => isAllowed(index, state, item, target) && !isResting(index, state, item))
      .sort((a, b) => rank(index, a) - rank(index, b) || a.at - b.at || (a.id < b.id ? -1 : 1));
    if (first !== undefined) return { key: first.key, root: first.root };
  }
  return null;
}

function wrongClaim(
  index: PlanIndex,
  before: State,
  key: string | null,
  root: string | null,
): string[] {
  const due = claimDue(index, before);
  if (due?.key === key && due?.root === root) return [];
  return [`${key ?? root} was claimed before ${due?.key ?? due?.root}`];
}

function isOpen({ state }: Item): boolean {
  return state === 'queue' || state === 'active' || state === 'blocked';
}

function isClaimable(state: State, item: Item): boolean {
  const met = (id: string) => {
    const other = state.items.get(`${item.family}/${id}`);
    return other?.state === 'done' || other?.state === 'superseded';
  };
  return item.state === 'queue' && item.deps.every(met);
}

function isAllowed(index: PlanIndex, state: State, item: Item, target: string | null): boolean {
  if (item.root !== null && standsStill(state, item.root)) return false;
  const waits = target !== null && index.family(item.family).closure.role !== 'none';
  return !waits || item.root === target;
}

/** Its plane is paused, or the runner of the stage at which it starts. */
function isResting(index: PlanIndex, state: State, item: Item): boolean {
  const family = index.family(item.family);
  const node = index.entryNode(family, state.resumes.get(item.key)?.node ?? item.start_node);
  return rests(state, family.plane, index.runnerOf(family.plane, node));
}

function entryRunner(index: PlanIndex, plane: string): string {
  const entry = index.graph(plane).compiled_completion_entry;
  return entry === null ? '' : index.runnerOf(plane, entry.node_id);
}

function rests({ pauses }: State, plane: string, runner: string): boolean {
  return [...pauses.values()].some((one) => one.plane === plane || one.runner === runner);
}

function isPlanePaused({ pauses }: State, name: string): boolean {
  return [...pauses.values()].some(({ plane }) => plane === name);
}

function rank(index: PlanIndex, item: Item): number {
  const families = index.familiesByPlane.get(index.family(item.family).plane) ?? [];
  return families.findIndex((one) => one.family_id === item.family);
}

function isFree(index: PlanIndex, state: State, plane: string): boolean {
  return [...state.runs.values()].every((run) => mayRunBeside(index, plane, run.plane));
}

/** The first open target that does not only wait for a person. */
function movable(index: PlanIndex, state: State): string | null {
  for (const root of state.open_targets) {
    const busy = [...state.runs.values()].some((run) => run.root === root);
    if (busy) return root;
    if (standsStill(state, root)) continue;
    const items = [...state.items.values()].filter((item) => item.root === root);
    const known = items.some(
      (item) =>
        index.plan.families[item.family] !== undefined &&
        !isPlanePaused(state, index.family(item.family).plane) &&
        isClaimable(state, item),
    );
    const isJudged = !isPlanePaused(state, index.completionPlane ?? '') && isReady(state, root);
    if (known || isJudged) return root;
  }
  return null;
}

function isReady(state: State, root: string): boolean {
  const lineage = state.lineages.get(root);
  const target = state.targets.get(root);
  if (lineage === undefined || target === undefined || standsStill(state, root)) return false;
  if ([...state.items.values()].some((item) => item.root === root && isOpen(item))) return false;
  const dark = [...state.unreadable.values()].filter(({ archived }) => archived !== true);
  if (dark.some((one) => (one.root ?? root) === root)) return false;
  // Its owner was asked whether open work elsewhere belongs to it.
  if ([...state.questions.values()].some((one) => one.root === root && one.matter?.of === 'drift'))
    return false;
  return target.last_action !== 'blocked' || target.judged_version !== lineage.version;
}
