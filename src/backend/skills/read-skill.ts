import { basename, join, resolve } from 'node:path';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { type Disk, DiskFault, type Hash } from '../../runtime/ports/index.ts';
import {
  EXPORT_FILE,
  exportProblems,
  PACKAGE_FILE_SIZE_BYTES_MAX,
} from '../../runtime/skills/index.ts';
import { ARCHIVE_SIZE_BYTES_MAX } from './archive-limits.ts';
import { exactText } from './text.ts';

const FILES_MAX = 60;
const DEPTH_MAX = 5;

interface SkillFile {
  /** Below the folder of the skill. */
  readonly path: string;
  readonly text: string;
}

export interface ReadSkill {
  /** The name of its folder, which its front matter has to have as well. */
  readonly skill: string;
  readonly files: readonly SkillFile[];
}

interface Ports {
  readonly disk: Pick<Disk, 'realpath' | 'list' | 'read' | 'stat'>;
  readonly hash: Hash;
}

/**
 * The texts of a folder or an archive that somebody names. `within`: a folder that it has to lie in, null =
 * anywhere. No link is followed, what hides is left where it is, and what was exported is compared with its
 * digests.
 */
export async function readSkill(
  { disk, hash }: Ports,
  path: string,
  within: string | null,
): Promise<ReadSkill> {
  const meant = within === null ? path : resolve(within, path);
  try {
    const real = disk.realpath(meant);
    const root = within === null ? null : disk.realpath(within);
    if (real === null) throw unreadable(meant, 'it is not there');
    const kind = disk.stat(real)?.kind;
    if (kind !== 'dir' && kind !== 'file')
      throw unreadable(meant, 'it is no folder and no archive');
    if (root !== null && !real.startsWith(`${root}/`)) throw outside(meant);
    const read =
      kind === 'dir'
        ? { skill: basename(meant), files: filesBelow(disk, real, '', 0) }
        : await archivedFiles(disk, real);
    return { skill: read.skill, files: compared(hash, meant, read.files) };
  } catch (thrown) {
    if (thrown instanceof DiskFault) throw unreadable(meant, `the system says ${thrown.code}`);
    throw thrown;
  }
}

/** Without the list of an export, which has to agree with the rest. */
function compared(hash: Hash, path: string, all: readonly SkillFile[]): SkillFile[] {
  const files = all.filter((file) => file.path !== EXPORT_FILE);
  const list = all.find((file) => file.path === EXPORT_FILE);
  const [problem] =
    list === undefined ? [] : exportProblems(list.text, files, (text) => hash.sha256(text));
  if (problem !== undefined) throw unreadable(path, problem);
  return files;
}

function filesBelow(disk: Ports['disk'], root: string, folder: string, depth: number): SkillFile[] {
  const found: SkillFile[] = [];
  for (const { name, kind } of disk.list(join(root, folder)) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isHidden(path)) continue;
    if (kind === 'dir' && depth < DEPTH_MAX) found.push(...filesBelow(disk, root, path, depth + 1));
    else if (kind !== 'file') throw unreadable(join(root, path), 'it is no regular file');
    else found.push({ path, text: textOf(disk, join(root, path)) });
    if (found.length > FILES_MAX) throw unreadable(root, `it has more than ${FILES_MAX} files`);
  }
  return found;
}

function isHidden(path: string): boolean {
  return path !== EXPORT_FILE && path.split('/').some((part) => part.startsWith('.'));
}

function textOf(disk: Ports['disk'], path: string): string {
  const size_bytes = disk.stat(path)?.size_bytes ?? 0;
  if (size_bytes > PACKAGE_FILE_SIZE_BYTES_MAX) {
    throw unreadable(path, `it has more than ${PACKAGE_FILE_SIZE_BYTES_MAX} bytes`);
  }
  return textIn(path, disk.read(path) ?? new Uint8Array());
}

function textIn(path: string, bytes: Uint8Array): string {
  const text = exactText(bytes);
  if (text === null) throw unreadable(path, 'it is no UTF-8 text');
  return text;
}

async function archivedFiles(disk: Ports['disk'], path: string): Promise<ReadSkill> {
  const size_bytes = disk.stat(path)?.size_bytes ?? 0;
  if (size_bytes > ARCHIVE_SIZE_BYTES_MAX) {
    throw unreadable(path, `it has more than ${ARCHIVE_SIZE_BYTES_MAX} bytes`);
  }
  const { unpack } = await import('./archive.ts');
  const packed = unpack(disk.read(path) ?? new Uint8Array());
  if (typeof packed === 'string') throw unreadable(path, packed);
  const shown = [...packed.files].filter(([name]) => !isHidden(name));
  const files = shown.map(([name, bytes]) => ({ path: name, text: textIn(name, bytes) }));
  return { skill: packed.folder, files };
}

function unreadable(path: string, why: string): MillraceError {
  return new MillraceError('path_not_readable', {
    what: `${path} cannot be installed: ${why}`,
    expected:
      'a folder with a SKILL.md, of small text files and folders, or such a folder as a zip',
    next: 'name the folder or archive of a skill; one of the index is named by its id, as skill',
  });
}

function outside(path: string): MillraceError {
  return new MillraceError('path_outside_workspace', {
    what: `${path} leads out of the workspace`,
    expected: 'a folder or an archive inside the workspace',
    next: 'copy the skill into the workspace, or install it in a terminal',
  });
}
