import { type Plan, workspacePath } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { skillsView } from '../skills/view.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Findings } from './findings.ts';

/** Whether each skill is one. Only the text of the skill is judged: what lies beside it is its author's. */
export function checkSkills(
  ports: EnginePorts,
  { follower, plan }: { readonly follower: Follower; readonly plan: Plan | null },
  findings: Findings,
): void {
  const { skills } = skillsView({ ports, follower, plan });
  for (const { id, path, problems, has_candidate, is_pending } of skills) {
    if (has_candidate) {
      const next = `call skills_show with skill ${id}, then skills_promote or skills_drop`;
      findings.add('skill_waiting', workspacePath(path), `a text for ${id} waits`, next);
    }
    if (problems.length === 0 || has_candidate || is_pending) continue;
    const what = problems.join('; ');
    findings.add('skill_invalid', workspacePath(path), what, 'mend its SKILL.md');
  }
  findings.checked('skills', `${skills.length} skills`);
}
