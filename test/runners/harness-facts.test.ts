import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HARNESSES } from '../../src/runtime/runners/harness-facts.ts';

const pinned = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('../e2e/package.json', import.meta.url), 'utf8')));

it.each(Object.values(HARNESSES))('$title: names the version that its tests run', (facts) => {
  const name = facts.install.split(' ').at(-1) ?? '';
  expect(pinned.dependencies[name]).toBe(facts.tested_version);
});

it.each([
  ['codex_cli', 'WARNING: something\ncodex-cli 0.170.1-alpha.2\n', '0.170.1-alpha.2'],
  ['codex_cli', '10.2.4\n', undefined],
  ['claude_cli', '2.1.197 (Claude Code)\n', '2.1.197'],
  ['claude_cli', '2.1.197\n', undefined],
  ['pi_rpc', '0.74.2\n', '0.74.2'],
  ['pi_rpc', 'pi 0.74.2 by someone\n', undefined],
] as const)('%s: finds its version in %j', (name, text, version) => {
  expect(HARNESSES[name].version.exec(text)?.[1]).toBe(version);
});
