import { type ClosureTarget, isOutdated, type PlanIndex, type Run } from '../../kernel/index.ts';
import { ideaContractFile, rootContractFile, rubricFile, verdictFile } from '../../render/index.ts';
import { type ContractView, NO_CONTRACT } from '../../runners/index.ts';
import type { Follower } from './follower.ts';

/**
 * The newest version of a lineage's contract, and what the first was made from; null = neither the
 * journal nor a copy has it any more.
 */
export function frozenTexts(follower: Follower, target: ClosureTarget) {
  const opened = openingOf(follower, target);
  const newest =
    amendmentOf(follower, target) ?? (target.amended_seq === undefined ? opened : null);
  return {
    spec:
      newest === null
        ? follower.rendered(rootContractFile(target.root))
        : follower.text(newest.spec),
    idea:
      opened === null
        ? follower.rendered(ideaContractFile(target.idea))
        : follower.text(opened.source),
  };
}

/** The newest version, where it is not the first. */
function amendmentOf(follower: Follower, target: ClosureTarget) {
  if (target.amended_seq === undefined) return null;
  const changes = follower.recordOrNull(target.amended_seq)?.c ?? [];
  const ours = changes.findLast((one) => one.k === 'amend@1' && one.root === target.root);
  return ours?.k === 'amend@1' ? ours : null;
}

function openingOf(follower: Follower, target: ClosureTarget) {
  for (const change of follower.recordOrNull(target.seq)?.c ?? []) {
    if (change.k === 'target-open@1' && change.root === target.root) return change;
  }
  return null;
}

/** What the last judgement of a target left; null = there was none, or it is not kept. */
export function lastJudgement(follower: Follower, target: ClosureTarget) {
  const finished = follower.state.finished.get(target.last_run ?? '');
  if (finished === undefined) return { rubric: null, verdict: null };
  let rubric = follower.rendered(rubricFile(target.root));
  let verdict = follower.rendered(target.verdict_path ?? verdictFile(target.root));
  for (let seq = finished.first_seq; seq <= finished.last_seq; seq += 1) {
    for (const change of follower.recordOrNull(seq)?.c ?? []) {
      if (change.k !== 'result@1') continue;
      for (const { file, document } of change.artifacts) {
        if (file === 'rubric.md') rubric = follower.text(document);
        if (file === 'verdict.json') verdict = follower.text(document);
      }
    }
  }
  return { rubric, verdict };
}

/** What the hand-back of a run's stage has to agree with. */
export function contractView(follower: Follower, index: PlanIndex, run: Run): ContractView {
  const target = follower.state.targets.get(run.root ?? '');
  // What was asked by an older version is not compared with the newest.
  if (isOutdated(follower.state, run)) return NO_CONTRACT;
  const { items: all = [], waived = [] } = target?.contract ?? {};
  const judged = target?.judged_contract ?? 1;
  const items = all.map(({ id, since = 1 }) => ({
    id,
    waived: waived.includes(id),
    is_new: since > judged,
  }));
  const { artifacts } = index.node(run.plane, run.node);
  const kept = artifacts.find(({ agrees }) => agrees?.keeps_entries === true);
  if (kept === undefined || target === undefined) return { items, earlier: new Map() };
  const { rubric } = lastJudgement(follower, target);
  return { items, earlier: new Map(rubric === null ? [] : [[kept.file, rubric]]) };
}
