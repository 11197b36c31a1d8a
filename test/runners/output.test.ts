import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { OUT_FILES_MAX, OUT_SIZE_BYTES_MAX, readOutput } from '../../src/runtime/runners/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-output-test-'));
  mkdirSync(join(folder, 'out'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => readOutput(new NodeDisk(), folder, { exit_code: 0, ended_at: '' });
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('what an attempt left behind', () => {
  it('is read whole when it is small', () => {
    put('stdout', 'said');
    put('stderr', 'moaned');
    mkdirSync(join(folder, 'out/work'));
    put('out/work/a.md', '# A');
    const output = read();
    expect(new TextDecoder().decode(output.stdout)).toBe('said');
    expect(new TextDecoder().decode(output.stderr)).toBe('moaned');
    expect([...output.out.keys()]).toEqual(['work/a.md']);
    expect(output).toMatchObject({ exit_code: 0, notes: [] });
  });
  it('may be nothing at all', () => {
    rmSync(join(folder, 'out'), { recursive: true });
    expect(read()).toMatchObject({ out: new Map(), notes: [] });
  });
  it('is read from its end when it is long', () => {
    put('stdout', '');
    truncateSync(join(folder, 'stdout'), 17 * 1024 * 1024);
    writeFileSync(join(folder, 'stdout'), '### END', { flag: 'a' });
    const { stdout, notes } = read();
    expect(stdout.length).toBe(16 * 1024 * 1024);
    expect(new TextDecoder().decode(stdout.subarray(-7))).toBe('### END');
    expect(notes).toEqual([expect.stringContaining('stdout has 17825799 bytes')]);
  });
  it('is not read through links, from pipes or too deep', () => {
    put('secret', 'x');
    symlinkSync(join(folder, 'secret'), join(folder, 'out/link.md'));
    symlinkSync(folder, join(folder, 'out/work'));
    mkdirSync(join(folder, 'out/1/2/3/4/5'), { recursive: true });
    put('out/1/2/3/4/kept.md', 'x');
    put('out/1/2/3/4/5/lost.md', 'x');
    const { out, notes } = read();
    expect([...out.keys()]).toEqual(['1/2/3/4/kept.md']);
    expect(notes).toEqual([
      'out/1/2/3/4/5 was not read: it is deeper than 4 folders',
      'out/link.md was not read: it is not a regular file',
      'out/work was not read: it is not a regular file',
    ]);
  });
  it('is not read when out/ itself is a link', () => {
    rmSync(join(folder, 'out'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    put('elsewhere/a.md', 'x');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'out'));
    expect(read().out.size).toBe(0);
  });
  it('is bounded in number and in size', () => {
    put('out/a-large', '');
    truncateSync(join(folder, 'out/a-large'), OUT_SIZE_BYTES_MAX + 1);
    for (let n = 0; n <= OUT_FILES_MAX; n += 1) put(`out/f${String(n).padStart(4, '0')}`, 'x');
    const { out, notes } = read();
    expect(out.size).toBe(OUT_FILES_MAX);
    expect(notes).toEqual([
      expect.stringContaining('out/a-large was not read: out/ is larger than'),
      expect.stringContaining('out/f0200 was not read: there are more than 200 files'),
    ]);
  });
});
