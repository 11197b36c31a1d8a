import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { upgrade } from '../../src/backend/upgrade.ts';
import type { UpgradeChoices, UpgradeStep } from '../../src/product/backend.ts';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import { SHARED } from '../../src/runtime/host/disk-flags.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { NodeIds } from '../../src/runtime/host/ids.ts';
import { initWorkspace } from '../../src/runtime/workspace/index.ts';
import { refusal } from '../workspace/support/world.ts';

const SHIPPED = fileURLToPath(new URL('../../assets', import.meta.url));
const SKILL = 'skills/stage/execution/checker-core/SKILL.md';
const PROMPT = 'entrypoints/execution/builder.md';
const shared = new NodeDisk(SHARED);
let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-upgrade-')));
  cpSync(SHIPPED, join(folder, 'assets'), { recursive: true });
  const input = { disk: new NodeDisk(), shared, hash: new NodeHash(), ids: new NodeIds() };
  const release = { assets: join(folder, 'assets'), version: '1.0.0' };
  initWorkspace({ ...input, ...release, root: root(), mode: 'default_offline' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const root = () => join(folder, 'work');
const inRelease = (path: string) => join(folder, 'assets', path);
const inWork = (path: string) => join(root(), 'millrace-agents', path);

function call(step: UpgradeStep, choices: Partial<UpgradeChoices> = {}) {
  const none = { take: [], keep: [], merge: [], localize_removed: [] };
  const release = { shared, assets: join(folder, 'assets'), version: '2.0.0' };
  return upgrade(release, { root: root(), step, choices: { ...none, ...choices } });
}

it('shows what would change in each file, and makes it so', () => {
  const text = readFileSync(inRelease(PROMPT), 'utf8');
  writeFileSync(inRelease(PROMPT), text.replace('# Builder', '# The builder'));
  const { entries, changed, counts } = call('preview');
  expect(changed).toEqual([PROMPT]);
  expect(counts).toMatchObject({ safe_package_update: 1, conflict: 0 });
  expect(entries.map(({ state, diff }) => [state, diff?.split('\n').slice(0, 3)])).toEqual([
    ['updated', ['@@ -1,3 +1,3 @@', '-# Builder', '+# The builder']],
  ]);
  expect(call('apply')).toMatchObject({ applied: true, changed: [PROMPT] });
  expect(readFileSync(inWork(PROMPT), 'utf8')).toMatch(/^# The builder/);
  expect(call('apply')).toMatchObject({ applied: false, changed: [], entries: [] });
  expect(call('rollback')).toMatchObject({ applied: true, changed: [PROMPT] });
  expect(readFileSync(inWork(PROMPT), 'utf8')).toBe(text);
});

it('refuses an upgrade after which the workspace would have no plan, and says what keeps it', () => {
  rmSync(inRelease(SKILL));
  expect(call('preview')).toMatchObject({ changed: [SKILL], problems: [expect.any(String)] });
  expect(refusal(() => call('apply'))).toMatchInlineSnapshot(
    `"plan_invalid: With the files of this release there would be no plan: skills/stage/execution/checker-core/SKILL.md: The skill of the stage "checker" is not there. Expected: an upgrade after which the workspace compiles. Next: nothing was changed; correct what is your own, or keep the files that it depends on: call upgrade_preview with keep."`,
  );
  expect(existsSync(inWork(SKILL))).toBe(true);
  expect(call('apply', { keep: [SKILL] })).toMatchObject({ applied: true, problems: [] });
  expect(existsSync(inWork(SKILL))).toBe(true);
});

it('goes on where the workspace has no plan now either', () => {
  rmSync(inWork(PROMPT));
  rmSync(inRelease(SKILL));
  expect(call('apply')).toMatchObject({ applied: true, changed: [SKILL] });
});
