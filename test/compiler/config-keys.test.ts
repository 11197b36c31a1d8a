import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/compiler/index.ts';
import { configEdits } from '../support/compiler/config-edits.ts';
import { compileTree, diskOf, ROOT } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

/**
 * Every key that a release has known, with a value. A line is added with a new key and never taken
 * out: a workspace that has the key must go on being read.
 */
const FILE = join(import.meta.dirname, 'fixtures/config-keys.toml');
const lines = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter((line) => line !== '');
const settingOf = (line: string) => line.slice(0, line.indexOf(' = '));

function codesOf(toml: string): string[] {
  const disk = diskOf(new Map([...world(), ['millrace.toml', toml]]));
  return readConfig({ disk, root: ROOT }).diagnostics.map(({ code }) => code);
}

describe('a key of the config', () => {
  it.each(lines)('that was known once is known for ever: %s', (line) => {
    const mine = line.startsWith('runners.mine.args') ? '\nrunners.mine.command = "x"' : '';
    expect(codesOf(`${line}${mine}`)).not.toContain('key_unknown');
  });

  it('that is new has a line there, which an update of the snapshots adds', async () => {
    const known = new Set(lines.map(settingOf));
    const added = configEdits().filter(({ setting }) => !known.has(setting));
    const all = [...lines, ...added.map(({ toml }) => toml)].sort();
    await expect(`${all.join('\n')}\n`).toMatchFileSnapshot(FILE);
  });

  it('of an earlier release is a warning, and the rest of the config counts', () => {
    const retired = lines.filter((line) => codesOf(line).includes('key_retired'));
    expect(retired).toEqual([
      'recovery.stale_state_recovery_enabled = false',
      'runners.pi.event_log_policy = "full"',
    ]);
    const toml = `runtime.default_mode = "weather"\nlimits.attempts_per_item = 3\n${retired[1]}\n`;
    const { plan, diagnostics } = compileTree(new Map([...world(), ['millrace.toml', toml]]));
    expect(plan?.limits.attempts_per_item).toBe(3);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning key_retired',
    ]);
  });
});
