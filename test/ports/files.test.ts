import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import {
  DiskFault,
  discard,
  explained,
  explainedFault,
  explaining,
  isFault,
  makeFolders,
  type OpenFile,
  writeAll,
} from '../../src/runtime/ports/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';

/** A file that takes at most so many bytes at once, by call. */
function fileThatTakes(...counts: readonly number[]) {
  const calls: { at: number; text: string }[] = [];
  const file: Pick<OpenFile, 'write'> = {
    write(bytes, at) {
      const count = Math.min(counts[calls.length] ?? bytes.length, bytes.length);
      calls.push({ at, text: new TextDecoder().decode(bytes.subarray(0, count)) });
      return count;
    },
  };
  return { file, calls };
}

describe('writing all bytes', () => {
  const bytes = new TextEncoder().encode('one two');

  it('goes on after each short write, from where it was told to begin', () => {
    const { file, calls } = fileThatTakes(3, 1);
    writeAll(file, '/d/f', bytes, 10);
    expect(calls).toEqual([
      { at: 10, text: 'one' },
      { at: 13, text: ' ' },
      { at: 14, text: 'two' },
    ]);
  });

  it('ends when the disk takes nothing any more', () => {
    const { file, calls } = fileThatTakes(3, 0);
    expect(() => writeAll(file, '/d/f', bytes)).toThrow(new DiskFault('EIO', 'write', '/d/f'));
    expect(calls).toHaveLength(2);
  });

  it('asks nothing of the disk for no bytes', () => {
    const { file, calls } = fileThatTakes();
    writeAll(file, '/d/f', new Uint8Array());
    expect(calls).toEqual([]);
  });
});

it('makes a folder with all that hold it, and again', () => {
  const disk = new SimDisk();
  makeFolders(disk, '/a/b/c');
  makeFolders(disk, '/a/b/c');
  expect(disk.stat('/a/b/c')?.kind).toBe('dir');
});

it('takes a folder that somebody else makes meanwhile', () => {
  const disk = new SimDisk();
  const mkdir = disk.mkdir.bind(disk);
  disk.mkdir = (path) => {
    mkdir(path);
    throw new DiskFault('EEXIST', 'mkdir', path);
  };
  makeFolders(disk, '/a/b');
  expect(disk.stat('/a/b')?.kind).toBe('dir');
});

it('leaves what cannot be taken away', () => {
  const disk = new SimDisk();
  disk.plant('/d/f', 'text');
  disk.faults.fail = { at: 1, code: 'EROFS', sticky: true };
  discard(disk, '/d/f');
  expect(disk.stat('/d/f')?.kind).toBe('file');
});

describe('faults as errors for people', () => {
  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EACCES', 'workspace_not_writable'],
    ['EPERM', 'workspace_not_writable'],
    ['EROFS', 'workspace_not_writable'],
    ['EIO', 'disk_failed'],
  ])('%s is %s, without a path of the machine', (system, code) => {
    const fault = new DiskFault(system, 'write', '/home/me/secret');
    const error = explained('Writing the notes', fault);
    expect(error).toBeInstanceOf(MillraceError);
    expect(error).toMatchObject({ code, cause: fault });
    expect(String(error)).toContain(`Writing the notes failed: the system says ${system}`);
    expect(String(error)).not.toContain('secret');
  });
  it.each([
    ['ELOOP', 'a symbolic link'],
    ['EISDIR', 'a folder'],
    ['ENOTDIR', 'no folder, or something above it is none'],
    ['ESPIPE', 'a pipe, a socket or a device'],
  ])('%s names what is in the way', (code, found) => {
    const fault = new DiskFault(code, 'open', '/home/me/logs');
    const error = explainedFault('Writing the notes', fault);
    expect(error.code).toBe('workspace_not_writable');
    expect(error.facts.what).toBe(
      `Writing the notes failed: /home/me/logs is ${found}, and was left as it is`,
    );
  });

  it('lets anything else pass as it is', () => {
    const defect = new TypeError('a defect');
    expect(explained('Reading', defect)).toBe(defect);
    expect(explaining('Reading', () => 1)).toBe(1);
    expect(() =>
      explaining('Reading', () => {
        throw defect;
      }),
    ).toThrow(defect);
    expect(isFault(defect, 'EIO')).toBe(false);
  });
});
