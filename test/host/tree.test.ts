import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

describe('where a tree stands', () => {
  const standing = () => tree.standing(folder, 'millrace-agents');

  it('is nothing outside of a repository', async () => expect(await standing()).toBeNull());

  it('is said before the first commit', async () => {
    git('init', '-q', '-b', 'main');
    put('a.txt', 'one\n');
    expect(await standing()).toEqual({ branch: 'main', commit: null, changed: 0, untracked: 1 });
  });

  it('counts what was changed, renamed, removed or is new, and nothing of the runtime', async () => {
    git('init', '-q', '-b', 'main');
    mkdirSync(join(folder, 'millrace-agents'));
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'millrace-agents/millrace.toml']) {
      put(name, `${name}\n`);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    const commit = git('rev-parse', 'HEAD').slice(0, 8);
    expect(await standing()).toEqual({ branch: 'main', commit, changed: 0, untracked: 0 });
    put('a.txt', 'other\n');
    put('b.txt', 'staged\n');
    git('add', 'b.txt');
    rmSync(join(folder, 'c.txt'));
    put('1 odd\nname', 'new\n');
    put('millrace-agents/millrace.toml', 'edited\n');
    expect(await standing()).toEqual({ branch: 'main', commit, changed: 3, untracked: 1 });
    git('checkout', '-q', '--detach');
    expect(await standing()).toMatchObject({ branch: null, commit });
  });
});
