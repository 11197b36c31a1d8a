import { chmodSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cleansUp, Site } from './support/repository.ts';

cleansUp();

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

describe('a note of a repository', () => {
  const site = () => {
    const one = new Site();
    one.put('a.txt', 'one\n');
    one.put('.gitignore', 'ignored\nmillrace-agents/\n');
    return one.init();
  };

  it('is the tree that a commit of everything would have', () => {
    const one = site();
    one.put('new/b.txt', 'new\n');
    const note = one.note();
    one.git('add', '-A');
    expect(note).toBe(`git:${one.git('write-tree')}`);
  });
  it('changes with content of the same size at the same time, and back', () => {
    const one = site();
    const before = one.note();
    one.put('a.txt', 'two\n');
    const changed = one.note();
    one.put('a.txt', 'one\n');
    expect(changed).not.toBe(before);
    expect(one.note()).toBe(before);
  });
  it('leaves index, objects and status of the repository alone', () => {
    const one = site();
    one.put('b.txt', 'new\n');
    const seen = () => [
      one.git('status', '--porcelain'),
      readFileSync(join(one.root, '.git/index')).toString('hex'),
      readdirSync(join(one.root, '.git'), { recursive: true }).sort(),
    ];
    const before = seen();
    one.keep(one.note(), one.note());
    expect(seen()).toEqual(before);
  });
  it('sees neither what git ignores nor the runtime, but what is tracked all the same', () => {
    const one = site();
    const before = one.note();
    one.put('ignored', 'x');
    one.put('millrace-agents/state/x', 'x');
    expect(one.note()).toBe(before);
    one.git('add', '-f', 'ignored');
    const tracked = one.note();
    one.put('ignored', 'other\n');
    expect(one.changed(before, tracked)).toEqual(['added ignored +1 -0']);
    expect(one.changed(tracked, one.note())).toEqual(['changed ignored +1 -1']);
  });
  it('says which files differ and how, whatever their names', () => {
    const one = site();
    one.put('gone.txt', 'x\n');
    one.put('odd "name"\n\t.txt', 'x\n');
    one.put('data.bin', new Uint8Array([0, 1, 2]));
    const before = one.note();
    one.remove('gone.txt');
    one.put('a.txt', 'one\ntwo\n');
    one.put('odd "name"\n\t.txt', 'y\n');
    one.put('data.bin', new Uint8Array([0, 3]));
    const after = one.note();
    one.keep(before, after);
    expect(one.changed(before, after)).toEqual([
      'changed a.txt +1 -0',
      'changed data.bin +null -null',
      'removed gone.txt +0 -1',
      'changed odd "name"\n\t.txt +1 -1',
    ]);
    expect(one.patch(before, after)).toContain('@@ -1 +1,2 @@\n one\n+two\n');
    expect(one.notes.patch(one.place, 'root', before, after, 40)).toMatchObject({ is_cut: true });
  });
  it('takes a name that is no UTF-8', () => {
    const one = site();
    const before = one.note();
    const path = Buffer.concat([Buffer.from(`${one.root}/b`), Buffer.from([0xff])]);
    symlinkSync('nowhere', path);
    expect(one.changed(before, one.note())).toEqual(['added b\ufffd +1 -0']);
  });
  it('survives what the user does to branches, stash and objects', () => {
    const one = site();
    const before = one.note();
    one.put('a.txt', 'two\n');
    const after = one.note();
    one.keep(before, after);
    one.git('stash', '-q');
    one.git('checkout', '-q', '--orphan', 'other');
    one.git('rm', '-q', '-rf', '.');
    one.put('b.txt', 'b\n');
    one.git('add', 'b.txt');
    one.git('commit', '-q', '-m', 'other');
    one.git('branch', '-D', 'main');
    one.git('stash', 'clear');
    one.git('reflog', 'expire', '--expire=now', '--all');
    one.git('gc', '-q', '--prune=now');
    rmSync(join(one.store, 'objects'), { recursive: true });
    expect(one.changed(before, after)).toEqual(['changed a.txt +1 -1']);
    expect(one.patch(before, after)).toContain('-one\n+two\n');
    expect(one.note()).toMatch(/^git:/);
  });
  it('is not kept any more once its objects are gone, and says so', () => {
    const one = site();
    one.put('b.txt', 'b\n');
    const before = one.note();
    one.put('b.txt', 'c\n');
    const after = one.note();
    rmSync(one.store, { recursive: true });
    expect([one.changed(before, after), one.patch(before, after)]).toEqual([null, null]);
    expect(one.note()).toBe(after);
  });
  it('is taken after a note that was killed', () => {
    const one = site();
    const before = one.note();
    one.put('millrace-agents/trees/index.lock', '');
    one.put('millrace-agents/trees/index', 'DIRC, half of it');
    one.put('a.txt', 'two\n');
    expect(one.changed(before, one.note())).toEqual(['changed a.txt +1 -1']);
  });
  it('names a large file by its size alone', () => {
    const one = site();
    one.put('large.bin', new Uint8Array(5 * 1024 * 1024));
    const before = one.note();
    one.put('large.bin', new Uint8Array(6 * 1024 * 1024));
    const after = one.note();
    expect(one.patch(before, after)).toMatch(/^-not kept: a file of 5242880 bytes,.*\n\+not kept/m);
    expect(one.note()).toBe(after);
  });
  it('shows what was edited since a note, and changes nothing by that', () => {
    const one = site();
    const before = one.note();
    one.put('a.txt', 'two\n');
    one.put('new.txt', 'new\n');
    const stored = () => readdirSync(one.store, { recursive: true }).sort();
    const seen = stored();
    expect(one.notes.since(one.place, before, 10_000)).toMatchObject({
      difference: { total: 2, added: 2, removed: 1 },
      patch: { text: expect.stringContaining('+++ b/new.txt\n@@ -0,0 +1 @@\n+new\n') },
    });
    expect(stored()).toEqual(seen);
    expect(one.notes.since(one.place, 'manifest:1', 10_000)).toBeNull();
  });
  it('gives the command by which a stage can look', () => {
    const one = site();
    const before = one.note();
    one.put('a.txt', 'two\n');
    const command = one.notes.command(one.place, before, one.note()) ?? '';
    const [, , , from = '', to = ''] = command.replace('diff --no-ext-diff', 'diff').split(' ');
    expect(command).toBe(`git --git-dir='${one.store}' diff --no-ext-diff ${from} ${to}`);
    expect(one.git(`--git-dir=${one.store}`, 'diff', '--no-ext-diff', from, to)).toContain('+two');
  });
});

describe('a note of a folder without a repository', () => {
  it('keeps contents as well, without installed packages', () => {
    const one = new Site();
    one.put('a.txt', 'one\n');
    one.put('node_modules/x/index.js', 'x\n');
    const before = one.note();
    one.put('a.txt', 'two\n');
    one.put('node_modules/x/index.js', 'y\n');
    const after = one.note();
    expect(before).toMatch(/^git:/);
    expect(one.patch(before, after)).toMatch(/-one\n\+two\n$/);
  });
  it('changes with the mode of a file', () => {
    const one = new Site();
    one.put('a.sh', 'one\n');
    const before = one.note();
    chmodSync(join(one.root, 'a.sh'), 0o755);
    expect(one.changed(before, one.note())).toEqual(['changed a.sh +0 -0']);
  });
  it('is unknown for a folder that is not there', () => {
    expect(new Site('missing').note()).toMatch(/^unknown: git failed/);
  });
});

describe('a note on a machine without git', () => {
  it('says which files differ, without their contents', () => {
    const one = new Site();
    process.env.PATH = '/nonexistent';
    one.put('a.txt', 'one\n');
    const before = one.note();
    one.put('a.txt', 'two\n');
    one.put('b.txt', 'b\n');
    const after = one.note();
    one.keep(before, after);
    expect(before).toMatch(/^manifest:/);
    expect(one.changed(before, after)).toEqual([
      'changed a.txt +null -null',
      'added b.txt +null -null',
    ]);
    expect(one.patch(before, after)).toBeNull();
  });
  it('counts no lines, unless nothing differs', () => {
    const one = new Site();
    process.env.PATH = '/nonexistent';
    one.put('a.txt', 'one\n');
    const before = one.note();
    const same = one.note();
    one.put('a.txt', 'two\n');
    const of = (to: string) => one.notes.compare(one.place, 'root', before, to);
    expect(of(one.note())).toMatchObject({ total: 1, added: null, removed: null });
    expect(of(same)).toEqual({ files: [], total: 0, added: 0, removed: 0 });
  });
});
