/** MCP clients whose config is known here. */
export const CLIENTS = ['claude', 'codex'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** `user`: in every folder. `project`: in one folder, for everybody who works in it. */
export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

export const CLIENT_TITLES: Readonly<Record<ClientName, string>> = {
  claude: 'Claude Code',
  codex: 'Codex',
};

/** What decides where a client keeps its things. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Of the project scope. */
  readonly project: string;
}

/** The folder of a client's own things, and the file in which it looks for servers. */
export function clientFolder(client: ClientName, { env, home }: Surroundings): string {
  const { CODEX_HOME, CLAUDE_CONFIG_DIR } = env;
  if (client === 'codex') return absolute(CODEX_HOME) ?? `${home}/.codex`;
  return absolute(CLAUDE_CONFIG_DIR) ?? `${home}/.claude`;
}

export function configPath(client: ClientName, scope: Scope, around: Surroundings): string {
  const { env, home, project } = around;
  if (client === 'codex') {
    const folder = scope === 'user' ? clientFolder(client, around) : `${project}/.codex`;
    return `${folder}/config.toml`;
  }
  if (scope === 'project') return `${project}/.mcp.json`;
  return `${absolute(env.CLAUDE_CONFIG_DIR) ?? home}/.claude.json`;
}

function absolute(path: string | undefined): string | null {
  return path?.startsWith('/') ? path : null;
}
