import { z } from 'zod';
import type { ClientName } from './client.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a client would start a server. */
export interface ServerStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Of the environment of its user, Codex hands a server these, and those that `env_vars` names. */
const CODEX_HANDS_ON: readonly string[] = [
  'HOME',
  'LOGNAME',
  'PATH',
  'SHELL',
  'USER',
  'LANG',
  'LC_ALL',
  'TERM',
  'TMPDIR',
  'TZ',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
];

const server = z.looseObject({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  env_vars: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).default([]),
  cwd: z.string().optional(),
});

export interface StartFacts {
  readonly env: Environment;
  /** The folder that the client works in. */
  readonly project: string;
  /** The client's copy of a plugin, when the server is one of it. */
  readonly plugin?: string;
}

/** Null = the entry starts no process: it names an address, or nothing that could be read. */
export function startOf(client: ClientName, entry: unknown, facts: StartFacts): ServerStart | null {
  const parsed = server.safeParse(entry);
  if (!parsed.success) return null;
  const { env_vars, ...rest } = parsed.data;
  const names = env_vars.map((one) => (typeof one === 'string' ? one : one.name));
  return client === 'codex' ? byCodex(rest, names, facts) : byClaude(rest, facts);
}

type Entry = Pick<z.output<typeof server>, 'command' | 'args' | 'env' | 'cwd'>;

function byCodex(entry: Entry, names: readonly string[], facts: StartFacts): ServerStart {
  const { env, project, plugin } = facts;
  const own = plugin === undefined ? {} : { PLUGIN_ROOT: plugin };
  const fill = (text: string) => filled(text, own);
  return {
    command: fill(entry.command),
    args: entry.args.map(fill),
    env: { ...only(env, [...CODEX_HANDS_ON, ...names]), ...own, ...entry.env },
    cwd: entry.cwd ?? plugin ?? project,
  };
}

/** All of it, and the names in braces are filled in. */
function byClaude(entry: Entry, { env, project, plugin }: StartFacts): ServerStart {
  const own = plugin === undefined ? {} : { CLAUDE_PLUGIN_ROOT: plugin };
  const all = { ...only(env, Object.keys(env)), CLAUDE_PROJECT_DIR: project, ...own };
  const fill = (text: string) => filled(text, all);
  const added = Object.entries(entry.env).map(([name, value]) => [name, fill(value)] as const);
  return {
    command: fill(entry.command),
    args: entry.args.map(fill),
    env: { ...all, ...Object.fromEntries(added) },
    cwd: project,
  };
}

/** `${NAME}` and `${NAME:-otherwise}`; what is not set stays as it is written. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*))?\}/g,
    (whole, name: string, otherwise?: string) => values[name] ?? otherwise ?? whole,
  );
}

function only(env: Environment, names: readonly string[]): Record<string, string> {
  const pairs = names.map((name) => [name, env[name]] as const);
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
