export * from './changes/changes.ts';
export * from './changes/record.ts';
export * from './checkpoint/checkpoint.ts';
export { check } from './evolve/check.ts';
export { evolve } from './evolve/evolve.ts';
export { isFinished, isOpen, keyOf } from './evolve/items.ts';
export { runOfAttempt } from './evolve/runs.ts';
export type { Decision, DecisionContext } from './facts/decision.ts';
export * from './proposals/admit.ts';
export { allowedFamilies, inheritance } from './proposals/admit-set.ts';
export { PROPOSALS_MAX, type Proposal } from './proposals/judge.ts';
export { RUNNER_PAUSE, retryHeld } from './results/failure.ts';
export {
  applyEnd,
  applyGone,
  type EndedAttempt,
  type Left,
  NOTHING_LEFT,
  type Verdict,
} from './results/result.ts';
export { failureClass } from './results/routing.ts';
export { actionableTarget, waitsFor } from './schedule/claim.ts';
export { type Next, next } from './schedule/next.ts';
export * from './schedule/operator.ts';
export { PlanIndex } from './state/plan-index.ts';
export * from './state/state.ts';
