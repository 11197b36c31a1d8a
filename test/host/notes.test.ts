import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Site } from './support/repository.ts';

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
  it('gives the command by which a stage can look', () => {
    const one = site();
    const before = one.note();
    one.put('a.txt', 'two\n');
    const command = one.notes.command(one.place, before, one.note()) ?? '';
    const [, , , from = '', to = ''] = command.replace('diff --no-ext-diff', 'diff').split(' ');
    expect(command).toBe(`git --git-dir="${one.store}" diff --no-ext-diff ${from} ${to}`);
    expect(one.git(`--git-dir=${one.store}`, 'diff', '--no-ext-diff', from, to)).toContain('+two');
  });
});

describe('a note of an odd repository', () => {
  it('works without a commit', () => {
    const one = new Site();
    one.git('init', '-q');
    const before = one.note();
    one.put('a.txt', 'a\n');
    expect(one.changed(before, one.note())).toEqual(['added a.txt +1 -0']);
  });
  it('works in a linked worktree, whose objects are those of its repository', () => {
    const one = new Site('linked');
    one.put('a.txt', 'a\n');
    one.init();
    one.git('worktree', 'add', '-q', 'linked');
    expect(one.note()).toBe(`git:${one.git('rev-parse', 'HEAD^{tree}')}`);
    expect(readdirSync(join(one.store, 'objects'))).toEqual(['info']);
  });
  it('works in a shallow clone, and in one whose objects are those of another', () => {
    const one = new Site('copy');
    one.put('a.txt', 'a\n');
    one.init();
    one.put('a.txt', 'b\n');
    one.git('commit', '-q', '-am', 'second');
    one.git('clone', '-q', '--depth', '1', `file://${one.root}`, 'copy');
    const tree = `git:${one.git('rev-parse', 'HEAD^{tree}')}`;
    expect(one.note()).toBe(tree);
    one.remove('copy');
    one.git('clone', '-q', '--shared', '.', 'copy');
    expect(one.note()).toBe(tree);
  });
  it('sees only the folder of the work in a sub-folder of a repository, by the rules above it', () => {
    const one = new Site('sub');
    one.put('.gitignore', '*.log\n');
    one.put('beside.txt', 'a\n');
    one.put('sub/a.txt', 'a\n');
    one.init();
    const before = one.note();
    one.put('beside.txt', 'b\n');
    one.put('sub/a.log', 'a\n');
    expect(one.note()).toBe(before);
    one.put('sub/b.txt', 'b\n');
    expect(one.changed(before, one.note())).toEqual(['added sub/b.txt +1 -0']);
  });
  it('names a submodule by its commit and does not look into it', () => {
    const one = new Site();
    const other = new Site();
    other.put('a.txt', 'a\n');
    other.init();
    one.init();
    one.git('submodule', 'add', '-q', other.root, 'part');
    const before = one.note();
    one.put('part/a.txt', 'other\n');
    expect(one.note()).toBe(before);
    one.gitIn('part', 'commit', '-q', '-am', 'second');
    const after = one.note();
    expect(one.changed(before, after)).toEqual(['changed part +1 -1']);
    expect(one.patch(before, after)).toContain(one.gitIn('part', 'rev-parse', 'HEAD'));
    one.git('submodule', 'deinit', '-q', '-f', 'part');
    expect(one.note()).toMatch(/^git:/);
  });
  it('works with objects named by SHA-256', () => {
    const one = new Site();
    one.put('a.txt', 'a\n');
    one.init('--object-format=sha256');
    expect(one.note()).toBe(`git:${one.git('rev-parse', 'HEAD^{tree}')}`);
  });
  it('works in a bare repository, whose files it takes as they are', () => {
    const one = new Site('bare.git');
    one.git('init', '-q', '--bare', 'bare.git');
    const before = one.note();
    one.put('bare.git/a.txt', 'a\n');
    expect(one.changed(before, one.note())).toEqual(['added a.txt +1 -0']);
  });
  it('works with a split index and with files that the index is told not to look at', () => {
    const one = new Site();
    one.put('a.txt', 'a\n');
    one.init();
    const before = one.note();
    one.git('update-index', '--split-index');
    one.git('update-index', '--assume-unchanged', 'a.txt');
    one.put('a.txt', 'b\n');
    expect(one.changed(before, one.note())).toEqual(['changed a.txt +1 -1']);
  });
});

describe('a repository that wants to have programs run', () => {
  /** Each of them leaves a file when it runs. */
  const evil = () => {
    const one = new Site();
    one.put('run.sh', `#!/bin/sh\ntouch "${one.root}/.git/RAN"\ncat\n`, 0o755);
    const program = join(one.root, 'run.sh');
    one.put(
      '.gitattributes',
      '* filter=evil diff=evil merge=evil\n*.txt text working-tree-encoding=UTF-16\n',
    );
    one.put('a.txt', 'one\n');
    one.put('part/b.txt', 'b\n');
    one.gitIn('part', 'init', '-q');
    one.gitIn('part', 'add', '-A');
    one.gitIn('part', 'commit', '-q', '-m', 'part');
    one.git('init', '-q', '-b', 'main');
    one.git('add', 'part', 'run.sh');
    const settings = {
      'core.fsmonitor': program,
      'core.hooksPath': one.root,
      'core.pager': program,
      'core.editor': program,
      'core.sshCommand': program,
      'core.worktree': '/',
      'diff.external': program,
      'diff.evil.textconv': program,
      'diff.evil.command': program,
      'filter.evil.clean': program,
      'filter.evil.smudge': program,
      'filter.evil.process': program,
      'filter.evil.required': 'true',
      'gpg.program': program,
      'alias.ls-files': `!${program}`,
      'alias.write-tree': `!${program}`,
      'trace2.eventTarget': join(one.root, '.git/RAN'),
      'include.path': join(one.root, 'more'),
    };
    for (const folder of ['.', 'part']) {
      for (const [name, value] of Object.entries(settings)) {
        one.gitIn(folder, 'config', name, value);
      }
    }
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-commit']) {
      one.put(`.git/hooks/${hook}`, '#!/bin/sh\ntouch .git/RAN\n', 0o755);
    }
    rmSync(join(one.root, '.git/RAN'), { force: true });
    return one;
  };

  it('has none of them run, and hides nothing', () => {
    const one = evil();
    const before = one.note();
    one.put('a.txt', 'two\n');
    one.put('part/b.txt', 'changed\n');
    const after = one.note();
    one.keep(before, after);
    expect(one.changed(before, after)).toEqual(['changed a.txt +1 -1']);
    expect(one.patch(before, after)).toContain('-one\n+two\n');
    expect(one.has('.git/RAN')).toBe(false);
  });
  it('finds none in its own store either, whoever wrote there', () => {
    const one = evil();
    const before = one.note();
    one.put(
      'millrace-agents/trees/config',
      `[core]\n\tfsmonitor = ${one.root}/run.sh\n[filter "evil"]\n\tclean = ${one.root}/run.sh\n`,
    );
    one.put('a.txt', 'two\n');
    const after = one.note();
    one.keep(before, after);
    expect(one.patch(before, after)).toContain('-one\n+two\n');
    expect(one.has('.git/RAN')).toBe(false);
  });
  it('would have had them run by git itself', () => {
    const one = evil();
    one.put('a.txt', 'two\n');
    one.git('config', 'core.worktree', one.root);
    one.git('status');
    expect(one.has('.git/RAN')).toBe(true);
  });
  it('does not lead its notes elsewhere by a link', () => {
    const [one, other] = [new Site(), new Site()];
    one.put('a.txt', 'a\n');
    mkdirSync(join(one.root, 'millrace-agents'));
    symlinkSync(other.root, one.store);
    expect(one.note()).toBe(`unknown: ${one.store} is no folder of ours`);
    expect(readdirSync(other.root)).toEqual([]);
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
});
