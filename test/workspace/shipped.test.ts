import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { SHARED } from '../../src/runtime/host/disk-flags.ts';
import { NodeIds } from '../../src/runtime/host/ids.ts';
import { previewUpgrade } from '../../src/runtime/upgrade/index.ts';
import {
  familyFolders,
  initWorkspace,
  layoutOf,
  requireInitialized,
} from '../../src/runtime/workspace/index.ts';
import { shipped } from '../support/families.ts';
import { hash } from './support/world.ts';

const assets = fileURLToPath(new URL('../../assets', import.meta.url));
const disk = new NodeDisk();
const version = '1.0.0';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-workspace-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function init(mode: string | null = null) {
  const shared = new NodeDisk(SHARED);
  return initWorkspace({ disk, shared, hash, ids: new NodeIds(), root, assets, version, mode });
}

/** Rights of each path below the workspace. */
function rights(): Map<string, number> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return new Map(paths.map((path) => [path, statSync(join(root, path)).mode & 0o777]));
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' });
}

describe('the shipped baseline', () => {
  it('is for its user alone, except for what people commit', () => {
    init();
    git('init', '-q');
    const found = [...rights()].filter(([path]) => path.startsWith('millrace-agents/'));
    const opened = found.filter(([, mode]) => (mode & 0o077) !== 0).map(([path]) => path);
    const ignored = execFileSync('git', ['check-ignore', '--stdin'], {
      cwd: root,
      encoding: 'utf8',
      input: opened.join('\n'),
    });
    expect(ignored.trim().split('\n')).toEqual(['millrace-agents/.gitignore']);
    const open = 0o044 & ~process.umask();
    for (const path of ['millrace.toml', '.gitignore', 'graphs', 'modes/default_codex.json'])
      expect((rights().get(`millrace-agents/${path}`) ?? 0) & 0o044, path).toBe(open);
  });
  it('has the folders of release 0.18.0 and those of the shipped families', () => {
    expect(init()).toMatchObject({ created: true, mode: { mode_id: 'default_codex' } });
    const layout = requireInitialized(disk, root);
    const folders = [
      'state/mailbox/incoming',
      'state/mailbox/processed',
      'state/mailbox/failed',
      'runs',
      'logs',
      'learning/requests/queue',
      'learning/research-packets',
      'arbiter/contracts/ideas',
      'arbiter/contracts/root-specs',
      'arbiter/targets',
      'loops/execution',
      'graphs/planning',
      'registry/stage_kinds/learning',
    ];
    for (const folder of folders) expect(disk.stat(layout.at(folder))?.kind, folder).toBe('dir');
    for (const family of shipped) {
      const { relative: _, ...absolute } = familyFolders(layout, family);
      for (const folder of Object.values(absolute)) expect(existsSync(folder), folder).toBe(true);
    }
    expect(readFileSync(layout.statusFile('execution'), 'utf8')).toBe('### IDLE\n');
    expect(existsSync(layout.journal)).toBe(false);
    const { fates, changes } = previewUpgrade({ disk, hash, root, assets, version });
    expect(changes.map(({ path }) => path)).toEqual([]);
    expect(fates.map(({ state }) => state)).toEqual(fates.map(() => 'unchanged'));
    expect(fates.length).toBeGreaterThan(40);
    expect(init()).toMatchObject({ created: false, files_written: 0 });
  });

  it('knows the mode by its old name', () => {
    expect(init('standard_plain').mode?.mode_id).toBe('default_codex');
  });
});

describe('the git of the user', () => {
  it('never takes runtime state, and may have config and assets', () => {
    git('init', '-q');
    writeFileSync(join(root, 'a.txt'), 'a');
    git('add', '.');
    git('commit', '-qm', 'start');
    init();
    const layout = layoutOf(root);
    for (const name of ['journal', 'blobs', 'attempts', 'tasks', 'own-folder', 'runs']) {
      disk.write(`${mkdir(layout.at(name))}/x.md`, new Uint8Array([120]));
    }
    const offered = git('status', '--porcelain', '-uall').trim().split('\n');
    const tops = new Set(offered.map((line) => line.slice(3).split('/')[1]));
    expect([...tops].sort()).toMatchInlineSnapshot(`
      [
        "entrypoints",
        "families",
        "graphs",
        "historylog.md",
        "millrace.toml",
        "modes",
        "outline.md",
        "registry",
        "skills",
      ]
    `);
    for (let round = 0; round < 2; round += 1) {
      git('stash', '-u');
      git('clean', '-fdq');
    }
    const left = readdirSync(layout.runtime).filter((name) => name !== 'learning');
    expect(left.sort()).toMatchInlineSnapshot(`
      [
        ".gitignore",
        "arbiter",
        "attempts",
        "blobs",
        "incidents",
        "journal",
        "logs",
        "own-folder",
        "probes",
        "runs",
        "specs",
        "state",
        "tasks",
      ]
    `);
    for (const name of ['journal', 'blobs', 'attempts', 'tasks', 'own-folder', 'runs']) {
      expect(existsSync(layout.at(`${name}/x.md`)), name).toBe(true);
    }
    expect(existsSync(layout.manifest)).toBe(true);
    expect(init()).toMatchObject({ created: true });
    requireInitialized(disk, root);
  });
});

function mkdir(path: string): string {
  if (disk.stat(path) === null) disk.mkdir(path);
  return path;
}
