export const SKILL_FILE = 'SKILL.md';
const SKILL_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const SKILL_ID_LENGTH_MAX = 64;
/** Folders that hold the skills of a loop: one of that name in their place would hide them all. */
const RESERVED: readonly string[] = ['stage', 'shared'];

export const SKILL_ID_RULE =
  `lower-case letters, digits and single hyphens, at most ${SKILL_ID_LENGTH_MAX}, and not ` +
  RESERVED.join(' or ');

/** Also the name of a folder, so nothing that a path could misread. */
export function isSkillId(id: string): boolean {
  return id.length <= SKILL_ID_LENGTH_MAX && SKILL_ID.test(id) && !RESERVED.includes(id);
}

/** The folder of a skill by the path of its text; null = the path is of no skill. */
export function skillFolderName(path: string): string | null {
  const parts = path.split('/');
  return parts.at(-1) === SKILL_FILE ? (parts.at(-2) ?? null) : null;
}

/** The id of the skill that lies at a path; null = it has none that is safe. */
export function skillIdOf(path: string): string | null {
  const name = skillFolderName(path);
  return name !== null && isSkillId(name) ? name : null;
}
