import type { StageRequest } from '../runtime/runners/index.ts';
import type { Progress, Rule, Scenario } from './scenario.ts';

/**
 * The rule for this attempt, or null when none is left. `progress` is updated: a request keeps the
 * rule that it got, unless that rule counts attempts.
 */
export function chooseRule(
  scenario: Scenario,
  progress: Progress,
  request: StageRequest,
): Rule | null {
  const { attempt_id } = request.attempt;
  const rules = new Map(scenario.rules.map((rule, index) => [rule.name ?? `#${index}`, rule]));
  const earlier = progress.chosen[attempt_id] ?? progress.chosen[request.request_id];
  const current = earlier === undefined ? undefined : rules.get(earlier);
  if (current !== undefined) return current;
  for (const [name, rule] of rules) {
    const used = progress.used[name] ?? 0;
    if (used >= (rule.times ?? Number.POSITIVE_INFINITY) || !matches(rule, request)) continue;
    progress.used[name] = used + 1;
    progress.chosen[rule.per === 'attempt' ? attempt_id : request.request_id] = name;
    return rule;
  }
  return null;
}

function matches({ match }: Rule, request: StageRequest): boolean {
  const { node, work, closure, attempt, run } = request;
  return (
    isEqual(match.plane, node.plane) &&
    isEqual(match.node_id, node.node_id) &&
    isEqual(match.stage_kind_id, node.stage_kind_id) &&
    isEqual(match.family, work?.family) &&
    isLike(match.work_id, work?.id) &&
    isLike(match.root, work?.root ?? closure?.root) &&
    isEqual(match.attempt, attempt.ordinal) &&
    isEqual(match.visit, run.visit)
  );
}

function isEqual(
  expected: string | number | undefined,
  actual: string | number | undefined,
): boolean {
  return expected === undefined || expected === actual;
}

function isLike(expected: string | undefined, actual: string | null | undefined): boolean {
  if (expected === undefined) return true;
  if (actual === undefined || actual === null) return false;
  return expected.endsWith('*') ? actual.startsWith(expected.slice(0, -1)) : actual === expected;
}
