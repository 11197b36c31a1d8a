import { dirname, join } from 'node:path';
import { MillraceError } from '../errors/errors.ts';
import { type Disk, DiskFault, type OpenFile } from '../ports/disk.ts';
import { writeAll } from '../ports/write-all.ts';
import { ATTEMPT_FILES } from './files.ts';
import type { DurablePorts } from './ports.ts';
import { type LaunchSpec, launchSpec } from './types.ts';

/**
 * Makes an attempt directory and the way in which its harness is started durable. `files`: path below
 * the directory -> content; no process that would read them outlives a loss of power, so neither they nor
 * their folders are waited for.
 */
export function prepareDirectory(
  { disk }: Pick<DurablePorts, 'disk'>,
  directory: string,
  spec: LaunchSpec,
  files: ReadonlyMap<string, string | Uint8Array>,
): void {
  const kind = disk.stat(directory)?.kind;
  if (kind === 'dir') throw existsAlready(spec.attempt);
  if (kind !== undefined) throw new DiskFault('ENOTDIR', 'mkdir', directory);
  const parent = dirname(directory);
  const { inputs, outbox, request } = ATTEMPT_FILES;
  const folders = foldersFor([inputs, outbox, ...[...files.keys()].map(dirname)]);
  for (const folder of folders) disk.mkdir(join(directory, folder));
  for (const [name, content] of files) writeNew(disk, join(directory, name), content).close();
  const text = `${JSON.stringify(launchSpec.parse(spec), null, 2)}\n`;
  const launch = writeNew(disk, join(directory, request), text);
  try {
    launch.sync();
  } finally {
    launch.close();
  }
  disk.syncDir(directory);
  disk.syncDir(parent);
}

/** Of all attempt directories. One that is there may be of a process that died before its sync. */
export function ensureFolder(disk: Disk, folder: string): void {
  if (disk.stat(folder) === null) disk.mkdir(folder);
  disk.syncDir(dirname(folder));
}

function writeNew(disk: Disk, path: string, content: string | Uint8Array): OpenFile {
  const file = disk.open(path, 'create');
  try {
    writeAll(file, path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The folders with all that hold them, from the attempt directory itself (`.`) downward. */
function foldersFor(paths: readonly string[]): string[] {
  const folders = new Set(['.']);
  for (const path of paths) {
    const parts = path.split('/');
    parts.forEach((_part, index) => {
      folders.add(parts.slice(0, index + 1).join('/'));
    });
  }
  return [...folders];
}

function existsAlready(attempt: string): MillraceError {
  return new MillraceError('internal_error', {
    what: `The directory of attempt ${attempt} exists already`,
    expected: 'a new ordinal for every attempt',
    next: 'report this defect with the output of doctor',
  });
}
