import type { ResultChange, SkillText } from '../changes/changes.ts';
import type { SkillUse, State } from '../state/state.ts';

/** Texts of which it is known what came of them. */
const USES_MAX = 400;
/** Runs that are named of one of them. */
const RUNS_NAMED_MAX = 5;

export function useKey({ path, sha256 }: SkillText): string {
  return `${path} ${sha256}`;
}

/** Counts a result for each text that its stage worked by. */
export function countSkills(state: State, run: string, change: ResultChange): void {
  for (const text of change.skills ?? []) {
    const key = useKey(text);
    const known = state.skill_uses.get(key) ?? { ...text, stages: 0, results: {}, runs: [] };
    state.skill_uses.delete(key);
    state.skill_uses.set(key, counted(known, run, change.result_class));
  }
  for (const oldest of state.skill_uses.keys()) {
    if (state.skill_uses.size <= USES_MAX) return;
    state.skill_uses.delete(oldest);
  }
}

function counted(use: SkillUse, run: string, result: string): SkillUse {
  const runs = [run, ...use.runs.filter((one) => one !== run)].slice(0, RUNS_NAMED_MAX);
  const results = { ...use.results, [result]: (use.results[result] ?? 0) + 1 };
  return { ...use, stages: use.stages + 1, results, runs };
}
