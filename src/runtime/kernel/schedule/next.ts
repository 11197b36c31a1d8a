/**
 * Schedule: what the runtime does by itself, and what an operator may do to it. Each function takes
 * one step and returns it as a decision, or null; it costs O(log n) in the number of work items.
 */

import type { Decision, DecisionContext } from '../facts/decision.ts';
import type { State } from '../state/state.ts';
import { claim } from './claim.ts';
import { type Ask, dispatch } from './dispatch.ts';
import { govern } from './govern.ts';
import { isPaused, isResting } from './rest.ts';
import { settle } from './settle.ts';
import { waitsForSkill } from './skill-writes.ts';

export type Next = Decision | 'tree_wanted' | null;

/**
 * The next step that the runtime takes by itself, or null when nothing may be done now: settle what
 * is settled, pause or go on as usage allows, go on with runs that wait for an attempt, then claim.
 * Pure: reads state, returns changes. Call it until it returns null.
 */
export function next(facts: DecisionContext, state: State, ask: Ask = {}): Next {
  const settled = settle(facts, state);
  const decided = settled ?? govern(facts, state);
  if (decided !== null) return decided;
  if (ask.settle_only || isPaused(state)) return null;
  for (const run of state.runs.values()) {
    if (run.request?.live != null) continue;
    if (isResting(facts.index, state, run.plane, run.node)) continue;
    const decision = dispatch(facts, state, run, ask);
    if (decision !== null) return decision;
  }
  if (ask.no_claims || waitsForSkill(facts.index, state)) return null;
  return claim(facts, state);
}
