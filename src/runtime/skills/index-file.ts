/**
 * An index of skills: what somebody offers, each file with its size and digest. Contract: only reads
 * texts; an index that it gives back holds nothing that a path, a name or a disk could misread.
 */

import { z } from 'zod';
import { isPrintable } from '../text/printable.ts';
import { frontMatterOf } from './front-matter.ts';
import {
  clashesIn,
  isPackagePath,
  PACKAGE_FILE_SIZE_BYTES_MAX,
  PACKAGE_FILES_MAX,
  PACKAGE_SIZE_BYTES_MAX,
} from './package.ts';
import { isSkillId, SKILL_FILE, SKILL_ID_RULE } from './skill-id.ts';

export const INDEX_SIZE_BYTES_MAX = 1024 * 1024;
const SKILLS_MAX = 300;
const DESCRIPTION_LENGTH_MAX = 500;
const PROBLEMS_MAX = 5;
const CHANGES_MAX = 12;

const shownText = (length_max: number) =>
  z
    .string()
    .min(1)
    .max(length_max)
    .refine((text) => isPrintable(text) && !text.includes('\n'), {
      message: 'must be one line of characters that are seen',
    });

const indexedFile = z.strictObject({
  path: z.string().refine(isPackagePath, { message: 'is no path below the folder of a skill' }),
  size_bytes: z.int().min(0).max(PACKAGE_FILE_SIZE_BYTES_MAX),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const indexedSkill = z
  .strictObject({
    id: z.string().refine(isSkillId, { message: `must have ${SKILL_ID_RULE}` }),
    description: shownText(DESCRIPTION_LENGTH_MAX),
    version: shownText(60).optional(),
    /** Below the folder of its id, beside the index. */
    files: z.array(indexedFile).min(1).max(PACKAGE_FILES_MAX).readonly(),
  })
  .superRefine(({ files }, context) => {
    const paths = files.map(({ path }) => path);
    const size_bytes = files.reduce((sum, one) => sum + one.size_bytes, 0);
    const problems = [
      ...clashesIn(paths),
      ...(paths.includes(SKILL_FILE) ? [] : [`there is no ${SKILL_FILE}`]),
      ...(size_bytes > PACKAGE_SIZE_BYTES_MAX ? [`more than ${PACKAGE_SIZE_BYTES_MAX} bytes`] : []),
    ];
    for (const message of problems) context.addIssue({ code: 'custom', message });
  });

const skillIndex = z
  .strictObject({
    schema_version: z.literal('1.0'),
    kind: z.literal('skill_index'),
    skills: z.array(indexedSkill).max(SKILLS_MAX).readonly(),
  })
  .superRefine(({ skills }, context) => {
    const ids = skills.map(({ id }) => id);
    for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) {
      context.addIssue({ code: 'custom', message: `it lists ${id} twice` });
    }
  });

export type SkillIndex = z.infer<typeof skillIndex>;
export type IndexedSkill = SkillIndex['skills'][number];

/** The index in these bytes, or what is wrong with it. */
export function readSkillIndex(bytes: Uint8Array): SkillIndex | readonly string[] {
  const value = jsonIn(bytes);
  if (value === undefined) return ['it is no JSON in UTF-8'];
  const parsed = skillIndex.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.slice(0, PROBLEMS_MAX).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  });
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

interface Offered {
  readonly id: string;
  readonly files: readonly (IndexedSkill['files'][number] & { readonly text: string })[];
}

/** An index of these skills, which were judged. */
export function skillIndexOf(skills: readonly Offered[]): SkillIndex {
  return {
    schema_version: '1.0',
    kind: 'skill_index',
    skills: skills.map(({ id, files }) => {
      const main = files.find(({ path }) => path === SKILL_FILE)?.text ?? '';
      const fields = frontMatterOf(main)?.fields;
      const version = fields?.get('version');
      return {
        id,
        description: fields?.get('description') ?? '',
        ...(version === undefined ? {} : { version }),
        files: files.map(({ path, size_bytes, sha256 }) => ({ path, size_bytes, sha256 })),
      };
    }),
  };
}

export function skillIndexText(index: SkillIndex): string {
  return `${JSON.stringify(index, null, 2)}\n`;
}

/** What another index offers that the first did not, a line each. */
export function indexChanges(before: SkillIndex, after: SkillIndex): string[] {
  const [old, now] = [byId(before), byId(after)];
  const lines = [
    ...[...now].filter(([id]) => !old.has(id)).map(([id]) => `${id} is new`),
    ...[...old].filter(([id]) => !now.has(id)).map(([id]) => `${id} is gone`),
    ...[...now].flatMap(([id, skill]) => skillChanges(old.get(id), skill)),
  ];
  const more = lines.length - CHANGES_MAX;
  return more > 0 ? [...lines.slice(0, CHANGES_MAX), `and ${more} more changes`] : lines;
}

function byId({ skills }: SkillIndex): Map<string, IndexedSkill> {
  return new Map(skills.map((skill) => [skill.id, skill]));
}

function skillChanges(before: IndexedSkill | undefined, after: IndexedSkill): string[] {
  if (before === undefined) return [];
  const old = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  const now = new Map(after.files.map(({ path, sha256 }) => [path, sha256]));
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  const files = paths.filter((path) => old.get(path) !== now.get(path));
  if (files.length > 0) return [`${after.id} differs in ${files.join(', ')}`];
  const isSame = before.description === after.description && before.version === after.version;
  return isSame ? [] : [`${after.id} is described in other words`];
}
