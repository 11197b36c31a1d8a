import type { ClosureTarget, PlanIndex, Run } from '../../kernel/index.ts';
import { ideaContractFile, rootContractFile, rubricFile, verdictFile } from '../../render/index.ts';
import type { ContractView } from '../../runners/index.ts';
import type { Follower } from './follower.ts';

/** The contract of a lineage as it was frozen; null = neither the journal nor a copy has it any more. */
export function frozenTexts(follower: Follower, target: ClosureTarget) {
  const opened = openingOf(follower, target);
  if (opened !== null)
    return { spec: follower.text(opened.spec), idea: follower.text(opened.source) };
  return {
    spec: follower.rendered(rootContractFile(target.root)),
    idea: follower.rendered(ideaContractFile(target.idea)),
  };
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
  const items = (target?.contract?.items ?? []).map(({ id }) => ({ id, waived: false }));
  const { artifacts } = index.node(run.plane, run.node);
  const kept = artifacts.find(({ agrees }) => agrees?.keeps_entries === true);
  if (kept === undefined || target === undefined) return { items, earlier: new Map() };
  const { rubric } = lastJudgement(follower, target);
  return { items, earlier: new Map(rubric === null ? [] : [[kept.file, rubric]]) };
}
