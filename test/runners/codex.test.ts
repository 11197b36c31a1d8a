import { describe, expect, it } from 'vitest';
import { codexAdapter } from '../../src/runtime/runners/codex/adapter.ts';
import { codexRecord } from '../../src/runtime/runners/codex/session.ts';
import { NODE } from '../support/runners/cloth.ts';
import { CODEX, INPUT, lines, outputOf, sample } from '../support/runners/harnesses.ts';

const adapter = codexAdapter(CODEX);
const THREAD = '01a20383-309d-7513-9565-bd0077452b12';
const started = { type: 'thread.started', thread_id: 'th-1' };
const said = (text: string) => ({ type: 'item.completed', item: { type: 'agent_message', text } });
const usage = { input_tokens: 5, cached_input_tokens: 9, output_tokens: 2 };
const done = { type: 'turn.completed', usage };

describe('the launch of Codex', () => {
  it('sends the prompt by stdin and stores no secret', () => {
    expect(adapter.launch(INPUT)).toMatchInlineSnapshot(`
      {
        "argv": [
          "codex",
          "exec",
          "--json",
          "--skip-git-repo-check",
          "--model",
          "fine-7",
          "--dangerously-bypass-approvals-and-sandbox",
          "-c",
          "project_doc_max_bytes=0",
          "-c",
          "skills.include_instructions=false",
          "-c",
          "analytics.enabled=false",
          "-c",
          "check_for_update_on_startup=false",
          "--disable",
          "plugins",
          "-",
        ],
        "attempt": "q1-1",
        "cwd": "/w",
        "env": {
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
          "OPENAI_API_KEY",
          "CODEX_API_KEY",
          "OPENAI_BASE_URL",
          "AZURE_OPENAI_API_KEY",
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
    ['basic', ['-c', 'sandbox_mode="workspace-write"', '-c', 'approval_policy="never"']],
    ['elevated', ['-c', 'sandbox_mode="danger-full-access"', '-c', 'approval_policy="never"']],
  ] as const)('%s asks its own sandbox', (permission_default, settings) => {
    const { argv } = codexAdapter({ ...CODEX, permission_default }).launch(INPUT);
    expect(argv.join(' ')).toContain(settings.join(' '));
    expect(argv).not.toContain('--dangerously-bypass-approvals-and-sandbox');
    expect(argv.includes('/a/q1-1/out')).toBe(permission_default === 'basic');
  });
  it('takes the most specific permission level', () => {
    const levels = { permission_by_model: { 'fine-7': 'basic' } } as const;
    const byModel = codexAdapter({ ...CODEX, ...levels }).launch(INPUT);
    expect(byModel.argv).toContain('sandbox_mode="workspace-write"');
    const byKind = { ...levels, permission_by_stage: { weaver: 'elevated' } } as const;
    const launch = codexAdapter({ ...CODEX, ...byKind }).launch(INPUT);
    expect(launch.argv).toContain('sandbox_mode="danger-full-access"');
  });
  it('resumes a session where the config lets it, and thinks as the stage says', () => {
    const node = { ...NODE, thinking_level: 'high' };
    const { argv } = adapter.launch({ ...INPUT, node, session: THREAD });
    expect(argv.slice(-3)).toEqual(['resume', THREAD, '-']);
    expect(argv).toContain('model_reasoning_effort="high"');
    const fresh = codexAdapter({ ...CODEX, resume: false }).launch({ ...INPUT, session: THREAD });
    expect(fresh.argv).not.toContain('resume');
  });
});

describe('the report of Codex', () => {
  it('is clean with text, usage and session', () => {
    expect(adapter.report(outputOf(sample('codex')), null)).toEqual({
      final_text: 'All done.\n\n### BUILDER_COMPLETE\n{"files":["out.txt"]}',
      clean: true,
      usage: {
        input_tokens: 2500,
        cached_input_tokens: 1100,
        output_tokens: 110,
        thinking_tokens: 18,
        total_tokens: 2610,
      },
      session: THREAD,
      trouble: null,
      notes: [],
    });
  });
  it('does not take the usage of a whole thread for that of a resumed attempt', () => {
    expect(adapter.report(outputOf(sample('codex')), THREAD).usage).toBeNull();
  });
  it('warns about what Codex warned about', () => {
    const { clean, notes, final_text } = adapter.report(outputOf(sample('codex-mcp-tools')), null);
    expect({ clean, final_text }).toEqual({ clean: true, final_text: '### BUILDER_COMPLETE' });
    expect(notes).toEqual([expect.stringContaining('it warned: Model metadata for')]);
  });
  it.each([
    ['codex-err-400', 1, 'runner_bad_configuration'],
    ['codex-err-401', 1, 'runner_not_logged_in'],
    ['codex-err-429', 1, 'provider_rate_limited'],
    ['codex-err-500', 1, 'provider_failure'],
    ['codex-err-after-progress', 1, 'provider_failure'],
    ['codex-err-unreachable-bounded', 1, 'network_unreachable'],
    ['codex-err-unreachable-default-hangs', 137, 'network_unreachable'],
  ])('%s is %i, %s', (name, status, failure_class) => {
    const report = adapter.report(outputOf(sample(name), status), null);
    expect(report).toMatchObject({ clean: false, usage: null, trouble: { failure_class } });
  });
  it('has no trouble of its own when it was cut off', () => {
    const report = adapter.report(outputOf(sample('codex-sigint-shell'), 1), null);
    expect(report).toMatchObject({ clean: false, trouble: null, final_text: 'starting' });
  });
  it('forgets an error that was retried with success', () => {
    const retried = { type: 'error', message: 'Reconnecting... 1/5 (Connection failed)' };
    const report = adapter.report(outputOf(lines(started, retried, said('on')), 1), null);
    expect(report.trouble).toBeNull();
  });
  it('never trusts the exit status, nor the event, alone', () => {
    const text = lines(started, said('### WOVEN'));
    expect(adapter.report(outputOf(text, 0), null).clean).toBe(false);
    expect(adapter.report(outputOf(text + lines(done), 1), null).clean).toBe(false);
    const failed = { type: 'turn.failed', error: { message: 'x' } };
    expect(adapter.report(outputOf(text + lines(done, failed), 0), null).clean).toBe(false);
    expect(adapter.report(outputOf(text + lines(done), 0), null).clean).toBe(true);
  });
  it('counts no more cached tokens than there were', () => {
    const report = adapter.report(outputOf(lines(started, done)), null);
    expect(report.usage).toMatchObject({ input_tokens: 5, cached_input_tokens: 5 });
    expect(adapter.report(outputOf(lines({ ...done, usage: {} })), null).usage).toBeNull();
  });
  it('takes no session that could be taken for an argument', () => {
    const foreign = { ...started, thread_id: '--last' };
    expect(adapter.report(outputOf(lines(foreign, done)), null).session).toBeNull();
  });
  it('reads the session from the beginning of a long output', () => {
    const stdout_head = new TextEncoder().encode(lines(started).repeat(2));
    const output = { ...outputOf(lines(done)), stdout_head };
    expect(adapter.report(output, null)).toMatchObject({ session: 'th-1', notes: [] });
  });
});

describe('Codex that refuses to start', () => {
  it.each([
    ["error: unexpected argument '--nope' found", 2, 'runner_bad_configuration'],
    [
      'Not inside a trusted directory and --skip-git-repo-check was not specified.',
      1,
      'runner_bad_configuration',
    ],
    [
      'Error: thread/resume failed: no rollout found for thread id x\n\n 0: <unknown>',
      1,
      'attempt_lost',
    ],
    ['Error: Missing environment variable: `FAKE_KEY`', 1, 'runner_not_logged_in'],
  ])('%.40s is %i, %s', (stderr, status, failure_class) => {
    const report = adapter.report(outputOf('', status, stderr), 'th-0');
    expect(report.trouble).toMatchObject({ failure_class });
    expect(report.session).toBe(failure_class === 'attempt_lost' ? null : 'th-0');
  });
  it('is nothing of that when a signal ended it', () => {
    expect(adapter.report(outputOf('', 137), null).trouble).toBeNull();
  });
});

describe("Codex's own record of a session", () => {
  const launch = { ...adapter.launch(INPUT), env: { CODEX_HOME: '/c' } };
  it('lies in the folder of the day on which the session began', () => {
    const places = codexRecord.places(launch, THREAD);
    expect(places.map(({ folder }) => folder)).toEqual([
      '/c/sessions/2026/11/22',
      '/c/sessions/2026/11/21',
      '/c/sessions/2026/11/23',
    ]);
    expect(places[0]?.name_ends_with).toBe(`-${THREAD}.jsonl`);
    expect(codexRecord.places({ ...launch, env: {} }, THREAD)).toEqual([]);
    expect(codexRecord.places(launch, 'named')).toEqual([]);
  });
  it('counts each answer once, and only those of the attempt', () => {
    const bytes = sample('codex-rollout-usage');
    const twice = new Uint8Array([...bytes, ...bytes]);
    expect(codexRecord.usage(twice, '')).toMatchObject({ total_tokens: 2610, thinking_tokens: 18 });
    expect(codexRecord.usage(bytes, '2026-11-22T13:47:39.250Z')).toMatchObject({
      input_tokens: 1500,
      cached_input_tokens: 900,
      total_tokens: 1560,
    });
    expect(codexRecord.usage(bytes, '2027')).toBeNull();
  });
});
