import { isPrintable } from '../text/printable.ts';
import { frontMatterOf } from './front-matter.ts';
import { isSkillId, SKILL_ID_RULE } from './skill-id.ts';

/** About 6,000 tokens, which each stage that works by it reads each time. */
export const SKILL_SIZE_BYTES_MAX = 24_576;
const DESCRIPTION_LENGTH_MAX = 500;
/** Shown of a name that is none. */
const NAME_SHOWN_MAX = 40;
/**
 * What front matter may hold. A key that makes a harness run something, or lets it do more, is none of
 * these: what a stage may do is said by its permission level.
 */
const KEYS: ReadonlySet<string> = new Set([
  'name',
  'description',
  'license',
  'version',
  'tags',
  'metadata',
  'compatibility',
  'asset_type',
  'asset_id',
  'advisory_only',
  'capability_type',
  'recommended_for_stages',
  'forbidden_claims',
]);

export interface SkillJudgement {
  /** null = it names none that is safe. */
  readonly id: string | null;
  readonly description: string;
  /** Empty = it is a skill. */
  readonly problems: readonly string[];
}

/** What is wrong with the text of a skill. `folder`: where it lies or shall lie; its name has to be that. */
export function judgeSkill(text: string, folder: string | null = null): SkillJudgement {
  const size_bytes = new TextEncoder().encode(text).length;
  if (size_bytes > SKILL_SIZE_BYTES_MAX) {
    const problem = `it has ${size_bytes} bytes, at most ${SKILL_SIZE_BYTES_MAX} are allowed`;
    return { id: null, description: '', problems: [problem] };
  }
  const front = frontMatterOf(text);
  if (front === null) {
    const problem =
      'it does not begin with front matter: name and description between two lines ---';
    return { id: null, description: '', problems: [problem] };
  }
  const name = front.fields.get('name') ?? '';
  const description = front.fields.get('description') ?? '';
  return {
    id: isSkillId(name) ? name : null,
    description,
    problems: [
      ...front.problems,
      ...nameProblems(name, folder),
      ...descriptionProblems(description),
      ...[...front.fields.keys()].filter((key) => !KEYS.has(key)).map(foreignKey),
      ...(front.body.trim() === '' ? ['there is no text behind the front matter'] : []),
      ...(isPrintable(text.replaceAll('\r\n', '\n'))
        ? []
        : ['it holds characters that are there without being seen, or that steer a terminal']),
    ],
  };
}

function nameProblems(name: string, folder: string | null): string[] {
  if (name === '') return ['front matter has no name'];
  const shown = JSON.stringify(name.slice(0, NAME_SHOWN_MAX));
  if (!isSkillId(name)) return [`name ${shown} is not allowed: ${SKILL_ID_RULE}`];
  return folder === null || name === folder ? [] : [`name ${shown} is not its folder ${folder}`];
}

function descriptionProblems(description: string): string[] {
  if (description === '') return ['front matter has no description in one line'];
  if (description.length <= DESCRIPTION_LENGTH_MAX) return [];
  return [`description has more than ${DESCRIPTION_LENGTH_MAX} characters`];
}

function foreignKey(key: string): string {
  const shown = key.slice(0, NAME_SHOWN_MAX);
  return `front matter has the key ${shown}, which no skill here may have; leave it out`;
}
