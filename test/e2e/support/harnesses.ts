import { fileURLToPath } from 'node:url';
import type { TokenUsage } from '../../../src/runtime/kernel/changes/changes.ts';
import type { HarnessName } from '../../../src/runtime/runners/index.ts';
import { PROBE } from './api.ts';
import { TURNS } from './stages.ts';

const programs = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));
/** Where all of them are installed. */
export const PROGRAMS = programs.slice(0, -1);
const PROBE_PROGRAM = fileURLToPath(new URL('./probe-server.mjs', import.meta.url));

/** How a case wants a harness to be configured. */
export interface Wishes {
  /** How often it repeats a request that failed; never when absent. */
  readonly retries?: number;
  /** Further lines of its runner table. */
  readonly more?: readonly string[];
  /** Whether it is given the MCP server of the tests. */
  readonly probe?: boolean;
}

/** One real harness: how a workspace runs it against a model on loopback. */
export interface Harness {
  /** Of its table in the config and of its program. */
  readonly name: string;
  readonly runner: HarnessName;
  readonly mode: string;
  /** Variables of the user who has it installed and logged in. */
  readonly env: Readonly<Record<string, string>>;
  /** `[runners.<name>]` for a model at this address. */
  config(url: string, wishes: Wishes): string;
  /** Files below the home of the user. */
  home(url: string, wishes: Wishes): Readonly<Record<string, string>>;
  /** What a stage of the two turns costs, as the runtime counts. */
  readonly stage: TokenUsage;
  /** What its first turn alone costs. */
  readonly first: TokenUsage;
  /** What it says that a refused request has cost; null = nothing. */
  readonly refused: TokenUsage | null;
  /** The argument before the session that it goes on in. */
  readonly resume_word: string;
  /** Whether it can be given MCP servers. */
  readonly has_mcp: boolean;
  /** Lines that limit how long it waits for the headers of an answer; none = it has no such limit. */
  readonly headers_limit: readonly string[];
  /** How it is asked itself whether it is logged in, and what it says when it is. */
  readonly login_status: { readonly argv: readonly [string, ...string[]]; readonly yes: RegExp };
  /** What an older version of it says to `--version`. */
  readonly older_version: string;
  /** Requests that one question of the model comes to when each is refused and repeated once. */
  readonly storm_requests: number;
}

const KEY = 'a-key-of-nobody';
const [one, two] = TURNS;

export const codex: Harness = {
  name: 'codex',
  runner: 'codex_cli',
  mode: 'default_codex',
  env: { MODEL_KEY: KEY },
  config: (url, { retries = 0, more = [], probe = false }) => {
    const provider = [
      'name="scripted"',
      `base_url="${url}/v1"`,
      'wire_api="responses"',
      'env_key="MODEL_KEY"',
      'request_max_retries=0',
      `stream_max_retries=${retries}`,
    ];
    const server = `command="node",args=${JSON.stringify([PROBE_PROGRAM, PROBE.called])},required=true`;
    const items = [
      'model_provider=scripted',
      // A busy machine starts servers late, and a script does not ask for tools twice.
      'mcp_optional_startup_grace_ms=10000',
      `model_providers.scripted={${provider.join(',')}}`,
      ...(probe ? [`mcp_servers.${PROBE.server}={${server}}`] : []),
    ];
    return [
      '[runners.codex]',
      `command = "${programs}codex"`,
      'env_allow = ["MODEL_KEY"]',
      `extra_config = ${JSON.stringify(items)}`,
      ...more,
    ].join('\n');
  },
  home: () => ({}),
  stage: usage(one.input + two.input, one.cached + two.cached, one.output + two.output, 18),
  first: usage(one.input, one.cached, one.output, 7),
  refused: null,
  resume_word: 'resume',
  has_mcp: true,
  headers_limit: [],
  login_status: { argv: ['codex', 'login', 'status'], yes: /^Logged in|is checked when/m },
  older_version: 'codex-cli 0.1.0',
  storm_requests: 2,
};

export const claude: Harness = {
  name: 'claude',
  runner: 'claude_cli',
  mode: 'default_claude',
  env: { ANTHROPIC_API_KEY: KEY, IS_SANDBOX: '1' },
  config: (url, { retries = 0, more = [], probe = false }) => {
    const server = { command: 'node', args: [PROBE_PROGRAM, PROBE.called], alwaysLoad: true };
    const servers = JSON.stringify({ mcpServers: { [PROBE.server]: server } });
    return [
      '[runners.claude]',
      `command = "${programs}claude"`,
      `retries_max = ${retries}`,
      `env = { ANTHROPIC_BASE_URL = "${url}" }`,
      ...(probe ? [`mcp_config = ['${servers}']`] : []),
      ...more,
    ].join('\n');
  },
  home: () => ({}),
  stage: usage(one.input + two.input, one.cached + two.cached, one.output + two.output, 0),
  first: usage(one.input, one.cached, one.output, 0),
  refused: usage(0, 0, 0, 0),
  resume_word: '--resume',
  has_mcp: true,
  headers_limit: ['api_timeout_ms = 2000'],
  login_status: { argv: ['claude', 'auth', 'status'], yes: /"loggedIn": true/ },
  older_version: '1.0.0 (Claude Code)',
  storm_requests: 2,
};

export const pi: Harness = {
  name: 'pi',
  runner: 'pi_rpc',
  mode: 'default_pi',
  env: { DEEPSEEK_API_KEY: KEY },
  config: (_url, { more = [] }) =>
    ['[runners.pi]', `command = "${programs}pi"`, ...more].join('\n'),
  home: (url, { retries = 0 }) => {
    const retry = { enabled: retries > 0, maxRetries: retries, provider: { maxRetries: 0 } };
    const model = { defaultProvider: 'deepseek', defaultModel: 'deepseek-v4-pro' };
    const models = { providers: { deepseek: { baseUrl: `${url}/v1` } } };
    return {
      '.pi/agent/settings.json': JSON.stringify({ ...model, retry }),
      '.pi/agent/models.json': JSON.stringify(models),
    };
  },
  stage: usage(one.input + two.input, one.cached + two.cached, one.output + two.output, 0),
  first: usage(one.input, one.cached, one.output, 0),
  refused: null,
  resume_word: '--session',
  has_mcp: false,
  headers_limit: [],
  login_status: { argv: ['pi', '--offline', '--list-models'], yes: /^provider +model/m },
  older_version: '0.1.0',
  storm_requests: 2,
};

export const HARNESSES: readonly Harness[] = [codex, claude, pi];

function usage(
  input_tokens: number,
  cached_input_tokens: number,
  output_tokens: number,
  thinking_tokens: number,
): TokenUsage {
  const total_tokens = input_tokens + output_tokens;
  return { input_tokens, cached_input_tokens, output_tokens, thinking_tokens, total_tokens };
}

export function times(count: number, { stage }: Harness): TokenUsage {
  return usage(
    stage.input_tokens * count,
    stage.cached_input_tokens * count,
    stage.output_tokens * count,
    stage.thinking_tokens * count,
  );
}
