import type { SkillChange, SkillEvent } from './skills.ts';

/** What becomes of a skill: proposed by a result, decided by somebody, written by the owner. */
export function skillChange(skill: string, event: SkillEvent): SkillChange {
  return { k: 'skill@1', skill, ...event };
}
