import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkTree } from '../../src/runtime/host/tree.ts';

const tree = new WorkTree();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-tree-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const objectFiles = () => readdirSync(join(folder, '.git/objects'), { recursive: true }).length;

describe('the digest of a git working tree', () => {
  beforeEach(() => {
    git('init', '-q');
    put('a.txt', 'one\n');
    put('.gitignore', 'ignored\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
  });

  it('is the tree that a commit of everything would have', () => {
    put('b.txt', 'new\n');
    const digest = tree.digest(folder);
    git('add', '-A');
    expect(digest).toBe(`git:${git('write-tree').trim()}`);
  });
  it('changes with content of the same size at the same time, and back', () => {
    const before = tree.digest(folder);
    put('a.txt', 'two\n');
    const changed = tree.digest(folder);
    put('a.txt', 'one\n');
    expect(changed).not.toBe(before);
    expect(tree.digest(folder)).toBe(before);
  });
  it('leaves index, objects and status of the repository alone', () => {
    put('b.txt', 'new\n');
    const [status, objects] = [git('status', '--porcelain'), objectFiles()];
    tree.digest(folder);
    expect([git('status', '--porcelain'), objectFiles()]).toEqual([status, objects]);
  });
  it('does not see what git ignores', () => {
    const before = tree.digest(folder);
    put('ignored', 'x');
    expect(tree.digest(folder)).toBe(before);
  });
  it('works in a linked worktree and in a repository without a commit', () => {
    git('worktree', 'add', '-q', 'linked');
    expect(tree.digest(join(folder, 'linked'))).toBe(
      `git:${git('rev-parse', 'HEAD^{tree}').trim()}`,
    );
    mkdirSync(join(folder, 'fresh'));
    execFileSync('git', ['init', '-q'], { cwd: join(folder, 'fresh') });
    expect(tree.digest(join(folder, 'fresh'))).toMatch(/^git:/);
  });
});

describe('the digest of a plain folder', () => {
  it('changes with content and mode, not with time or with runtime state', () => {
    put('a.txt', 'one\n');
    const before = tree.digest(folder);
    expect(before).toMatch(/^manifest:/);
    put('a.txt', 'one\n');
    mkdirSync(join(folder, 'millrace-agents'));
    writeFileSync(join(folder, 'millrace-agents/state'), 'x');
    expect(tree.digest(folder)).toBe(before);
    chmodSync(join(folder, 'a.txt'), 0o755);
    const executable = tree.digest(folder);
    put('a.txt', 'two\n');
    expect(new Set([before, executable, tree.digest(folder)]).size).toBe(3);
  });
  it('is unknown for a folder that is not there', () => {
    expect(tree.digest(join(folder, 'missing'))).toBeNull();
  });
});

describe('where a tree stands', () => {
  const standing = () => tree.standing(folder, 'millrace-agents');

  it('is nothing outside of a repository', () => expect(standing()).toBeNull());

  it('is said before the first commit', () => {
    git('init', '-q', '-b', 'main');
    put('a.txt', 'one\n');
    expect(standing()).toEqual({ branch: 'main', commit: null, changed: 0, untracked: 1 });
  });

  it('counts what was changed, renamed, removed or is new, and nothing of the runtime', () => {
    git('init', '-q', '-b', 'main');
    mkdirSync(join(folder, 'millrace-agents'));
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'millrace-agents/millrace.toml']) {
      put(name, `${name}\n`);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    const commit = git('rev-parse', 'HEAD').slice(0, 8);
    expect(standing()).toEqual({ branch: 'main', commit, changed: 0, untracked: 0 });
    put('a.txt', 'other\n');
    put('b.txt', 'staged\n');
    git('add', 'b.txt');
    rmSync(join(folder, 'c.txt'));
    put('1 odd\nname', 'new\n');
    put('millrace-agents/millrace.toml', 'edited\n');
    expect(standing()).toEqual({ branch: 'main', commit, changed: 3, untracked: 1 });
    git('checkout', '-q', '--detach');
    expect(standing()).toMatchObject({ branch: null, commit });
  });
});
