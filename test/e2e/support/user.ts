import { readdirSync } from 'node:fs';
import { Workspace } from '../../support/program/workspace.ts';
import { PROGRAMS } from './harnesses.ts';

/** Path below the home folder -> text. */
export type Home = Readonly<Record<string, string>>;

/** A user with these files and variables, who has all three harnesses installed. */
export function user(home: Home = {}, env: Readonly<Record<string, string>> = {}): Workspace {
  const workspace = new Workspace();
  for (const [path, text] of Object.entries(home)) workspace.write(`../${path}`, text);
  workspace.env = { ...workspace.env, ...env, PATH: `${PROGRAMS}:${workspace.env.PATH}` };
  return workspace;
}

/** Everything in the home folder of the user but what belongs to the workspace. */
export function homeOf({ folder }: Workspace): string[] {
  const paths = readdirSync(folder, { recursive: true }).map(String);
  const own = ['work/millrace-agents', '.local'];
  return paths.filter((path) => !own.some((one) => path.startsWith(one))).sort();
}

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${segment({ alg: 'none' })}.${segment({ email: 'a@b.c' })}.c2ln`;

/** Logins of nobody, as each harness keeps its own. */
export const LOGINS = {
  codex: {
    '.codex/auth.json': JSON.stringify({
      tokens: { id_token: token, access_token: token, refresh_token: 'r', account_id: 'a' },
      last_refresh: '2026-01-01T00:00:00Z',
    }),
  },
  claude: {
    '.claude/.credentials.json': JSON.stringify({
      claudeAiOauth: {
        accessToken: 'sk-ant-oat01-x',
        refreshToken: 'sk-ant-ort01-y',
        expiresAt: 4_102_444_800_000,
        scopes: ['user:inference'],
        subscriptionType: 'max',
      },
    }),
  },
  pi: { '.pi/agent/auth.json': '{"openai":{"type":"api_key","key":"x"}}' },
} as const satisfies Readonly<Record<string, Home>>;
