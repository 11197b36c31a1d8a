import { dirname } from 'node:path';
import { EarlierFiles } from '../../earlier/index.ts';
import { ensureDir } from '../../journal/index.ts';
import { type Disk, makeFolders } from '../../ports/index.ts';
import { copySynced, durableWrite, replaceSynced } from '../../workspace/index.ts';

const DEPTH_MAX = 40;

/** Copies all files of the earlier workspace, synced. What is neither file nor folder is a finding. */
export function copyTree(files: EarlierFiles, disk: Disk, to: string): void {
  // Copying is no reading: what nobody else reads is said all the same.
  const copied = new EarlierFiles(files.disk, files.base);
  copyFolder(copied, disk, to, '', 0);
  for (const finding of copied.findings) files.say(finding);
}

function copyFolder(
  files: EarlierFiles,
  disk: Disk,
  to: string,
  path: string,
  depth: number,
): void {
  const at = path === '' ? to : `${to}/${path}`;
  makeFolders(disk, at);
  if (depth > DEPTH_MAX) return files.keep(path, 'lies too deep and is not copied');
  for (const { name, kind } of files.list(path)) {
    const below = path === '' ? name : `${path}/${name}`;
    if (kind === 'dir') copyFolder(files, disk, to, below, depth + 1);
    else copyFile(files, disk, to, below);
  }
  disk.syncDir(at);
}

function copyFile(files: EarlierFiles, disk: Disk, to: string, path: string): void {
  if (files.isLarge(path)) return copySynced(disk, files.at(path), `${to}/${path}`);
  const read = files.read(path);
  if (read.is === 'bytes') replaceSynced(disk, `${to}/${path}`, read.bytes);
  else files.keep(path, `${read.is === 'bad' ? read.why : 'went away'}, and is not copied`);
}

/** Writes one file of the new workspace, with the folders above it; all of them last when it returns. */
export function put(disk: Disk, path: string, bytes: Uint8Array): void {
  ensureDir(disk, dirname(path));
  durableWrite(disk, path, bytes);
}
