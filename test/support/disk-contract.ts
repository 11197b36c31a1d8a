import { describe, expect, it } from 'vitest';
import { type Disk, DiskFault } from '../../src/runtime/ports/disk.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | null) =>
  bytes === null ? null : new TextDecoder().decode(bytes);

export interface DiskUnderTest {
  readonly disk: Disk;
  /** An existing empty directory. */
  readonly dir: string;
  symlink(path: string, target: string): void;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DiskFault) return error.code;
    throw error;
  }
  return 'no fault';
}

/**
 * What every implementation of the port must do: one list of tests for the real and the simulated
 * disk.
 */
export function describeDiskContract(name: string, setUp: () => DiskUnderTest): void {
  describe(`${name}: the disk contract`, () => {
    it('tells absent from empty', () => {
      const { disk, dir } = setUp();
      disk.write(`${dir}/empty`, encode(''));
      expect(decode(disk.read(`${dir}/empty`))).toBe('');
      expect(disk.read(`${dir}/absent`)).toBeNull();
      expect(disk.stat(`${dir}/absent`)).toBeNull();
      expect(disk.list(`${dir}/absent`)).toBeNull();
      expect(disk.list(dir)).toEqual([{ name: 'empty', kind: 'file' }]);
      expect(disk.realpath(`${dir}/absent`)).toBeNull();
      disk.unlink(`${dir}/absent`);
      disk.remove(`${dir}/absent`);
    });

    it('names what is wrong', () => {
      const { disk, dir } = setUp();
      disk.write(`${dir}/file`, encode('x'));
      disk.mkdir(`${dir}/sub`);
      expect(codeOf(() => disk.read(`${dir}/sub`))).toBe('EISDIR');
      expect(codeOf(() => disk.list(`${dir}/file`))).toBe('ENOTDIR');
      expect(codeOf(() => disk.open(`${dir}/absent`, 'read'))).toBe('ENOENT');
      expect(codeOf(() => disk.open(`${dir}/absent`, 'update'))).toBe('ENOENT');
      expect(codeOf(() => disk.open(`${dir}/file`, 'create'))).toBe('EEXIST');
      expect(codeOf(() => disk.mkdir(`${dir}/sub`))).toBe('EEXIST');
      expect(codeOf(() => disk.mkdir(`${dir}/absent/sub`))).toBe('ENOENT');
      expect(codeOf(() => disk.rename(`${dir}/absent`, `${dir}/x`))).toBe('ENOENT');
      expect(codeOf(() => disk.write(`${dir}/absent/x`, encode('x')))).toBe('ENOENT');
      expect(codeOf(() => disk.link(`${dir}/file`, `${dir}/sub`))).toBe('EEXIST');
      expect(codeOf(() => disk.syncDir(`${dir}/absent`))).toBe('ENOENT');
    });

    it('writes and reads at offsets, and leaves zeros in a gap', () => {
      const { disk, dir } = setUp();
      const file = disk.open(`${dir}/f`, 'create');
      expect(file.write(encode('hello'), 0)).toBe(5);
      file.write(encode('J'), 0);
      file.write(encode('!'), 7);
      expect(decode(file.read(0, 100))).toBe('Jello\0\0!');
      expect(decode(file.read(1, 3))).toBe('ell');
      expect(file.read(8, 4).length).toBe(0);
      file.truncate(3);
      expect(file.stat().size_bytes).toBe(3);
      file.write(encode('d'), 4);
      file.sync();
      file.close();
      expect(decode(disk.read(`${dir}/f`))).toBe('Jel\0d');
      disk.write(`${dir}/f`, encode('new'));
      expect(decode(disk.read(`${dir}/f`))).toBe('new');
    });

    it('keeps an unlinked file usable through its descriptor', () => {
      const { disk, dir } = setUp();
      const file = disk.open(`${dir}/f`, 'upsert');
      const { inode } = file.stat();
      expect(disk.stat(`${dir}/f`)?.inode).toBe(inode);
      disk.unlink(`${dir}/f`);
      expect(file.write(encode('gone'), 0)).toBe(4);
      file.sync();
      disk.write(`${dir}/f`, encode('other'));
      expect(disk.stat(`${dir}/f`)?.inode).not.toBe(inode);
      expect(decode(file.read(0, 9))).toBe('gone');
      file.close();
    });

    it('links, renames over and removes trees', () => {
      const { disk, dir } = setUp();
      disk.write(`${dir}/a`, encode('a'));
      disk.link(`${dir}/a`, `${dir}/b`);
      expect(disk.stat(`${dir}/a`)?.inode).toBe(disk.stat(`${dir}/b`)?.inode);
      disk.write(`${dir}/c`, encode('c'));
      disk.rename(`${dir}/c`, `${dir}/a`);
      expect([decode(disk.read(`${dir}/a`)), decode(disk.read(`${dir}/b`))]).toEqual(['c', 'a']);
      disk.mkdir(`${dir}/sub`);
      disk.rename(`${dir}/a`, `${dir}/sub/a`);
      disk.syncDir(`${dir}/sub`);
      disk.rename(`${dir}/sub`, `${dir}/moved`);
      expect(decode(disk.read(`${dir}/moved/a`))).toBe('c');
      disk.remove(`${dir}/moved`);
      expect(disk.list(dir)?.map((entry) => entry.name)).toEqual(['b']);
    });

    it('follows no link at the end of a path', () => {
      const { disk, dir, symlink } = setUp();
      disk.mkdir(`${dir}/sub`);
      disk.write(`${dir}/sub/file`, encode('text'));
      symlink(`${dir}/to-file`, 'sub/file');
      symlink(`${dir}/to-dir`, 'sub');
      symlink(`${dir}/dangling`, 'nowhere');
      expect(disk.list(dir)?.map((entry) => `${entry.name} ${entry.kind}`)).toEqual([
        'dangling link',
        'sub dir',
        'to-dir link',
        'to-file link',
      ]);
      expect(disk.stat(`${dir}/to-file`)?.kind).toBe('link');
      expect(codeOf(() => disk.read(`${dir}/to-file`))).toBe('ELOOP');
      expect(codeOf(() => disk.list(`${dir}/to-dir`))).toBe('ELOOP');
      expect(decode(disk.read(`${dir}/to-dir/file`))).toBe('text');
      expect(codeOf(() => disk.read(`${dir}/dangling`))).toBe('ELOOP');
      expect(codeOf(() => disk.open(`${dir}/to-file`, 'read'))).toBe('ELOOP');
      expect(codeOf(() => disk.open(`${dir}/to-file`, 'upsert'))).toBe('ELOOP');
      expect(codeOf(() => disk.write(`${dir}/to-file`, encode('x')))).toBe('ELOOP');
      expect(disk.realpath(`${dir}/to-dir/../to-file`)).toBe(`${dir}/sub/file`);
      expect(disk.realpath(`${dir}/dangling`)).toBeNull();
      disk.remove(`${dir}/to-dir`);
      expect(decode(disk.read(`${dir}/sub/file`))).toBe('text');
    });

    it('sorts names by their bytes', () => {
      const { disk, dir } = setUp();
      const names = ['b', 'a.md', 'a', 'B', '\uffee', '\u{1f600}', '\u00e9'];
      for (const name of names) disk.write(`${dir}/${name}`, encode(''));
      expect(disk.list(dir)?.map((entry) => entry.name)).toEqual([
        'B',
        'a',
        'a.md',
        'b',
        '\u00e9',
        '\uffee',
        '\u{1f600}',
      ]);
    });
  });
}
