import { execFileSync } from 'node:child_process';
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

const read = () =>
  readOutput(new NodeDisk(), folder, { exit_code: 0, ended_at: '' }, ['report.md']);
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
  it('is read in the order of what it decides, and the rest is left out with a word', () => {
    for (let n = 0; n < 210; n += 1) put(`out/a${n}`, 'x');
    put('out/result.json', '{}');
    put('out/report.md', '# R');
    mkdirSync(join(folder, 'out/work/deep'), { recursive: true });
    put('out/work/deep/b.md', '# B');
    const { out, unread, notes } = read();
    expect([...out.keys()]).toEqual(['result.json', 'report.md', 'work/deep/b.md']);
    expect(unread).toEqual([]);
    expect(notes).toEqual([
      'left out of out/, no part of the hand-back: a0, a1, a10, a100, a101 and 205 more',
    ]);
  });
  it('loses no proposal to a large file beside it', () => {
    put('out/build.log', '');
    truncateSync(join(folder, 'out/build.log'), OUT_SIZE_BYTES_MAX);
    mkdirSync(join(folder, 'out/work'));
    for (const name of ['t1', 't2', 't3', 't4']) put(`out/work/${name}.md`, `# ${name}`);
    const { out, unread } = read();
    expect([out.size, unread]).toEqual([4, []]);
  });
  it('names each part of the hand-back that is no file', () => {
    put('secret', 'x');
    symlinkSync(join(folder, 'secret'), join(folder, 'out/result.json'));
    execFileSync('mkfifo', [join(folder, 'out/report.md')]);
    mkdirSync(join(folder, 'out/work/1/2/3/4'), { recursive: true });
    symlinkSync(folder, join(folder, 'out/work/elsewhere'));
    put('out/work/notes.txt', 'x');
    put('out/work/.swap', 'x');
    put('out/work/1/2/3/4/lost.md', 'x');
    const { out, unread, notes } = read();
    expect(out.size).toBe(0);
    expect(unread).toEqual([
      'out/result.json cannot be read: it is a link, and links are not followed',
      'out/report.md cannot be read: it is a pipe, a socket or a device, not a file',
      'out/work/1/2/3/4 cannot be read: it is deeper than 4 folders',
      'out/work/elsewhere cannot be read: it is a link, and links are not followed',
      'out/work/notes.txt cannot be read: a proposed document is a file <id>.md; move anything else out of out/work/',
    ]);
    expect(notes).toEqual(['left out: out/work/.swap is hidden']);
  });
  it('names a file whose name is no text, and reads the others', () => {
    mkdirSync(join(folder, 'out/work'));
    put('out/work/a.md', '# A');
    const odd = Buffer.concat([Buffer.from(`${folder}/out/work/`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(Buffer.concat([odd, Buffer.from('.md')]), '# B');
    const { out, unread } = read();
    expect([...out.keys()]).toEqual(['work/a.md']);
    expect(unread).toEqual([expect.stringContaining('its name is not valid UTF-8; rename it')]);
  });
  it('is not read when out/ itself or work/ is a link', () => {
    mkdirSync(join(folder, 'elsewhere'));
    put('elsewhere/a.md', 'x');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'out/work'));
    expect(read()).toMatchObject({
      out: new Map(),
      unread: ['out/work cannot be read: it must be a folder of documents'],
    });
    rmSync(join(folder, 'out'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'out'));
    expect(read()).toMatchObject({
      out: new Map(),
      unread: ['out/ was replaced: it must be the folder that was given'],
    });
  });
  it('is bounded in number and in size, and says what lies beyond', () => {
    mkdirSync(join(folder, 'out/work'));
    put('out/report.md', '');
    truncateSync(join(folder, 'out/report.md'), OUT_SIZE_BYTES_MAX + 1);
    for (let n = 0; n <= OUT_FILES_MAX; n += 1) {
      put(`out/work/f${String(n).padStart(4, '0')}.md`, 'x');
    }
    const { out, unread } = read();
    expect(out.size).toBe(OUT_FILES_MAX);
    expect(unread).toEqual([
      'out/report.md cannot be read: it has 8388609 bytes, and 8388608 are read of all files together',
      'out/work/f0200.md cannot be read: only 200 files are read',
    ]);
  });
});
