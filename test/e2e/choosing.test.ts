import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROGRAMS } from './support/harnesses.ts';
import { type Home, homeOf, LOGINS, user } from './support/user.ts';

interface Case {
  readonly has: string;
  readonly home: Home;
  /** By which the client introduces itself. */
  readonly client: string;
  readonly chosen: object;
}

const both = { ...LOGINS.codex, ...LOGINS.claude };
const CODEX = { mode: 'default_codex', harness: { name: 'Codex', account: 'subscription' } };
const CLAUDE = { mode: 'default_claude', harness: { name: 'Claude Code' } };
const PI = { mode: 'default_pi', harness: { name: 'Pi', account: 'api_key' } };

const CASES: readonly Case[] = [
  { has: 'two logins', home: both, client: 'an-inspector', chosen: CODEX },
  { has: 'two logins', home: both, client: 'codex-mcp-client', chosen: CODEX },
  { has: 'two logins', home: both, client: 'claude-code', chosen: CLAUDE },
  {
    has: 'logins of Claude Code and Pi',
    home: { ...LOGINS.claude, ...LOGINS.pi },
    client: 'codex-mcp-client',
    chosen: CLAUDE,
  },
  { has: 'a login of Pi', home: LOGINS.pi, client: 'claude-code', chosen: PI },
];

it.each(CASES)('with $has, asked by $client, init chooses $chosen.mode', async (one) => {
  const workspace = user(one.home);
  try {
    workspace.clientName = one.client;
    const before = homeOf(workspace);
    const answer = await (await workspace.client()).call('init');
    expect(answer).toMatchObject(one.chosen);
    expect(answer).toMatchObject({ harness: { login: 'yes', permission: 'maximum' } });
    expect(homeOf(workspace)).toEqual(before);
  } finally {
    workspace.end();
  }
});

it('without a login init says so, and what cannot be started is refused', async () => {
  const workspace = user();
  try {
    const { code, out } = await workspace.run('init', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      3,
      {
        mode: 'default_codex',
        notes: [/^Codex: .*codex login/, /^Claude Code: .*claude auth login/, /^Pi: /].map((text) =>
          expect.stringMatching(text),
        ),
        next: expect.stringMatching(
          /^No harness is installed here with a login that can be seen\./,
        ),
      },
    ]);
    await workspace.answer('enqueue-spec', '--title', 'T', '--acceptance', 'a');
    const { PATH = '' } = workspace.env;
    workspace.env.PATH = PATH.replace(`${PROGRAMS}:`, '');
    for (const word of ['once', 'start']) {
      const { code, text } = await workspace.refusal('run', word);
      expect(code).toBe('runner_not_available');
      expect(text).toContain('npm install -g @openai/codex');
    }
    expect(readdirSync(workspace.at('millrace-agents/attempts'))).toEqual([]);
    expect(await workspace.answer('status')).toMatchObject({
      condition: 'refused',
      totals: { stages: 0 },
    });
  } finally {
    workspace.end();
  }
});
