import { describe, expect, it } from 'vitest';
import { codexAdapter } from '../../src/runtime/runners/codex/adapter.ts';
import { piAdapter } from '../../src/runtime/runners/pi/adapter.ts';
import { piRecord } from '../../src/runtime/runners/pi/session.ts';
import { programOf } from '../../src/runtime/runners/program.ts';
import { NODE } from '../support/runners/cloth.ts';
import { CODEX, INPUT, lines, outputOf, PI, sample } from '../support/runners/harnesses.ts';

const adapter = piAdapter(PI);
const SESSION = '2026-11-22T19-10-03-536Z_01a204aa-5d10-7d72-b8bc-1171172adaf8';
const FOLDER = '/h/.pi/agent/sessions/--w--';
const NAMED = {
  id: 'session',
  type: 'response',
  command: 'get_session_stats',
  data: { sessionFile: `${FOLDER}/${SESSION}.jsonl` },
};
const ENDED = { type: 'agent_end', messages: [] };

function said(text: string, more: object = {}) {
  const content = [{ type: 'text', text }];
  return {
    type: 'message_end',
    message: { role: 'assistant', content, stopReason: 'stop', ...more },
  };
}

describe('the launch of Pi', () => {
  it('goes through the dialogue, which gets the prompt by stdin, and stores no secret', () => {
    const input = { ...INPUT, env: { ...INPUT.env, GROQ_API_KEY: 'secret', PI_PACKAGE_DIR: '/p' } };
    const { argv, env, env_pass, stdin } = adapter.launch(input);
    expect({ argv, env, stdin }).toMatchInlineSnapshot(`
      {
        "argv": [
          "/bin/node",
          "/lib/millrace.js",
          "pi-dialogue",
          "pi",
          "--mode",
          "rpc",
          "--model",
          "fine-7",
          "--session-dir",
          "/h/.pi/agent/sessions/--w--",
          "--no-context-files",
          "--no-skills",
          "--no-extensions",
          "--no-prompt-templates",
          "--no-themes",
        ],
        "env": {
          "HOME": "/h",
          "MILLRACE_ATTEMPT": "q1-1",
          "MILLRACE_IN": "/a/q1-1/in",
          "MILLRACE_OUT": "/a/q1-1/out",
          "MILLRACE_WORK_DIR": "/w",
          "PATH": "/bin",
          "PI_OFFLINE": "1",
          "PI_PACKAGE_DIR": "/p",
          "PI_TELEMETRY": "0",
        },
        "stdin": "prompt.md",
      }
    `);
    expect(env_pass).toContain('GROQ_API_KEY');
  });
  it('resumes a session by its file and thinks as the stage says', () => {
    const node = { ...NODE, thinking_level: 'high' };
    const config = { ...PI, provider: 'groq', thinking: 'low' };
    const { argv } = piAdapter(config).launch({ ...INPUT, node, session: SESSION });
    const words = argv.join(' ');
    expect(words).toContain(
      `--provider groq --model fine-7 --thinking high --session-dir ${FOLDER} --session ${FOLDER}/${SESSION}.jsonl`,
    );
    const without = { ...INPUT, node: { ...node, model_name: null } };
    expect(piAdapter(config).launch(without).argv.join(' ')).not.toMatch(/--provider|--model/);
  });
  it('loads what it is let, and keeps no session that is not resumed', () => {
    const on = { context_files: true, skills: true, extensions: true };
    const config = { ...PI, ...on, prompt_templates: true, themes: true, telemetry: true };
    const { argv, env } = piAdapter({ ...config, resume: false }).launch(INPUT);
    expect(argv.slice(3)).toEqual(['pi', '--mode', 'rpc', '--model', 'fine-7', '--no-session']);
    expect(Object.keys(env).filter((name) => name.startsWith('PI_'))).toEqual([]);
  });
  it.each([
    [{ PI_CODING_AGENT_DIR: '~/mine' }, ['--session-dir', '/h/mine/sessions/--w--']],
    [{ PI_CODING_AGENT_SESSION_DIR: '/s' }, ['--session-dir', '/s']],
    [{ HOME: undefined }, []],
  ])('%j says where sessions lie', (env, words) => {
    const { argv } = adapter.launch({ ...INPUT, env: { ...INPUT.env, ...env } });
    const at = argv.indexOf('--session-dir');
    expect(at < 0 ? [] : argv.slice(at, at + 2)).toEqual(words);
  });
});

it('is Pi that has to be installed, and not the program that speaks with it', () => {
  expect(programOf(adapter.launch(INPUT))).toBe('pi');
  expect(programOf(codexAdapter(CODEX).launch(INPUT))).toBe('codex');
});

describe('the report of Pi', () => {
  it('is clean with text and usage', () => {
    expect(adapter.report(outputOf(sample('pi')), null)).toEqual({
      final_text: 'All done.\n\n### BUILDER_COMPLETE\n{"files":["out.txt"]}',
      clean: true,
      usage: {
        input_tokens: 2500,
        cached_input_tokens: 1100,
        output_tokens: 110,
        thinking_tokens: 0,
        total_tokens: 2610,
        cost_usd: 0.00173,
      },
      session: null,
      trouble: null,
      notes: [],
    });
  });
  it('is the same whatever API the provider speaks', () => {
    const report = adapter.report(outputOf(sample('pi-anthropic')), null);
    expect(report).toMatchObject({
      clean: true,
      usage: { total_tokens: 3710, cost_usd: 0.00283 },
      notes: [],
    });
    expect(report.final_text).toContain('### BUILDER_COMPLETE');
  });
  it.each([
    ['pi-err-401', 'runner_not_logged_in'],
    ['pi-err-429', 'provider_rate_limited'],
    ['pi-err-500', 'provider_failure'],
    ['pi-err-unreachable', 'network_unreachable'],
  ])('%s is %s, although its exit status is 0', (name, failure_class) => {
    const report = adapter.report(outputOf(sample(name)), null);
    expect(report).toMatchObject({ clean: false, usage: null, trouble: { failure_class } });
  });
  it('of a run that was aborted is interrupted, with what it had cost', () => {
    expect(adapter.report(outputOf(sample('pi-abort'), 130), null)).toMatchObject({
      final_text: '',
      clean: false,
      usage: { input_tokens: 100, total_tokens: 110 },
      trouble: { failure_class: 'interrupted' },
    });
  });
  it('names the session when its file is there', () => {
    expect(adapter.report(outputOf(lines(NAMED)), null).session).toBeNull();
    expect(adapter.report(outputOf(lines(NAMED)), 'old').session).toBe('old');
    const answered = lines(NAMED, said('x', { stopReason: 'error', errorMessage: '401 no' }));
    expect(adapter.report(outputOf(answered), null).session).toBe(SESSION);
  });
  it.each([
    ['a run that did not end', [said('### WOVEN')], 0],
    ['a run that went on', [said('### WOVEN'), ENDED, { type: 'auto_retry_start' }], 0],
    ['an answer that was cut off', [said('### WOVEN', { stopReason: 'length' }), ENDED], 0],
    ['a process that did not end well', [said('### WOVEN'), ENDED], 137],
  ])('%s is not clean', (_, records, status) => {
    const report = adapter.report(outputOf(lines(...records), status), null);
    expect(report).toMatchObject({ clean: false, final_text: '### WOVEN' });
  });
  it('sees that it was stuck in retries when it was stopped', () => {
    const failed = said('', { stopReason: 'error', errorMessage: '529 full' });
    const aborted = said('', { stopReason: 'aborted' });
    const stuck = lines(failed, ENDED, { type: 'auto_retry_start' }, aborted, ENDED);
    expect(adapter.report(outputOf(stuck, 143), null).trouble).toMatchObject({
      failure_class: 'provider_failure',
    });
    const mended = lines(failed, said('better', { stopReason: 'toolUse' }), aborted, ENDED);
    expect(adapter.report(outputOf(mended, 143), null).trouble).toMatchObject({
      failure_class: 'interrupted',
    });
  });
  it.each([
    ['No API key found for groq.\n\nUse /login to log in', 'runner_not_logged_in'],
    ['No model selected.', 'runner_bad_configuration'],
  ])('%.30s is a prompt that was not taken', (error, failure_class) => {
    const refused = { type: 'response', command: 'prompt', success: false, error };
    const report = adapter.report(outputOf(lines(NAMED, refused)), null);
    const [detail] = error.split('\n');
    const trouble = { failure_class, detail };
    expect(report).toMatchObject({ clean: false, session: null, trouble });
  });
  it('says which program could not be started', () => {
    const record = { type: 'program_not_started', program: 'pie', error: 'ENOENT' };
    expect(adapter.report(outputOf(lines(record), 127), null).trouble).toEqual({
      failure_class: 'runner_binary_not_found',
      detail: 'pie: ENOENT',
      retry_after_ms: null,
    });
  });
  it('takes no part of its records for all of them', () => {
    const output = { ...outputOf(sample('pi')), stdout_head: sample('pi') };
    expect(adapter.report(output, null)).toMatchObject({ clean: true, usage: null });
  });
  it('tolerates and names what a newer version says', () => {
    const newer = [{ type: 'dream' }, { type: 'extension_error' }, { type: 'agent_end', left: 1 }];
    expect(adapter.report(outputOf(lines(said('### WOVEN'), ...newer)), null)).toMatchObject({
      clean: true,
      notes: [
        'its extensions failed 1 times',
        'event types that this release does not know: dream',
      ],
    });
  });
});

describe('Pi that refuses to start', () => {
  it.each([
    ['Error: Unknown option: --no-such-flag', 'runner_bad_configuration'],
    ['No models available. Use /login to log into a provider', 'runner_bad_configuration'],
    ['TypeError: rate_limit is not a function\n    at x.js:502', 'runner_bad_configuration'],
    ['429 Too Many Requests', 'provider_rate_limited'],
    ['Connection error.', 'network_unreachable'],
  ])('%.40s is %s', (stderr, failure_class) => {
    const report = adapter.report(outputOf('', 1, stderr), SESSION);
    expect(report).toMatchObject({ trouble: { failure_class } });
  });
});

describe("Pi's own record of a session", () => {
  it('lies below its home, in the folder of the work directory', () => {
    const launch = { ...adapter.launch(INPUT), cwd: '/w/My.dir' };
    expect(piRecord.places(launch, SESSION)).toEqual([
      { folder: '/h/.pi/agent/sessions/--w-My.dir--', name_ends_with: `${SESSION}.jsonl` },
    ]);
    expect(piRecord.places({ ...launch, env: {} }, SESSION)).toEqual([]);
  });
  it('counts the answers of the attempt', () => {
    const entry = (timestamp: string, input: number) => ({
      type: 'message',
      timestamp,
      message: { role: 'assistant', usage: { input, cacheRead: 4, cacheWrite: 2, output: 7 } },
    });
    const text = lines(
      { type: 'session', timestamp: '2026-01-01T00:00:00Z' },
      entry('2026-01-01T00:00:00Z', 90),
      entry('2026-01-01T00:00:02Z', 10),
      { type: 'message', timestamp: '2026-01-01T00:00:03Z', message: { role: 'user' } },
    );
    const bytes = new TextEncoder().encode(text);
    expect(piRecord.usage(bytes, '2026-01-01T00:00:01Z')).toEqual({
      input_tokens: 16,
      cached_input_tokens: 4,
      output_tokens: 7,
      thinking_tokens: 0,
      total_tokens: 23,
    });
    expect(piRecord.usage(bytes, '2027')).toBeNull();
  });
});
