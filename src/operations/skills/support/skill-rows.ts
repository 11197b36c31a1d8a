import { z } from 'zod';
import type { SkillRow } from '../../../runtime/api/index.ts';
import { nextField, simulated } from '../../support/fields.ts';
import { clip } from '../../support/text.ts';

const SKILLS_SHOWN_MAX = 60;

export const skillsOutput = z.looseObject({
  skills: z
    .array(z.looseObject({ id: z.string(), origin: z.string() }))
    .describe('By path; origin is shipped, edited or own.'),
  skills_total: z.number().describe('Of all, shown or not.'),
  simulated,
  next: nextField,
});

/** Rows of an answer; what is not so is left out. */
export function skillRows(skills: readonly SkillRow[]) {
  return skills.slice(0, SKILLS_SHOWN_MAX).map((one) => ({
    id: one.id,
    origin: one.origin,
    description: clip(one.description, 160),
    path: one.path,
    stages: one.stages.length === 0 ? undefined : [...one.stages],
    version: one.version ?? undefined,
    waits: one.has_candidate ? 'a text that a stage proposed' : undefined,
    pending: one.is_pending || undefined,
    problems: one.problems.length === 0 ? undefined : [...one.problems],
  }));
}

/** What to do about the first that waits. */
export function nextOfSkills(skills: readonly SkillRow[]): string {
  const waiting = skills.find(({ has_candidate }) => has_candidate);
  if (waiting !== undefined) {
    return `A text waits for ${waiting.id}: call skills_show with skill ${waiting.id}.`;
  }
  return 'Call skills_show for one of them, or skills_improve to have one made better.';
}
