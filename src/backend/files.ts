import { isAbsolute, join, relative, resolve } from 'node:path';
import { DOCUMENT_SIZE_BYTES_MAX } from '../runtime/documents/types.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { type Disk, DiskFault } from '../runtime/ports/index.ts';

type Reading = Pick<Disk, 'realpath' | 'stat' | 'read'>;

/**
 * Reads a regular file of the workspace. Paths are compared by what they name: links are followed as
 * long as they end inside.
 */
export function readWorkspaceFile(disk: Reading, root: string, path: string): Uint8Array {
  const meant = resolve(root, path);
  return explained(meant, () => {
    const real = disk.realpath(meant);
    const realRoot = disk.realpath(root);
    if (real === null || realRoot === null) {
      if (!isInside(root, meant)) throw outside(meant);
      throw notReadable(meant, 'it does not exist');
    }
    if (!isInside(realRoot, real)) throw outside(meant);
    return readRegular(disk, real, meant);
  });
}

/** Reads a regular file wherever it lies. */
export function readAnyFile(disk: Reading, path: string): Uint8Array {
  return explained(path, () => {
    const real = disk.realpath(path);
    if (real === null) throw notReadable(path, 'it does not exist');
    return readRegular(disk, real, path);
  });
}

/** Writes a file that a person named, over one that is there. */
export function writeAnyFile(disk: Pick<Disk, 'write'>, path: string, text: string): void {
  try {
    disk.write(path, new TextEncoder().encode(text));
  } catch (thrown) {
    if (!(thrown instanceof DiskFault)) throw thrown;
    throw new MillraceError('input_invalid', {
      what: `${path} cannot be written: the system says ${thrown.code}`,
      expected: 'a file in a folder that is there and that you may write',
      next: 'name another file',
    });
  }
}

function explained(path: string, read: () => Uint8Array): Uint8Array {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof DiskFault) throw notReadable(path, `the system says ${thrown.code}`);
    throw thrown;
  }
}

/** `path`: how it was named. */
function readRegular(disk: Reading, file: string, path: string): Uint8Array {
  const stat = disk.stat(file);
  if (stat?.kind !== 'file') throw notReadable(path, 'it is not a regular file');
  if (stat.size_bytes > DOCUMENT_SIZE_BYTES_MAX) throw tooLarge(path, stat.size_bytes);
  const bytes = disk.read(file);
  if (bytes === null) throw notReadable(path, 'it does not exist');
  if (bytes.length > DOCUMENT_SIZE_BYTES_MAX) throw tooLarge(path, bytes.length);
  return bytes;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(join('..', '/')) && !isAbsolute(way);
}

function outside(path: string): MillraceError {
  return new MillraceError('path_outside_workspace', {
    what: `The path ${path} leads out of the workspace`,
    expected: 'a file inside the workspace; a symbolic link may not lead out of it',
    next: 'Copy the file into the workspace, or pass its text as `document`.',
  });
}

function notReadable(path: string, why: string): MillraceError {
  return new MillraceError('path_not_readable', {
    what: `The file ${path} cannot be read: ${why}`,
    expected: 'a readable regular file',
    next: 'Correct the path, or pass the text as `document`.',
  });
}

function tooLarge(path: string, size_bytes: number): MillraceError {
  return new MillraceError('document_too_large', {
    what: `The file ${path} has ${size_bytes} bytes`,
    expected: `at most ${DOCUMENT_SIZE_BYTES_MAX} bytes`,
    next: 'Shorten it, and refer to further material as files of the workspace.',
  });
}
