import { describe, expect, it } from 'vitest';
import { requireInitialized } from '../../src/runtime/workspace/index.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { hash, init, packageFiles, ROOT, refusal, seen, worldDisk } from './support/world.ts';

const BASE = `${ROOT}/millrace-agents`;

function manifest(release: string, paths: readonly string[]): string {
  const entries = paths.map((relative_path) => ({
    relative_path,
    asset_family: relative_path.slice(0, relative_path.indexOf('/')),
    original_sha256: hash.sha256(relative_path),
  }));
  const manifest_id = hash.sha256(release);
  const body = { schema_version: '1.0', manifest_id, seed_package_version: release, entries };
  return JSON.stringify(body);
}

/** As the program before this one leaves a workspace: the same folder, other contents. */
const MADE: Readonly<Record<string, string>> = {
  'millrace.toml': '[runtime]\ndefault_mode = "plain"\n',
  'state/baseline_manifest.json': manifest('0.18.0', ['entrypoints/cook.md', 'modes/plain.json']),
  'state/runtime_snapshot.json': '{"kind":"runtime_snapshot"}',
  'state/compiled_plan.json': '{"kind":"compiled_run_plan"}',
  'entrypoints/__init__.py': '',
  'entrypoints/cook.md': 'Cook as before.\n',
  'modes/plain.json': '{}',
  'graphs/kitchen/standard.json': '{}',
  'registry/kinds/kitchen/cook.json': '{}',
  'skills/knife/SKILL.md': 'Cut.\n',
};

function made(without: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const disk = worldDisk();
  disk.mkdir(ROOT);
  for (const [path, text] of Object.entries({ ...MADE, ...more })) {
    if (!without.includes(path)) disk.plant(`${BASE}/${path}`, text);
  }
  return disk;
}

const contentsOf = (disk: SimDisk) => ({ files: seen(disk), steps: disk.steps });

describe('a workspace of another program', () => {
  it('is recognized by init, which writes nothing into it', () => {
    const disk = made();
    const was = contentsOf(disk);
    expect(refusal(() => init(disk))).toMatchInlineSnapshot(
      `"workspace_foreign: /home/me/work/millrace-agents was made by another program: Millrace 0.18.0. Expected: a workspace of this program, or a folder without one. Next: call import, which shows what would come of it and changes nothing, or name another folder as the workspace."`,
    );
    expect(contentsOf(disk)).toEqual(was);
    expect(refusal(() => init(disk, ROOT, 'toy'))).toContain('workspace_foreign');
  });

  it('is recognized by everything else, and nothing is written either', () => {
    const disk = made();
    const was = contentsOf(disk);
    expect(refusal(() => requireInitialized(disk, ROOT))).toBe(refusal(() => init(disk)));
    expect(contentsOf(disk)).toEqual(was);
  });

  it.each([
    ['without its manifest', ['state/baseline_manifest.json'], {}],
    ['with a manifest that is none', [], { 'state/baseline_manifest.json': '{' }],
    ['with no more than that', Object.keys(MADE).filter((path) => !path.endsWith('.py')), {}],
    ['without a config', ['millrace.toml'], {}],
    [
      'whose release is no version',
      [],
      { 'state/baseline_manifest.json': manifest('see /etc/passwd', ['modes/plain.json']) },
    ],
  ])('is recognized %s', (_, without, more) => {
    const text = refusal(() => init(made(without, more)));
    expect(text).toContain('workspace_foreign');
    expect(text).not.toContain('passwd');
  });

  it('never is one of ours, also where most of it is gone', () => {
    const disk = worldDisk();
    init(disk);
    for (const path of Object.keys(packageFiles)) {
      const file = `${BASE}/${path}`;
      if (path.startsWith('families/')) disk.unlink(file);
    }
    disk.remove(`${BASE}/families`);
    disk.plant(`${BASE}/state/runtime_snapshot.json`, '{}');
    expect(refusal(() => requireInitialized(disk, ROOT))).toContain('workspace_not_initialized');
    expect(init(disk).created).toBe(true);
  });

  it('is none when it is an empty folder, or one of other things', () => {
    for (const files of [{}, { 'notes.md': 'mine', 'state/mine.json': '{}' }]) {
      expect(init(made(Object.keys(MADE), files)).created).toBe(true);
    }
  });
});
