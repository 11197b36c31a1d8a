import { exhausted } from '../../errors/exhausted.ts';
import type { SkillChange } from '../../kernel/index.ts';

/** What becomes of a skill, in one line for people. */
export function skillLine(change: SkillChange): string {
  const { skill } = change;
  switch (change.event) {
    case 'proposed':
      return `${change.candidate.run} proposes a text for the skill ${skill}`;
    case 'decided': {
      const { version, act, actor, source } = change.version;
      return `${act} of the skill ${skill} decided by ${actor}: version ${version}, from ${source}`;
    }
    case 'written':
      return `version ${change.version} of the skill ${skill} is written`;
    case 'dropped':
      return `the ${change.what} of the skill ${skill} is dropped by ${change.actor}: ${change.reason}`;
    default:
      return exhausted(change);
  }
}
