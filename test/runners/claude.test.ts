import { describe, expect, it } from 'vitest';
import { claudeAdapter } from '../../src/runtime/runners/claude/adapter.ts';
import { claudeRecord } from '../../src/runtime/runners/claude/session.ts';
import { NODE } from '../support/runners/cloth.ts';
import { CLAUDE, INPUT, lines, outputOf, sample } from '../support/runners/harnesses.ts';

const adapter = claudeAdapter(CLAUDE);
const SESSION = 'b2444eb3-2ee8-4119-aafb-e0c0539de59e';
const result = { type: 'result', subtype: 'success', is_error: false, result: '### WOVEN' };

describe('the launch of Claude Code', () => {
  it('sends the prompt by stdin and stores no secret', () => {
    expect(adapter.launch(INPUT)).toMatchInlineSnapshot(`
      {
        "argv": [
          "claude",
          "-p",
          "--output-format",
          "stream-json",
          "--verbose",
          "--dangerously-skip-permissions",
          "--model",
          "fine-7",
          "--setting-sources",
          "",
          "--strict-mcp-config",
          "--disable-slash-commands",
          "--add-dir",
          "/a/q1-1/in",
          "/a/q1-1/out",
        ],
        "attempt": "q1-1",
        "cwd": "/w",
        "env": {
          "API_TIMEOUT_MS": "300000",
          "CLAUDE_CODE_DISABLE_AUTO_MEMORY": "1",
          "CLAUDE_CODE_DISABLE_CLAUDE_MDS": "1",
          "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
          "CLAUDE_CODE_MAX_RETRIES": "3",
          "HOME": "/h",
          "MILLRACE_ATTEMPT": "q1-1",
          "MILLRACE_IN": "/a/q1-1/in",
          "MILLRACE_OUT": "/a/q1-1/out",
          "MILLRACE_WORK_DIR": "/w",
          "PATH": "/bin",
        },
        "env_pass": [
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "NODE_EXTRA_CA_CERTS",
          "ANTHROPIC_API_KEY",
          "ANTHROPIC_AUTH_TOKEN",
          "ANTHROPIC_BASE_URL",
          "CLAUDE_CODE_OAUTH_TOKEN",
        ],
        "silence_ms": 1000,
        "stdin": "prompt.md",
        "stop": [
          {
            "grace_ms": 4000,
            "signal": "SIGINT",
          },
          {
            "grace_ms": 2000,
            "signal": "SIGTERM",
          },
        ],
        "timeout_ms": 90000,
      }
    `);
  });
  it.each([
    ['basic', ['--permission-mode', 'acceptEdits'], '--allowedTools'],
    [
      'elevated',
      ['--permission-mode', 'acceptEdits', '--allowedTools'],
      '--dangerously-skip-permissions',
    ],
  ] as const)('%s asks for each tool', (permission_default, flags, not) => {
    const { argv } = claudeAdapter({ ...CLAUDE, permission_default }).launch(INPUT);
    expect(argv.join(' ')).toContain(flags.join(' '));
    expect(argv).not.toContain(not);
  });
  it('resumes a session, thinks as the stage says and reads what it is let', () => {
    const config = { ...CLAUDE, context_files: true, skills: true, telemetry: true };
    const node = { ...NODE, thinking_level: 'high', model_name: null };
    const launch = claudeAdapter(config).launch({ ...INPUT, node, session: SESSION });
    const words = launch.argv.join(' ');
    expect(words).toContain(`--effort high --resume ${SESSION} --setting-sources project`);
    expect(words).not.toContain('--disable-slash-commands');
    expect(words).not.toContain('--model');
    expect(launch.env).not.toHaveProperty('CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC');
  });
});

describe('the report of Claude Code', () => {
  it('is clean with text, usage and session', () => {
    expect(adapter.report(outputOf(sample('claude')), null)).toEqual({
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
    });
  });
  it.each(['claude-background-task', 'claude-partial-messages'])('%s is clean', (name) => {
    const report = adapter.report(outputOf(sample(name)), null);
    expect(report).toMatchObject({ clean: true, trouble: null, notes: [] });
    expect(report.final_text).toContain('### BUILDER_COMPLETE');
  });
  it.each([
    ['claude-err-400', 'runner_bad_configuration'],
    ['claude-err-401', 'runner_not_logged_in'],
    ['claude-err-429', 'provider_rate_limited'],
    ['claude-err-500', 'provider_failure'],
    ['claude-err-529', 'provider_failure'],
    ['claude-err-unreachable', 'network_unreachable'],
    ['claude-err-max-turns', 'runner_non_zero_exit'],
  ])('%s is %s, although it says success', (name, failure_class) => {
    const report = adapter.report(outputOf(sample(name), 1), null);
    expect(report).toMatchObject({ clean: false, trouble: { failure_class } });
  });
  it('counts what was spent before a limit of its own', () => {
    const report = adapter.report(outputOf(sample('claude-err-max-turns'), 1), null);
    expect(report.usage).toMatchObject({ input_tokens: 1200, total_tokens: 1250 });
  });
  it.each([
    ['claude-sigint-shell', 1],
    ['claude-sigint-during-mcp-call', 0],
    ['claude-sigterm-shell', 143],
    ['claude-sigterm-during-mcp-call', 143],
  ])('%s is not clean with status %i', (name, status) => {
    expect(adapter.report(outputOf(sample(name), status), null).clean).toBe(false);
  });
  it('does not know what was spent when the result is missing', () => {
    const report = adapter.report(outputOf(sample('claude-sigterm-shell'), 143), null);
    expect(report).toMatchObject({ usage: null, trouble: null });
    expect(report.session).toEqual(expect.any(String));
  });
  it('does not take a request that was cut off for one that was free', () => {
    const usage = { input_tokens: 0, output_tokens: 0 };
    const cut = { ...result, subtype: 'error_during_execution', is_error: true, usage };
    expect(adapter.report(outputOf(lines({ ...cut, modelUsage: {} })), null).usage).toBeNull();
    const after = { a: { inputTokens: 7, outputTokens: 1 } };
    const counted = lines({ ...cut, modelUsage: after });
    expect(adapter.report(outputOf(counted), null).usage).toMatchObject({ total_tokens: 8 });
    const refused = lines({ ...cut, subtype: 'success', api_error_status: 401, modelUsage: {} });
    expect(adapter.report(outputOf(refused, 1), null).usage).toMatchObject({ total_tokens: 0 });
  });
  it('knows when a used-up limit resets', () => {
    const rejected = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', resetsAt: Date.UTC(2026, 0, 1, 1) / 1000 },
    };
    const failed = { ...result, is_error: true, api_error_status: 429, result: 'hit' };
    const report = adapter.report(outputOf(lines(rejected, failed), 1), null);
    expect(report.trouble).toEqual({
      failure_class: 'provider_quota_exhausted',
      detail: 'hit',
      retry_after_ms: 3_599_000,
    });
  });
  it('sees that it was stuck in retries when it was stopped', () => {
    const retry = { type: 'system', subtype: 'api_retry', attempt: 9, error: 'unknown' };
    const unanswered = lines({ ...retry, error_status: null });
    expect(adapter.report(outputOf(unanswered, 143), null).trouble).toMatchObject({
      failure_class: 'network_unreachable',
    });
    const refused = lines({ ...retry, error_status: 529, error: 'overloaded' });
    expect(adapter.report(outputOf(refused, 143), null).trouble).toMatchObject({
      failure_class: 'provider_failure',
    });
    const cut = { ...result, subtype: 'error_during_execution', is_error: true, errors: ['x'] };
    const interrupted = lines({ ...retry, error_status: null }, { ...cut, result: '' });
    expect(adapter.report(outputOf(interrupted, 0), null).trouble).toMatchObject({
      failure_class: 'network_unreachable',
    });
    const answered = lines({ ...retry, error_status: 529 }, { type: 'assistant', message: {} });
    expect(adapter.report(outputOf(answered, 143), null).trouble).toBeNull();
  });
  it('says what its permissions denied and which servers were missing', () => {
    const init = {
      type: 'system',
      subtype: 'init',
      mcp_servers: [{ name: 'db', status: 'failed' }],
    };
    const denied = {
      ...result,
      permission_denials: [{ tool_name: 'Bash' }, { tool_name: 'Bash' }],
    };
    expect(adapter.report(outputOf(lines(init, denied)), null)).toMatchObject({
      clean: true,
      notes: [
        'its MCP server db was not connected',
        'its permission level denied 2 tool calls: Bash',
      ],
    });
  });
  it('tolerates and names what a newer version says', () => {
    const newer = { type: 'dream', depth: 7 };
    const report = adapter.report(outputOf(lines(newer, { ...result, mood: 'fine' })), null);
    expect(report).toMatchObject({
      clean: true,
      notes: ['event types that this release does not know: dream'],
    });
  });
});

describe('Claude Code that refuses to start', () => {
  it.each([
    ["error: unknown option '--nope'", 'runner_bad_configuration'],
    [
      '--dangerously-skip-permissions cannot be used with root/sudo privileges',
      'runner_bad_configuration',
    ],
    ['No conversation found with session ID: x', 'attempt_lost'],
    ['Not logged in - Please run /login', 'runner_not_logged_in'],
  ])('%.40s is %s', (stderr, failure_class) => {
    const report = adapter.report(outputOf('', 1, stderr), SESSION);
    expect(report.trouble).toMatchObject({ failure_class });
  });
});

describe("Claude Code's own record of a session", () => {
  it('lies in the folder of the work directory', () => {
    const launch = { ...adapter.launch(INPUT), cwd: '/w/My.dir' };
    expect(claudeRecord.places(launch, SESSION)).toEqual([
      { folder: '/h/.claude/projects/-w-My-dir', name_ends_with: `${SESSION}.jsonl` },
    ]);
  });
  it('counts each answer once, by its last line', () => {
    const answer = (id: string, output_tokens: number, timestamp: string) => ({
      type: 'assistant',
      timestamp,
      message: { id, usage: { input_tokens: 10, cache_read_input_tokens: 4, output_tokens } },
    });
    const text = lines(
      answer('m0', 9, '2026-01-01T00:00:00Z'),
      answer('m1', 1, '2026-01-01T00:00:02Z'),
      answer('m1', 7, '2026-01-01T00:00:02Z'),
      { type: 'user', timestamp: '2026-01-01T00:00:03Z' },
    );
    const bytes = new TextEncoder().encode(text);
    expect(claudeRecord.usage(bytes, '2026-01-01T00:00:01Z')).toEqual({
      input_tokens: 14,
      cached_input_tokens: 4,
      output_tokens: 7,
      thinking_tokens: 0,
      total_tokens: 21,
    });
  });
});
