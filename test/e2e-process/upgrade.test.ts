import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

const MANIFEST = 'millrace-agents/state/baseline_manifest.json';
const BUILDER = 'entrypoints/execution/builder.md';
const FIXER = 'entrypoints/execution/fixer.md';
const [GONE, MINE] = ['skills/gone/SKILL.md', 'skills/mine/SKILL.md'];
const hash = new NodeHash();
const manifest = z.looseObject({
  entries: z.array(z.looseObject({ relative_path: z.string(), original_sha256: z.string() })),
});

/** The workspace as an older release would have left it: another prompt, and two skills that are dropped since. */
function ofOlderRelease(workspace: Workspace): void {
  const put = (path: string, text: string) => workspace.write(`millrace-agents/${path}`, text);
  const older = workspace.read(`millrace-agents/${BUILDER}`).slice(0, -1);
  put(BUILDER, older);
  put(GONE, 'Old.\n');
  put(MINE, 'My own.\n');
  const list = manifest.parse(JSON.parse(workspace.read(MANIFEST)));
  const shipped = new Map([
    [BUILDER, older],
    [GONE, 'Old.\n'],
    [MINE, 'Old.\n'],
  ]);
  const known = list.entries.filter(({ relative_path }) => !shipped.has(relative_path));
  const entries = [...shipped].map(([relative_path, text]) => ({
    relative_path,
    asset_family: relative_path.split('/')[0],
    original_sha256: hash.sha256(text),
  }));
  workspace.write(MANIFEST, JSON.stringify({ ...list, entries: [...known, ...entries] }));
}

function textOf(workspace: Workspace, path: string): string | null {
  const place = `millrace-agents/${path}`;
  return existsSync(workspace.at(place)) ? workspace.read(place) : null;
}

describe.concurrent('a workspace of an older release', () => {
  it('is upgraded in the middle of its work, which goes on, and back again', async ({
    offline,
  }) => {
    ofOlderRelease(offline);
    offline.remove(`millrace-agents/${FIXER}`);
    const before = [BUILDER, GONE, MINE, FIXER].map((path) => textOf(offline, path));
    expect(before.at(-1)).toBeNull();
    const { entries } = await offline.answer('upgrade');
    expect(entries).toMatchObject([
      { path: BUILDER, state: 'updated', disposition: 'safe_package_update', action: 'write' },
      { path: FIXER, state: 'deleted_local', disposition: 'missing', action: 'none' },
      { path: GONE, state: 'removed_clean', disposition: 'conflict', action: 'remove' },
      { path: MINE, state: 'removed_edited', disposition: 'conflict', action: 'none' },
    ]);
    offline.write('mine.txt', `# what stays\n\n${MINE}\n`);
    const applied = await offline.answer(
      ...['upgrade', '--apply', '--take', `millrace-agents/${FIXER}`],
      ...['--localize-removed-from', 'mine.txt'],
    );
    expect(applied).toMatchObject({ applied: true, changed: [BUILDER, FIXER, GONE] });
    expect(textOf(offline, GONE)).toBeNull();
    expect(textOf(offline, MINE)).toBe('My own.\n');
    expect(await offline.answer('upgrade')).toMatchObject({ entries_total: 0 });

    await offline.answer('enqueue-spec', '--document', SPEC);
    expect(await offline.answer('run', 'once')).toMatchObject({ did: 'applied' });
    expect(await offline.answer('upgrade', '--rollback')).toMatchObject({ applied: true });
    expect([BUILDER, GONE, MINE, FIXER].map((path) => textOf(offline, path))).toEqual(before);
    await offline.answer('upgrade', '--apply', '--take', FIXER);
    await offline.answer('compile', 'validate', '--adopt');
    await finish(offline);
    expect(await offline.answer('status')).toMatchObject({ closed_roots: 1, problems_total: 0 });
  });

  it('refuses what cannot be, and changes nothing', async ({ offline }) => {
    ofOlderRelease(offline);
    const before = [BUILDER, GONE, MINE].map((path) => textOf(offline, path));
    for (const words of [
      ['--rollback', '--apply'],
      ['--rollback'],
      ['--apply', '--take', '../../etc/passwd'],
      ['--apply', '--localize-removed', BUILDER],
    ]) {
      expect(await offline.refusal('upgrade', ...words)).toMatchObject({ code: 'input_invalid' });
    }
    expect([BUILDER, GONE, MINE].map((path) => textOf(offline, path))).toEqual(before);
  });
});
