import { describe, expect, it } from 'vitest';
import type { LaunchInput } from '../../src/runtime/runners/harness/types.ts';
import { adapterFor } from '../../src/runtime/runners/index.ts';
import { NODE, outputWith, RUNNER } from '../support/runners/cloth.ts';

const INPUT: LaunchInput = {
  attempt: 'q1-1',
  workspace: 'w1',
  node: NODE,
  attempt_dir: '/a/q1-1',
  work_dir: '/w',
  session: null,
  env: { PATH: '/bin', SECRET: 'no' },
  self: { node: '/bin/node', millrace: '/lib/millrace.js' },
};
const adapter = adapterFor(RUNNER);

describe('the launch of a command', () => {
  it('fills names, leaves out arguments that name nothing, and passes on only what is allowed', () => {
    expect(adapter.launch(INPUT)).toMatchInlineSnapshot(`
      {
        "argv": [
          "/bin/node",
          "/lib/millrace.js",
          "--prompt",
          "/a/q1-1/prompt.md",
          "--model=fine-7",
        ],
        "attempt": "q1-1",
        "cwd": "/w",
        "env": {
          "COLOUR": "red",
          "MILLRACE_ATTEMPT": "q1-1",
          "MILLRACE_IN": "/a/q1-1/in",
          "MILLRACE_MARK": "w1/q1-1",
          "MILLRACE_OUT": "/a/q1-1/out",
          "MILLRACE_WORK_DIR": "/w",
        },
        "env_pass": [
          "PATH",
          "ABSENT",
        ],
        "silence_ms": 0,
        "stdin": "prompt.md",
        "stop": [
          {
            "grace_ms": 100,
            "signal": "SIGTERM",
          },
        ],
        "timeout_ms": 90000,
        "workspace": "w1",
      }
    `);
  });
  it('leaves other braces alone and gives no stdin when the prompt is a file', () => {
    const config = { ...RUNNER, prompt: 'file', args: ['{"a":{}}', '{nobody}'] } as const;
    const spec = adapterFor({ ...config, args: [...config.args] }).launch(INPUT);
    expect(spec.argv.slice(1)).toEqual(['{"a":{}}', '{nobody}']);
    expect(spec.stdin).toBeNull();
  });
  it('lets no config replace our own variables', () => {
    const spec = adapterFor({ ...RUNNER, env: { MILLRACE_ATTEMPT: 'other' } }).launch(INPUT);
    expect(spec.env.MILLRACE_ATTEMPT).toBe('q1-1');
  });
});

describe('the report of a command', () => {
  it('is stdout without colours and with broken bytes replaced', () => {
    const stdout =
      '\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\n### WOVEN\n';
    const bytes = new Uint8Array([...new TextEncoder().encode(stdout), 0xff, 0x0a]);
    const report = adapter.report({ ...outputWith({}), stdout: bytes }, null);
    expect(report).toMatchObject({ final_text: 'red link\n### WOVEN\n\ufffd\n', clean: true });
  });
  it('is the final file where the config says so', () => {
    const output = outputWith({ stdout: 'noise', out: { 'final.md': 'the end' } });
    const filed = adapterFor({ ...RUNNER, final_text: 'file' });
    expect(filed.report(output, null).final_text).toBe('the end');
    const none = outputWith({ stdout: 'noise' });
    expect(filed.report(none, null).final_text).toBe('');
  });
  it('takes a valid usage file and says why it ignores another', () => {
    const usage = {
      input_tokens: 9,
      cached_input_tokens: 5,
      output_tokens: 2,
      thinking_tokens: 1,
      total_tokens: 11,
    };
    const valid = outputWith({ out: { 'usage.json': JSON.stringify(usage) } });
    expect(adapter.report(valid, null).usage).toEqual(usage);
    const priced = { ...usage, cost_usd: 0.02 };
    const both = outputWith({ out: { 'usage.json': JSON.stringify(priced) } });
    expect(adapter.report(both, null).usage).toEqual(priced);
    for (const wrong of ['{', JSON.stringify({ ...usage, total_tokens: -1 })]) {
      const report = adapter.report(outputWith({ out: { 'usage.json': wrong } }), null);
      expect(report.usage).toBeNull();
      expect(report.notes).toEqual([expect.stringContaining('out/usage.json was ignored')]);
    }
    expect(adapter.report(outputWith({}), null).usage).toBeNull();
  });
  it.each([
    ['Error: 429 Too Many Requests, retry after 30 s', 'provider_rate_limited', 30_000],
    ['the model is overloaded', 'provider_failure', null],
    ['usage limit reached, try again in 1 week', 'provider_quota_exhausted', 604_800_000],
    ['429 Too Many Requests: resets in 4:32:10', 'provider_rate_limited', 16_330_000],
    ['quota exceeded, resets in 2 business days', 'provider_quota_exhausted', null],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'provider_rate_limited', null],
    ['API Error: 529 Overloaded. Try again in a moment.', 'provider_failure', null],
    ['API Error: Request rejected (429) - Rate limit reached', 'provider_rate_limited', null],
    ['We\u2019re currently experiencing high demand, so wait.', 'provider_failure', null],
    ['429 {"type":"error","error":{"type":"rate_limit_error"}}', 'provider_rate_limited', null],
  ])('sees the trouble of the provider in %s', (stderr, failure_class, retry_after_ms) => {
    const { trouble } = adapter.report(outputWith({ stderr, exit_code: 1 }), null);
    expect(trouble).toEqual({ failure_class, detail: stderr, retry_after_ms });
  });
  it('keeps the time that a later line names', () => {
    const stderr = 'working\n\nERROR: You\u2019ve hit your usage limit.\nTry again in 3 hours.\n';
    const { trouble } = adapter.report(outputWith({ stderr, exit_code: 1 }), null);
    expect(trouble).toMatchObject({
      failure_class: 'provider_quota_exhausted',
      retry_after_ms: 10_800_000,
    });
  });
  it.each([
    [
      'a line',
      'Traceback (most recent call last):\n  File "agent.py", line 502, in main\nKeyError',
    ],
    ['a status inside a line', 'parse error: HTTP 502 at line 502'],
    ['a name', 'Traceback (most recent call last):\n  x = rate_limit\nNameError: rate_limit'],
    ['an exception', "AttributeError: 'Agent' object has no attribute 'rate_limit'"],
    ['a kind of exception', 'ValueError: rate limit exceeded'],
    ['a thrown error', 'Error: rate limit exceeded\n    at main (/agent.js:502:11)'],
    ['a count', '502 tests failed, 429 passed'],
    ['a refused request', 'API Error: 400 invalid value at line 502'],
    ['a limit that was got over', '429 Too Many Requests, retrying\nAssertionError: 1 != 2'],
    ['a panic', "thread 'main' panicked at src/x.rs:502:\nquota exceeded"],
  ])('takes no crash of the agent for trouble of its provider because of %s', (_, stderr) => {
    expect(adapter.report(outputWith({ stderr, exit_code: 1 }), null).trouble).toBeNull();
  });
  it.each([
    ['429 Too Many Requests', 0],
    ['TypeError: x is not a function', 1],
    [`429 Too Many Requests${'\n'.padEnd(3000, 'x')}`, 1],
  ])('sees no such trouble in %.30s with status %i', (stderr, exit_code) => {
    expect(adapter.report(outputWith({ stderr, exit_code }), null).trouble).toBeNull();
  });
});

describe('an adapter that is not there', () => {
  it('is refused with the fix', () => {
    const config = { adapter: 'pi_rpc', settings: {} } as const;
    expect(() => adapterFor(config)).toThrow(
      expect.objectContaining({ code: 'runner_not_available' }),
    );
  });
});
