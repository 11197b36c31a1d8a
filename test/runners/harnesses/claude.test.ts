import { expect } from 'vitest';
import { claude } from '../../../src/runtime/runners/claude/adapter.ts';
import { NODE } from '../../support/runners/cloth.ts';
import { CLAUDE, lines, sample } from '../../support/runners/harnesses.ts';
import { failedSamples, loginsBy, loginsIn, reading, refusals } from '../support/harness-cases.ts';
import { harnessSuite } from '../support/harness-suite.ts';

const SESSION = 'b2444eb3-2ee8-4119-aafb-e0c0539de59e';
const result = { type: 'result', subtype: 'success', is_error: false, result: '### WOVEN' };
const cut = { ...result, subtype: 'error_during_execution', is_error: true };
const free = { ...cut, usage: { input_tokens: 0, output_tokens: 0 }, modelUsage: {} };
const retry = { type: 'system', subtype: 'api_retry', attempt: 9, error: 'unknown' };
const unanswered = { ...retry, error_status: null };
const overloaded = { ...retry, error_status: 529, error: 'overloaded' };
const interrupted = { ...cut, errors: ['x'], result: '' };
const rejected = {
  type: 'rate_limit_event',
  rate_limit_info: { status: 'rejected', resetsAt: Date.UTC(2026, 0, 1, 1) / 1000 },
};
const init = { type: 'system', subtype: 'init', mcp_servers: [{ name: 'db', status: 'failed' }] };
const denials = [{ tool_name: 'Bash' }, { tool_name: 'Bash' }];

const NO_LOGIN = 'no unknown: no login and no key of it was found';
const OAUTH = '{"claudeAiOauth":{"accessToken":"a","refreshToken":"b","expiresAt":1}}';

harnessSuite({
  harness: claude,
  config: CLAUDE,
  program: 'claude',
  launch: {
    argv: [
      ...['claude', '-p', '--output-format', 'stream-json', '--verbose'],
      ...['--dangerously-skip-permissions', '--model', 'fine-7', '--setting-sources', ''],
      ...['--strict-mcp-config', '--disable-slash-commands'],
      ...['--add-dir', '/a/q1-1/in', '/a/q1-1/out'],
    ],
    env: {
      API_TIMEOUT_MS: '300000',
      CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
      CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '3',
    },
    secrets: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'ANTHROPIC_BASE_URL',
      'CLAUDE_CODE_OAUTH_TOKEN',
    ],
  },
  repeatable: ['--allowedTools'],
  launches: [
    {
      name: 'asks for each tool at the level basic',
      config: { permission_default: 'basic' },
      has: ['--permission-mode acceptEdits'],
      lacks: ['--allowedTools', '--dangerously-skip-permissions'],
    },
    {
      name: 'asks for none that is named at the level elevated',
      config: { permission_default: 'elevated' },
      has: ['--permission-mode acceptEdits --allowedTools Bash,'],
      lacks: ['--dangerously-skip-permissions'],
    },
    {
      name: 'resumes a session, thinks as the stage says and reads what it is let',
      config: { context_files: true, skills: true, telemetry: true },
      input: { session: SESSION, node: { ...NODE, thinking_level: 'high', model_name: null } },
      has: [`--effort high --resume ${SESSION} --setting-sources project`],
      lacks: ['--disable-slash-commands', '--model'],
      unset: ['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC'],
    },
  ],
  sample: {
    stdout: sample('claude'),
    report: {
      final_text: 'All done.\n\n### BUILDER_COMPLETE\n{"files":["out.txt"]}',
      clean: true,
      usage: {
        input_tokens: 3600,
        cached_input_tokens: 1100,
        output_tokens: 110,
        thinking_tokens: 0,
        total_tokens: 3710,
        cost_usd: 0.0158,
      },
      session: SESSION,
      trouble: null,
      notes: [],
    },
  },
  reports: [
    ...['claude-background-task', 'claude-partial-messages'].map((name) =>
      reading(`is clean: ${name}`, sample(name), {
        clean: true,
        trouble: null,
        notes: [],
        final_text: expect.stringContaining('### BUILDER_COMPLETE'),
      }),
    ),
    // All of these say success.
    ...failedSamples([
      ['claude-err-400', 1, 'runner_bad_configuration'],
      ['claude-err-401', 1, 'runner_not_logged_in'],
      ['claude-err-429', 1, 'provider_rate_limited'],
      ['claude-err-500', 1, 'provider_failure'],
      ['claude-err-529', 1, 'provider_failure'],
      ['claude-err-unreachable', 1, 'network_unreachable'],
      ['claude-err-max-turns', 1, 'runner_non_zero_exit'],
    ]),
    reading(
      'counts what was spent before a limit of its own',
      sample('claude-err-max-turns'),
      { usage: { input_tokens: 1200, total_tokens: 1250 } },
      { status: 1 },
    ),
    ...(
      [
        ['claude-sigint-shell', 1],
        ['claude-sigint-during-mcp-call', 0],
        ['claude-sigterm-shell', 143],
        ['claude-sigterm-during-mcp-call', 143],
      ] as const
    ).map(([name, status]) =>
      reading(
        `is not clean: ${name} with status ${status}`,
        sample(name),
        { clean: false },
        { status },
      ),
    ),
    reading(
      'does not know what was spent when the result is missing',
      sample('claude-sigterm-shell'),
      { usage: null, trouble: null, session: expect.any(String) },
      { status: 143 },
    ),
    reading('does not take a request that was cut off for a free one', lines(free), {
      usage: null,
    }),
    reading(
      'counts what the models counted before it was cut off',
      lines({ ...free, modelUsage: { a: { inputTokens: 7, outputTokens: 1 } } }),
      { usage: { total_tokens: 8 } },
    ),
    reading(
      'takes a request that was refused for a free one',
      lines({ ...free, subtype: 'success', api_error_status: 401 }),
      { usage: { total_tokens: 0 } },
      { status: 1 },
    ),
    reading(
      'knows when a used-up limit resets',
      lines(rejected, { ...result, is_error: true, api_error_status: 429, result: 'hit' }),
      {
        trouble: {
          failure_class: 'provider_quota_exhausted',
          detail: 'hit',
          retry_after_ms: 3_599_000,
        },
      },
      { status: 1 },
    ),
    reading(
      'was stuck in retries without an answer when it was stopped',
      lines(unanswered),
      { trouble: { failure_class: 'network_unreachable' } },
      { status: 143 },
    ),
    reading(
      'was stuck in retries of a refused request when it was stopped',
      lines(overloaded),
      { trouble: { failure_class: 'provider_failure' } },
      { status: 143 },
    ),
    reading('was stuck in retries when it was interrupted', lines(unanswered, interrupted), {
      trouble: { failure_class: 'network_unreachable' },
    }),
    reading(
      'is not stuck in a retry that was answered',
      lines({ ...retry, error_status: 529 }, { type: 'assistant', message: {} }),
      { trouble: null },
      { status: 143 },
    ),
    reading(
      'says what its permissions denied and which servers were missing',
      lines(init, { ...result, permission_denials: denials }),
      {
        clean: true,
        notes: [
          'its MCP server db was not connected',
          'its permission level denied 2 tool calls: Bash',
        ],
      },
    ),
    reading(
      'tolerates and names what a newer version says',
      lines({ type: 'dream', depth: 7 }, { ...result, mood: 'fine' }),
      { clean: true, notes: ['event types that this release does not know: dream'] },
    ),
    ...refusals(SESSION, [
      ["error: unknown option '--nope'", 1, 'runner_bad_configuration'],
      [
        '--dangerously-skip-permissions cannot be used with root/sudo privileges',
        1,
        'runner_bad_configuration',
      ],
      ['No conversation found with session ID: x', 1, 'attempt_lost'],
      ['Not logged in - Please run /login', 1, 'runner_not_logged_in'],
    ]),
  ],
  places: [
    {
      name: 'lies in the folder of the work directory',
      cwd: '/w/My.dir',
      session: SESSION,
      places: [{ folder: '/h/.claude/projects/-w-My-dir', name_ends_with: `${SESSION}.jsonl` }],
    },
  ],
  usages: [
    {
      name: 'counts each answer once, by its last line',
      record: lines(
        answer('m0', 9, '2026-01-01T00:00:00Z'),
        answer('m1', 1, '2026-01-01T00:00:02Z'),
        answer('m1', 7, '2026-01-01T00:00:02Z'),
        { type: 'user', timestamp: '2026-01-01T00:00:03Z' },
      ),
      since: '2026-01-01T00:00:01Z',
      usage: {
        input_tokens: 14,
        cached_input_tokens: 4,
        output_tokens: 7,
        thinking_tokens: 0,
        total_tokens: 21,
      },
    },
  ],
  logins: [
    ...loginsBy([
      ['ANTHROPIC_API_KEY', '1', 'yes api_key: ANTHROPIC_API_KEY'],
      ['ANTHROPIC_AUTH_TOKEN', '1', 'yes api_key: ANTHROPIC_AUTH_TOKEN'],
      ['CLAUDE_CODE_OAUTH_TOKEN', '1', 'yes subscription: CLAUDE_CODE_OAUTH_TOKEN'],
      ['CLAUDE_CODE_USE_BEDROCK', '1', 'yes unknown: CLAUDE_CODE_USE_BEDROCK'],
      ['ANTHROPIC_BASE_URL', '1', NO_LOGIN],
    ]),
    ...loginsIn('/h/.claude/.credentials.json', [
      [OAUTH, 'yes subscription: .credentials.json'],
      ['{}', NO_LOGIN],
      ['{"claudeAiOauth":1}', 'unknown unknown: .credentials.json is not as this release knows it'],
    ]),
    ...loginsIn('/h/.claude.json', [
      ['{"primaryApiKey":"k"}', 'yes api_key: .claude.json'],
      ['{"primaryApiKey":""}', NO_LOGIN],
      ['{"numStartups":3}', NO_LOGIN],
    ]),
    {
      name: 'a key where CLAUDE_CONFIG_DIR says',
      files: { '/c/.claude.json': '{"primaryApiKey":"k"}' },
      env: { CLAUDE_CONFIG_DIR: '/c' },
      login: 'yes api_key: .claude.json',
    },
    {
      name: 'a login where CLAUDE_CONFIG_DIR says',
      files: { '/c/.credentials.json': OAUTH },
      env: { CLAUDE_CONFIG_DIR: '/c' },
      login: 'yes subscription: .credentials.json',
    },
    {
      name: 'a variable and a login: the variable wins',
      files: { '/h/.claude/.credentials.json': OAUTH },
      env: { ANTHROPIC_API_KEY: 'k' },
      login: 'yes api_key: ANTHROPIC_API_KEY',
    },
    {
      name: 'settings that may name a key',
      config: { setting_sources: ['user'] },
      login: 'unknown unknown: its settings files may name a key',
    },
  ],
  versions: [
    ['2.1.197 (Claude Code)\n', '2.1.197'],
    ['2.1.197\n', undefined],
  ],
  // The last event holds the answer.
  speaker: {
    session: { type: 'system', subtype: 'init', session_id: 'one' },
    says: (text) => ({ ...result, result: text, usage: { input_tokens: 5, output_tokens: 2 } }),
    end: { type: 'user' },
  },
});

function answer(id: string, output_tokens: number, timestamp: string) {
  const usage = { input_tokens: 10, cache_read_input_tokens: 4, output_tokens };
  return { type: 'assistant', timestamp, message: { id, usage } };
}
