import type { PlanIndex } from '../state/plan-index.ts';
import type { SkillVersion, State } from '../state/state.ts';

/**
 * Whether a decided version changes what the plan instructs: it is written between runs, so that each
 * run ends by the text that it began with, and nothing is claimed until then.
 */
export function isOfPlan(index: PlanIndex, { files }: SkillVersion): boolean {
  return index.plan.resolved_assets.some(({ compile_time_path }) =>
    files.some(({ path }) => path === compile_time_path),
  );
}

/**
 * Whether claims wait until a decided version is written. To be asked when every run that can go on does:
 * one for which nothing can be started keeps the version from being written, and nobody else.
 */
export function waitsForSkill(index: PlanIndex, { skills, runs }: State): boolean {
  for (const run of runs.values()) if (run.request?.live == null) return false;
  for (const { pending } of skills.values()) {
    if (pending !== null && isOfPlan(index, pending)) return true;
  }
  return false;
}
