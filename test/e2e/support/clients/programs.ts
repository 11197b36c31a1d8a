import { fileURLToPath } from 'node:url';
import { PROGRAMS } from '../harnesses.ts';

const KEY = 'a-key-of-nobody';
const NEWER_CLAUDE = fileURLToPath(
  new URL('../../node_modules/claude-interactive-linux-x64/claude', import.meta.url),
);

/** A program in which a person works, as the client of our server. */
export interface ClientProgram {
  readonly name: string;
  readonly command: string;
  /** The first words of the line of the README that adds our server to it. */
  readonly adds: string;
  /** Variables of its user, who reaches a model at this address. */
  env(url: string): Readonly<Record<string, string>>;
  /** Files below the home of its user, whose project is this folder. */
  home(url: string, project: string): Readonly<Record<string, string>>;
  /** Arguments with which it does without a person what the prompt asks. */
  asked(prompt: string): readonly string[];
}

const claudeEnv = (url: string) => ({
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: KEY,
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
  DISABLE_AUTOUPDATER: '1',
  // As it is for whoever reaches the model where it is served.
  ENABLE_TOOL_SEARCH: 'true',
  // A busy machine starts servers late, and a script does not search for tools twice.
  MCP_CONNECTION_NONBLOCKING: '0',
  MCP_CONNECT_TIMEOUT_MS: '30000',
});

export const claude: ClientProgram = {
  name: 'Claude Code',
  command: `${PROGRAMS}/claude`,
  adds: 'claude mcp add',
  env: claudeEnv,
  home: () => ({}),
  asked: (prompt) => ['-p', '--allowedTools', 'mcp__millrace', '--', prompt],
};

/** The newer one, which knows tasks where a person sits at it. */
export const newerClaude: ClientProgram = {
  ...claude,
  name: 'Claude Code (newer)',
  command: NEWER_CLAUDE,
  /** Of a person who has answered what is asked at the first start, and trusts the project. */
  home: (_url, project) => ({
    '.claude.json': JSON.stringify({
      hasCompletedOnboarding: true,
      theme: 'dark',
      customApiKeyResponses: { approved: [KEY], rejected: [] },
      projects: { [project]: { hasTrustDialogAccepted: true } },
    }),
    // Else the first hand-over asks what agents may do on their own.
    '.local/state/millrace/delegation.json': JSON.stringify({
      schema_version: '1.0',
      kind: 'delegation_policy',
      policy: 'allow',
      at: '2026-01-01T00:00:00.000Z',
      by: 'terminal',
    }),
  }),
};

export const codex: ClientProgram = {
  name: 'Codex',
  command: `${PROGRAMS}/codex`,
  adds: 'codex mcp add',
  env: () => ({ MODEL_KEY: KEY }),
  home: (url) => ({
    '.codex/config.toml': `model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false
mcp_optional_startup_grace_ms = 10000

[analytics]
enabled = false

[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "MODEL_KEY"
request_max_retries = 0
stream_max_retries = 0
`,
  }),
  asked: (prompt) => [
    'exec',
    '--json',
    '--skip-git-repo-check',
    '--dangerously-bypass-approvals-and-sandbox',
    prompt,
  ],
};
