/**
 * The kernel decides, and touches nothing: it reads a `State` and a `DecisionContext` and returns
 * decisions. Whoever owns a workspace records one (`check`, append, `evolve`) before anything acts
 * on it; all others evolve the same records and hold the same state.
 */

export * from './changes/build.ts';
export * from './changes/build-run.ts';
export * from './changes/build-skills.ts';
export * from './changes/changes.ts';
export { addCost, byteLength, recorded } from './changes/content.ts';
export * from './changes/record.ts';
export * from './checkpoint/checkpoint.ts';
export { type Contract, type ContractItem, contractItems } from './contract/contract.ts';
export { check } from './evolve/check.ts';
export { evolve } from './evolve/evolve.ts';
export { isOpen, keyOf } from './evolve/items.ts';
export { counterOwner } from './evolve/runs.ts';
export { KEEPER_PAUSE } from './evolve/workspace.ts';
export type { Decision, DecisionContext } from './facts/decision.ts';
export type {
  Account,
  Governance,
  OtherUse,
  Quota,
  QuotaReadings,
  Subscription,
  TimeSpan,
} from './facts/governance.ts';
export * from './proposals/admit.ts';
export { allowedFamilies, inheritance } from './proposals/admit-set.ts';
export { type Coverage, missingProposals, NO_COVERAGE } from './proposals/coverage.ts';
export { type Drift, lineageDrift } from './proposals/drift.ts';
export { PROPOSALS_MAX } from './proposals/judge.ts';
export { coverageOf } from './proposals/lineage-coverage.ts';
export { placed } from './proposals/origin.ts';
export type { Proposal } from './proposals/types.ts';
export { questionsHolding, questionsHoldingClosure } from './questions/answered.ts';
export * from './results/ended-attempt.ts';
export { RUNNER_PAUSE, retryHeld } from './results/failure.ts';
export { applyBreach, applyEnd, applyGone, applyTaken } from './results/result.ts';
export { failureClass } from './results/routing.ts';
export { amend } from './revise/amend.ts';
export { answer } from './revise/answer.ts';
export { archive } from './revise/archive.ts';
export { backByHand, editedByHand, goneByHand } from './revise/by-hand.ts';
export { AS_IT_IS } from './revise/close-as-is.ts';
export { note } from './revise/note.ts';
export { prioritize } from './revise/prioritize.ts';
export { reopen } from './revise/reopen.ts';
export { repairLineage } from './revise/repair-lineage.ts';
export { resolve } from './revise/resolve.ts';
export { retarget } from './revise/retarget.ts';
export type { Accepted, Decider, Refusal, Revision } from './revise/revision.ts';
export { type RootDocument, rootDocument } from './revise/root-text.ts';
export { subjectNamed } from './revise/subject.ts';
export { supersede } from './revise/supersede.ts';
export { waive } from './revise/waive.ts';
export { withdraw } from './revise/withdraw.ts';
export { actionableTarget, UNCHANGED_SINCE_VERDICT, waitsFor } from './schedule/claim.ts';
export { isHeldByUsage, isUsagePause, USAGE_PAUSE } from './schedule/govern.ts';
export { newEpoch } from './schedule/new-epoch.ts';
export { type Next, next } from './schedule/next.ts';
export * from './schedule/operator.ts';
export { degradedQuota, quotaUses } from './schedule/quota-rules.ts';
export { isOfAll, isPaused, isPlanePaused } from './schedule/rest.ts';
export { isOfPlan } from './schedule/skill-writes.ts';
export { stopOverspent } from './schedule/stop-overspent.ts';
export { estimateOf, type UsageMetric, unitOf } from './schedule/usage-amount.ts';
export { judgedRules, judgeUsage } from './schedule/usage-rules.ts';
export { isOutdated, itemOfRun, runOfAttempt } from './state/lookup.ts';
export { PlanIndex } from './state/plan-index.ts';
export { closureRoot, workKey } from './state/run.ts';
export { isSimulated } from './state/simulated.ts';
export * from './state/state.ts';
