import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

const LEVELS_MAX = 64;
const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/** A repository as its files say: nothing of its config is read here. */
export interface Repository {
  /** The folder that holds it; the paths of a note begin there. */
  readonly top: string;
  readonly git_dir: string;
  /** Of all its worktrees. */
  readonly common_dir: string;
}

/** The repository whose work tree the folder lies in; null = there is none. */
export function repositoryAbove(folder: string): Repository | null {
  let top = folder;
  for (let level = 0; level < LEVELS_MAX; level += 1) {
    const found = repositoryIn(top);
    if (found !== null) return found;
    if (dirname(top) === top) return null;
    top = dirname(top);
  }
  return null;
}

/** `.git` as a folder, or as the file of a linked worktree or a submodule. */
export function repositoryIn(top: string): Repository | null {
  const at = join(top, '.git');
  const stats = statSync(at, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const git_dir = stats.isDirectory() ? at : linkedFrom(top, textOf(at));
  if (git_dir === null || textOf(join(git_dir, 'HEAD')) === '') return null;
  const common = textOf(join(git_dir, 'commondir')).trim();
  return { top, git_dir, common_dir: common === '' ? git_dir : resolve(git_dir, common) };
}

function linkedFrom(top: string, text: string): string | null {
  const path = /^gitdir: (.+)/.exec(text)?.[1]?.trim();
  if (path === undefined) return null;
  return isAbsolute(path) ? path : resolve(top, path);
}

/** The commit that a repository stands at, as far as its loose files say; null = they do not. */
export function headOf({ git_dir, common_dir }: Repository): string | null {
  const head = textOf(join(git_dir, 'HEAD')).trim();
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1];
  if (ref === undefined) return commitOf(head);
  // Whoever wrote it could have any file read otherwise.
  if (ref.split('/').includes('..')) return null;
  const loose = [git_dir, common_dir].map((at) => textOf(join(at, ref)).trim());
  const packed = textOf(join(common_dir, 'packed-refs'))
    .split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return commitOf(loose.find((text) => text !== '') ?? packed?.split(' ')[0] ?? '');
}

function commitOf(text: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}

/** '' for whatever is no text of a sensible size: reading a pipe would wait for ever. */
export function textOf(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > TEXT_BYTES_MAX) return '';
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
