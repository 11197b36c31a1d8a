export * from './admit.ts';
export * from './changes.ts';
export { check } from './check.ts';
export * from './checkpoint.ts';
export { actionableTarget, waitsFor } from './claim.ts';
export { type Next, next } from './decide.ts';
export type { Decision, Facts } from './decision.ts';
export { evolve } from './evolve.ts';
export { isFinished, isOpen, keyOf } from './evolve-items.ts';
export { runOfAttempt } from './evolve-runs.ts';
export { RUNNER_PAUSE, retryHeld } from './failing.ts';
export { PROPOSALS_MAX, type Proposal } from './judging.ts';
export * from './operator.ts';
export { PlanIndex } from './plan-index.ts';
export { allowedFamilies, inheritance } from './proposals.ts';
export * from './record.ts';
export {
  applyEnd,
  applyGone,
  type EndedAttempt,
  type Left,
  NOTHING_LEFT,
  type Verdict,
} from './result.ts';
export { failureClass } from './routing.ts';
export * from './state.ts';
