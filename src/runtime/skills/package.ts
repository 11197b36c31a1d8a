import { judgeSkill, type SkillJudgement } from './judge.ts';
import { SKILL_FILE } from './skill-id.ts';

/** All files of a skill. */
export const PACKAGE_FILES_MAX = 40;
export const PACKAGE_SIZE_BYTES_MAX = 512 * 1024;
export const PACKAGE_FILE_SIZE_BYTES_MAX = 256 * 1024;
/** What an index has of a file that was edited lies beside it under this ending. */
export const BESIDE = '.new';
const PATH_LENGTH_MAX = 160;
const DEPTH_MAX = 4;
/** Nothing hidden, nothing that a path could misread. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** What is read and not run. */
const TEXTS = /\.(?:md|txt|json|jsonl|csv|toml|ya?ml)(?:\.new)?$/i;
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

/** Whether a path is one below the folder of a skill that no system misreads. */
export function isPackagePath(path: string): boolean {
  const parts = path.split('/');
  return (
    path.length <= PATH_LENGTH_MAX &&
    parts.length <= DEPTH_MAX &&
    parts.every((part) => PART.test(part)) &&
    !path.endsWith(BESIDE)
  );
}

/** Names that are one on a disk that tells no case apart, and files where another needs a folder. */
export function clashesIn(paths: readonly string[]): string[] {
  const spelled = new Map<string, string>();
  const found = new Set<string>();
  const files = new Set<string>();
  for (const path of paths) {
    const name = path.toLowerCase();
    if (files.has(name)) found.add(`two files are called ${name}`);
    files.add(name);
  }
  for (const path of paths) {
    for (const folder of foldersOf(path)) {
      const name = folder.toLowerCase();
      if (files.has(name)) found.add(`${name} is a file and a folder`);
      if ((spelled.get(name) ?? folder) !== folder) found.add(`two folders are called ${name}`);
      spelled.set(name, folder);
    }
  }
  return [...found];
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function setProblems(files: readonly PackageFile[]): string[] {
  const sizes = files.map(({ text }) => new TextEncoder().encode(text).length);
  const size_bytes = sizes.reduce((sum, one) => sum + one, 0);
  return [
    ...(files.length > PACKAGE_FILES_MAX ? [`it has more than ${PACKAGE_FILES_MAX} files`] : []),
    ...(size_bytes > PACKAGE_SIZE_BYTES_MAX
      ? [`its files have more than ${PACKAGE_SIZE_BYTES_MAX} bytes together`]
      : []),
    ...clashesIn(files.map(({ path }) => path)),
  ];
}

function pathProblems({ path }: PackageFile): string[] {
  return isPackagePath(path)
    ? []
    : [`the path ${JSON.stringify(path.slice(0, PATH_LENGTH_MAX))} is not allowed`];
}
