import { judgeSkill, type SkillJudgement } from './judge.ts';
import { SKILL_FILE } from './skill-id.ts';

/** All files of a skill. */
export const PACKAGE_FILES_MAX = 40;
export const PACKAGE_SIZE_BYTES_MAX = 512 * 1024;
const PATH_LENGTH_MAX = 160;
const DEPTH_MAX = 4;
/** Nothing hidden, nothing that a path could misread. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** What is read and not run. */
const TEXTS = /\.(?:md|txt|json|jsonl|csv|toml|ya?ml)$/i;
const PROBLEMS_MAX = 20;

export interface PackageFile {
  /** Below the folder of the skill. */
  readonly path: string;
  readonly text: string;
}

/** What is wrong with a whole skill. `folder`: the name that it is to have. */
export function judgePackage(files: readonly PackageFile[], folder: string | null): SkillJudgement {
  const main = files.find(({ path }) => path === SKILL_FILE);
  if (main === undefined) {
    return { id: null, description: '', problems: [`there is no ${SKILL_FILE}`] };
  }
  const judged = judgeSkill(main.text, folder);
  const problems = [...judged.problems, ...setProblems(files), ...files.flatMap(pathProblems)];
  return { ...judged, problems: problems.slice(0, PROBLEMS_MAX) };
}

/** Files that somebody could run. Nothing here runs them. */
export function scriptsIn(files: readonly Pick<PackageFile, 'path' | 'text'>[]): string[] {
  return files
    .filter(({ path, text }) => !TEXTS.test(path) || text.startsWith('#!'))
    .map(({ path }) => path);
}

function setProblems(files: readonly PackageFile[]): string[] {
  const size_bytes = files.reduce((sum, { text }) => sum + text.length, 0);
  const names = files.map(({ path }) => path.toLowerCase());
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  return [
    ...(files.length > PACKAGE_FILES_MAX ? [`it has more than ${PACKAGE_FILES_MAX} files`] : []),
    ...(size_bytes > PACKAGE_SIZE_BYTES_MAX
      ? [`its files have more than ${PACKAGE_SIZE_BYTES_MAX} bytes together`]
      : []),
    ...[...new Set(twice)].map((name) => `two files are called ${name}`),
  ];
}

function pathProblems({ path }: PackageFile): string[] {
  const parts = path.split('/');
  const isSafe =
    path.length <= PATH_LENGTH_MAX &&
    parts.length <= DEPTH_MAX &&
    parts.every((part) => PART.test(part));
  return isSafe
    ? []
    : [`the path ${JSON.stringify(path.slice(0, PATH_LENGTH_MAX))} is not allowed`];
}
