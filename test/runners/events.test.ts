import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/runtime/runners/harness/classify.ts';
import { readEvents } from '../../src/runtime/runners/harness/events.ts';
import { adapterFor } from '../../src/runtime/runners/index.ts';
import { seededRandom } from '../../src/sim/random.ts';
import { CLAUDE, CODEX, lines, outputOf, PI, sample } from '../support/runners/harnesses.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const NOW = '2026-01-01T00:00:00.000Z';

function read(stream: Uint8Array) {
  const seen: unknown[] = [];
  const faults = readEvents(stream, (event) => seen.push(event));
  return { seen, notes: faults.notes() };
}

describe('a stream of events', () => {
  it('is read line by line, whatever stands between', () => {
    const text = `${lines({ a: 1 })}\r\n\n[1]\nnull\n"x"\n\u001b[31mnot json\n${lines({ b: 2 })}`;
    expect(read(bytes(text))).toEqual({
      seen: [{ a: 1 }, { b: 2 }],
      notes: ['4 lines of its output were no events'],
    });
  });
  it('takes a last line without its end, and says when it is only a half', () => {
    expect(read(bytes('{"a":1}'))).toEqual({ seen: [{ a: 1 }], notes: [] });
    expect(read(bytes('{"a":1}\n{"b":'))).toEqual({
      seen: [{ a: 1 }],
      notes: ['the last line of its output was not finished'],
    });
  });
  it('leaves out a line without an end', () => {
    const endless = new Uint8Array(5 * 1024 * 1024).fill(97);
    expect(read(endless).notes).toEqual(['1 lines of its output were too long to read']);
    const long = bytes(lines({ text: 'B'.repeat(300_000) }));
    expect(read(long).seen).toHaveLength(1);
  });
  it('names a few unknown types and no more', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ type: `new.${at}` }));
    const { notes } = adapterFor(CODEX).report(outputOf(lines(...many)), null);
    expect(notes).toEqual([
      'event types that this release does not know: new.0, new.1, new.2, new.3, new.4',
    ]);
  });
});

describe('an adapter', () => {
  const adapters = [adapterFor(CODEX), adapterFor(CLAUDE), adapterFor(PI)];
  it('survives a real stream that is cut anywhere and has wrong bytes', () => {
    const random = seededRandom(11);
    for (const name of [
      'codex',
      'claude-err-401',
      'codex-err-429',
      'claude-background-task',
      'pi',
    ]) {
      const whole = sample(name);
      for (let round = 0; round < 60; round += 1) {
        const cut = whole.slice(0, Math.floor(random() * whole.length));
        const flipped = cut.map((byte) => (random() < 0.01 ? Math.floor(random() * 256) : byte));
        for (const adapter of adapters) {
          for (const stream of [cut, flipped]) {
            expect(adapter.report(outputOf(stream, 1), null).clean).toBe(false);
          }
        }
      }
    }
  });
  it('survives fields of every wrong type', () => {
    const wrong = [null, 1, 'x', [], {}, [[null]], true];
    const keys = ['type', 'item', 'error', 'usage', 'message', 'thread_id', 'result', 'session_id'];
    for (const type of ['item.completed', 'turn.failed', 'result', 'assistant', 'system']) {
      for (const value of wrong) {
        const event = { ...Object.fromEntries(keys.map((key) => [key, value])), type };
        for (const adapter of adapters) {
          expect(adapter.report(outputOf(lines(event), 1), null).clean).toBe(false);
        }
      }
    }
  });
});

describe('trouble', () => {
  it.each([
    [
      null,
      "You've hit your usage limit. Try again in 3 days 4 hours.",
      'provider_quota_exhausted',
      273_600_000,
    ],
    [null, 'Rate limit reached. Please try again in 11.054s.', 'provider_rate_limited', 11_054],
    [429, 'Quota exceeded. Check your plan and billing details.', 'provider_quota_exhausted', null],
    [400, 'Your credit balance is too low', 'provider_quota_exhausted', null],
    [400, 'prompt is too long: 210000 tokens', 'runner_non_zero_exit', null],
    [404, 'model: nothing-9', 'runner_bad_configuration', null],
    [null, 'unexpected status 503 Service Unavailable', 'provider_failure', null],
    [null, 'API Error: 403 forbidden', 'runner_not_logged_in', null],
    [null, 'an empty or malformed response (HTTP 200)', 'provider_failure', null],
    [null, 'Connection error.', 'network_unreachable', null],
    [null, 'terminated', 'network_unreachable', null],
    [null, 'the tool was terminated', 'runner_non_zero_exit', null],
    [null, 'a bug', 'runner_non_zero_exit', null],
  ])('%s %.60s', (status, text, failure_class, retry_after_ms) => {
    expect(classifyError({ status, text, now: NOW })).toMatchObject({
      failure_class,
      retry_after_ms,
    });
  });
});
