import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { harnessOf } from '../../src/runtime/runners/index.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { claude, codex, HARNESSES, type Harness, pi } from './support/harnesses.ts';
import { type Home, homeOf, LOGINS, user } from './support/user.ts';

const rows = z.array(z.looseObject({ runner: z.string() }));

interface Case {
  readonly harness: Harness;
  readonly has: string;
  readonly home?: Home;
  readonly env?: Readonly<Record<string, string>>;
  /** Absent = it is not logged in. */
  readonly account?: string;
}

const CASES: readonly Case[] = [
  { harness: codex, has: 'nothing' },
  { harness: codex, has: 'its login', home: LOGINS.codex, account: 'subscription' },
  {
    harness: codex,
    has: 'its key',
    home: { '.codex/auth.json': '{"OPENAI_API_KEY":"sk-x"}' },
    account: 'api_key',
  },
  { harness: codex, has: 'a variable that it does not take', env: { OPENAI_API_KEY: 'sk-x' } },
  { harness: claude, has: 'nothing' },
  { harness: claude, has: 'its login', home: LOGINS.claude, account: 'subscription' },
  {
    harness: claude,
    has: 'its key',
    home: { '.claude.json': '{"primaryApiKey":"sk-x"}' },
    account: 'api_key',
  },
  { harness: claude, has: 'a key', env: { ANTHROPIC_API_KEY: 'sk-x' }, account: 'api_key' },
  { harness: claude, has: 'a token', env: { ANTHROPIC_AUTH_TOKEN: 'x' }, account: 'api_key' },
  {
    harness: claude,
    has: 'a token of a subscription',
    env: { CLAUDE_CODE_OAUTH_TOKEN: 'x' },
    account: 'subscription',
  },
  { harness: pi, has: 'nothing' },
  { harness: pi, has: 'its key', home: LOGINS.pi, account: 'api_key' },
  { harness: pi, has: 'a key', env: { GEMINI_API_KEY: 'x' }, account: 'api_key' },
];

it.each(CASES)('$harness.runner with $has: doctor tells what it says itself', async (one) => {
  const { harness, home, env, account } = one;
  const { runner } = harness;
  const workspace = user(home, env);
  try {
    await workspace.answer('init', '--mode', 'default_offline');
    const before = homeOf(workspace);
    const { harnesses } = await workspace.answer('doctor', '--harness');
    expect(rows.parse(harnesses).find((row) => row.runner === runner)).toMatchObject({
      installed: 'yes',
      version: harnessOf({ adapter: runner })?.tested_version,
      login: account === undefined ? 'no' : 'yes',
      account: account ?? 'unknown',
    });
    expect(homeOf(workspace)).toEqual(before);
    expect(saysYes(workspace, harness)).toBe(account !== undefined);
  } finally {
    workspace.end();
  }
});

/** Asked last: some of them write into the home folder. */
function saysYes({ env, root }: Workspace, { login_status }: Harness): boolean {
  const [program, ...args] = login_status.argv;
  const { stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    input: '',
  });
  return login_status.yes.test(stdout + stderr);
}

it.each(HARNESSES)('$name: an older one, none and a folder are findings', async (harness) => {
  const { mode, name, runner, older_version } = harness;
  const workspace = user();
  const found = async (command: string) => {
    const config = `[runtime]\ndefault_mode = "${mode}"\n[runners.${name}]\ncommand = "${command}"\n`;
    workspace.write('millrace-agents/millrace.toml', config);
    workspace.trustEdits();
    const { findings } = await workspace.answer('doctor');
    const all = z.array(z.looseObject({ code: z.string(), place: z.string() })).parse(findings);
    return all.filter(({ place }) => place === `runners.${runner}`).map(({ code }) => code);
  };
  try {
    await workspace.answer('init', '--mode', mode);
    const old = workspace.write('old', `#!/bin/sh\necho '${older_version}'\n`);
    chmodSync(old, 0o755);
    expect(await found(name)).toEqual(['runner_not_logged_in']);
    expect(await found(old)).toEqual(['runner_not_logged_in', 'runner_older']);
    expect(await found('no-such-program')).toEqual(['runner_program_missing']);
    expect(await found('/etc')).toEqual(['runner_program_missing']);
  } finally {
    workspace.end();
  }
});
