import { join, resolve } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { type Disk, DiskFault } from '../runtime/ports/index.ts';

const FILES_MAX = 60;
const DEPTH_MAX = 5;
const FILE_SIZE_BYTES_MAX = 256 * 1024;

interface FolderFile {
  /** Below the folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * The texts of a folder that somebody names. `within`: a folder that it has to lie in, null = anywhere. No
 * link is followed, and what hides is left where it is.
 */
export function readSkillFolder(
  disk: Pick<Disk, 'realpath' | 'list' | 'read' | 'stat'>,
  path: string,
  within: string | null,
): FolderFile[] {
  const meant = within === null ? path : resolve(within, path);
  try {
    const real = disk.realpath(meant);
    const root = within === null ? null : disk.realpath(within);
    if (real === null || disk.stat(real)?.kind !== 'dir')
      throw unreadable(meant, 'it is no folder');
    if (root !== null && !real.startsWith(`${root}/`)) throw outside(meant);
    return filesBelow(disk, real, '', 0);
  } catch (thrown) {
    if (thrown instanceof DiskFault) throw unreadable(meant, `the system says ${thrown.code}`);
    throw thrown;
  }
}

function filesBelow(
  disk: Pick<Disk, 'list' | 'read' | 'stat'>,
  root: string,
  folder: string,
  depth: number,
): FolderFile[] {
  const found: FolderFile[] = [];
  for (const { name, kind } of disk.list(join(root, folder)) ?? []) {
    if (name.startsWith('.')) continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'dir' && depth < DEPTH_MAX) found.push(...filesBelow(disk, root, path, depth + 1));
    else if (kind !== 'file') throw unreadable(join(root, path), 'it is no regular file');
    else found.push({ path, text: textOf(disk, join(root, path)) });
    if (found.length > FILES_MAX) throw unreadable(root, `it has more than ${FILES_MAX} files`);
  }
  return found;
}

function textOf(disk: Pick<Disk, 'read' | 'stat'>, path: string): string {
  const size_bytes = disk.stat(path)?.size_bytes ?? 0;
  if (size_bytes > FILE_SIZE_BYTES_MAX) {
    throw unreadable(path, `it has more than ${FILE_SIZE_BYTES_MAX} bytes`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(disk.read(path) ?? undefined);
  } catch (thrown) {
    if (thrown instanceof TypeError) throw unreadable(path, 'it is no UTF-8 text');
    throw thrown;
  }
}

function unreadable(path: string, why: string): MillraceError {
  return new MillraceError('path_not_readable', {
    what: `${path} cannot be installed: ${why}`,
    expected: 'a folder with a SKILL.md, of small text files and folders',
    next: 'name the folder of a skill, without links and other files in it',
  });
}

function outside(path: string): MillraceError {
  return new MillraceError('path_outside_workspace', {
    what: `The folder ${path} leads out of the workspace`,
    expected: 'a folder inside the workspace',
    next: 'copy the skill into the workspace, or install it in a terminal',
  });
}
