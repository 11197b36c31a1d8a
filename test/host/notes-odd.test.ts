import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleansUp, Site } from './support/repository.ts';

cleansUp();

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

describe('a file that became something else', () => {
  const became = (make: (one: Site, path: string) => void) => {
    const one = new Site();
    one.put('a', 'one\n');
    one.put('b/c', 'c\n');
    one.init();
    const before = one.note();
    one.remove('a');
    make(one, join(one.root, 'a'));
    return one.changed(before, one.note());
  };
  it('is noted as a folder, a link, or nothing that is read', () => {
    expect(became((one) => one.put('a/b', 'b\n'))).toEqual(['removed a +0 -1', 'added a/b +1 -0']);
    expect(became((_, path) => symlinkSync('b', path))).toEqual(['changed a +1 -1']);
    expect(became((_, path) => void execFileSync('mkfifo', [path]))).toEqual(['changed a +1 -1']);
  });
  it('makes no note wait for a pipe where a text of git should be', () => {
    const one = new Site();
    one.put('a', 'one\n');
    one.init();
    const before = one.note();
    one.remove('.git/info');
    mkdirSync(join(one.root, '.git/info'));
    execFileSync('mkfifo', [join(one.root, '.git/info/exclude')]);
    expect(one.note()).toBe(before);
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
    expect(() => one.git('add', 'a.txt')).toThrow();
    expect(one.has('.git/RAN')).toBe(true);
  });
  it('does not lead its notes elsewhere by a link', () => {
    const [one, other] = [new Site(), new Site()];
    one.put('a.txt', 'a\n');
    mkdirSync(join(one.root, 'millrace-agents'));
    symlinkSync(other.root, one.store);
    expect(one.note()).toBe(`unknown: ${one.store} is no folder of ours`);
    expect(readdirSync(other.root)).toEqual([]);
    rmSync(one.store);
    const right = one.note();
    for (const name of ['config', 'HEAD', 'info/exclude', 'objects/info/alternates']) {
      rmSync(join(one.store, name));
      symlinkSync(join(other.root, 'theirs'), join(one.store, name));
      expect([name, one.note().startsWith('unknown: ')]).toEqual([name, true]);
      rmSync(join(one.store, name));
      expect(one.note()).toBe(right);
    }
    rmSync(join(one.store, 'objects'), { recursive: true });
    mkdirSync(join(one.store, 'objects'));
    symlinkSync(other.root, join(one.store, 'objects', 'ab'));
    expect(one.note()).toMatch(/ab is no folder of ours$/);
    expect(readdirSync(other.root)).toEqual([]);
  });
  it('writes its index through no link, neither into that of the user nor elsewhere', () => {
    const [one, other] = [new Site(), new Site()];
    one.put('a.txt', 'a\n');
    one.init();
    const before = one.note();
    one.put('b.txt', 'b\n');
    for (const target of [join(one.root, '.git/index'), join(other.root, 'theirs')]) {
      rmSync(join(one.store, 'index'));
      symlinkSync(target, join(one.store, 'index'));
      expect(one.note()).toBe(`unknown: ${join(one.store, 'index')} is no file of ours`);
      expect(one.notes.since(one.place, before, 1000)).toBeNull();
    }
    expect(one.git('ls-files')).toBe('a.txt');
    expect(readdirSync(other.root)).toEqual([]);
  });
  it('reads no file that a repository inside of it calls its commit', () => {
    const one = new Site();
    one.init();
    one.put('secret', 'the word\n');
    one.git('init', '-q', 'inner');
    one.put('inner/.git/HEAD', 'ref: refs/heads/none\n');
    const before = one.note();
    one.put('inner/.git/refs/heads/none', 'the word\n');
    expect(one.note()).toBe(before);
    one.put('inner/.git/HEAD', 'ref: refs/../../../secret\n');
    expect(one.note()).toBe(before);
    one.put('inner/.git/refs/heads/none', `${'0123456789'.repeat(4)}\n`);
    one.put('inner/.git/HEAD', 'ref: refs/heads/none\n');
    expect(one.patch(before, one.note())).toContain(
      `+not looked into: a repository of its own, at 01`,
    );
  });
});
