import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HARNESSES as FACTS } from '../../src/runtime/runners/harness-facts.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { HARNESSES } from './support/harnesses.ts';
import { type Home, homeOf, LOGINS, user } from './support/user.ts';

const rows = z.array(z.looseObject({ runner: z.string() }));

/** How a harness itself is asked whether it is logged in. */
interface Asked {
  readonly runner: keyof typeof FACTS;
  readonly argv: readonly [string, ...string[]];
  readonly yes: RegExp;
}
const CODEX: Asked = {
  runner: 'codex_cli',
  argv: ['codex', 'login', 'status'],
  yes: /^Logged in|is checked when/m,
};
const CLAUDE: Asked = {
  runner: 'claude_cli',
  argv: ['claude', 'auth', 'status'],
  yes: /"loggedIn": true/,
};
const PI: Asked = {
  runner: 'pi_rpc',
  argv: ['pi', '--offline', '--list-models'],
  yes: /^provider +model/m,
};

interface Case {
  readonly asked: Asked;
  readonly has: string;
  readonly home?: Home;
  readonly env?: Readonly<Record<string, string>>;
  /** Absent = it is not logged in. */
  readonly account?: string;
}

const CASES: readonly Case[] = [
  { asked: CODEX, has: 'nothing' },
  { asked: CODEX, has: 'its login', home: LOGINS.codex, account: 'subscription' },
  {
    asked: CODEX,
    has: 'its key',
    home: { '.codex/auth.json': '{"OPENAI_API_KEY":"sk-x"}' },
    account: 'api_key',
  },
  { asked: CODEX, has: 'a variable that it does not take', env: { OPENAI_API_KEY: 'sk-x' } },
  { asked: CLAUDE, has: 'nothing' },
  { asked: CLAUDE, has: 'its login', home: LOGINS.claude, account: 'subscription' },
  {
    asked: CLAUDE,
    has: 'its key',
    home: { '.claude.json': '{"primaryApiKey":"sk-x"}' },
    account: 'api_key',
  },
  { asked: CLAUDE, has: 'a key', env: { ANTHROPIC_API_KEY: 'sk-x' }, account: 'api_key' },
  { asked: CLAUDE, has: 'a token', env: { ANTHROPIC_AUTH_TOKEN: 'x' }, account: 'api_key' },
  {
    asked: CLAUDE,
    has: 'a token of a subscription',
    env: { CLAUDE_CODE_OAUTH_TOKEN: 'x' },
    account: 'subscription',
  },
  { asked: PI, has: 'nothing' },
  { asked: PI, has: 'its key', home: LOGINS.pi, account: 'api_key' },
  { asked: PI, has: 'a key', env: { GEMINI_API_KEY: 'x' }, account: 'api_key' },
];

it.each(CASES)('$asked.runner with $has: doctor tells what it says itself', async (one) => {
  const { asked, home, env, account } = one;
  const workspace = user(home, env);
  try {
    await workspace.answer('init', '--mode', 'default_offline');
    const before = homeOf(workspace);
    const { harnesses } = await workspace.answer('doctor', '--harness');
    expect(rows.parse(harnesses).find(({ runner }) => runner === asked.runner)).toMatchObject({
      installed: 'yes',
      version: FACTS[asked.runner].tested_version,
      login: account === undefined ? 'no' : 'yes',
      account: account ?? 'unknown',
    });
    expect(homeOf(workspace)).toEqual(before);
    expect(saysYes(workspace, asked)).toBe(account !== undefined);
  } finally {
    workspace.end();
  }
});

/** Asked last: some of them write into the home folder. */
function saysYes({ env, root }: Workspace, { argv, yes }: Asked): boolean {
  const [program, ...args] = argv;
  const { stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    input: '',
  });
  return yes.test(stdout + stderr);
}

const OLD = { codex: 'codex-cli 0.1.0', claude: '1.0.0 (Claude Code)', pi: '0.1.0' };

it.each(HARNESSES)('$name: an older one, none and a folder are findings', async (harness) => {
  const { mode, name, runner } = harness;
  const workspace = user();
  const found = async (command: string) => {
    const config = `[runtime]\ndefault_mode = "${mode}"\n[runners.${name}]\ncommand = "${command}"\n`;
    workspace.write('millrace-agents/millrace.toml', config);
    const { findings } = await workspace.answer('doctor');
    const all = z.array(z.looseObject({ code: z.string(), place: z.string() })).parse(findings);
    return all.filter(({ place }) => place === `runners.${runner}`).map(({ code }) => code);
  };
  try {
    await workspace.answer('init', '--mode', mode);
    const old = workspace.write('old', `#!/bin/sh\necho '${OLD[name]}'\n`);
    chmodSync(old, 0o755);
    expect(await found(name)).toEqual(['runner_not_logged_in']);
    expect(await found(old)).toEqual(['runner_not_logged_in', 'runner_older']);
    expect(await found('no-such-program')).toEqual(['runner_program_missing']);
    expect(await found('/etc')).toEqual(['runner_program_missing']);
  } finally {
    workspace.end();
  }
});
