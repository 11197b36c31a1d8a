import { describe, expect, it } from 'vitest';
import { runPiDialogue } from '../../src/runtime/runners/pi/dialogue.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { PlayedPi } from './support/piped.ts';

const QUESTION = (id: string) => `{"id":"${id}","type":"get_session_stats"}`;
const OPENING = [
  'start pi --mode rpc',
  QUESTION('session'),
  '{"id":"prompt","type":"prompt","message":"weave\\u2028\\n"}',
];
const ANSWER = (id: string) => ({ id, type: 'response', command: 'get_session_stats' });
const ENDED = { type: 'agent_end', messages: [] };

/** Lets everything that waits for no time and no Pi happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function begin(pi = new PlayedPi()) {
  const clock = new SimClock();
  const stop = new AbortController();
  let written = '';
  const write = (bytes: Uint8Array) => {
    written += new TextDecoder().decode(bytes);
  };
  const ports = { pipes: pi, clock, write };
  const status = runPiDialogue(ports, ['pi', '--mode', 'rpc'], 'weave\u2028\n', stop.signal);
  return { pi, clock, stop, status, written: () => written };
}

describe('the dialogue with Pi', () => {
  it('asks when a run has ended, and closes when nothing went on', async () => {
    const { pi, status, written } = begin();
    pi.says({ type: 'agent_start' }, { type: 'message_update' }, ENDED);
    pi.says(ANSWER('session'));
    expect(pi.told).toEqual([...OPENING.map(escaped), QUESTION('end-1')]);
    pi.says(ANSWER('end-1'));
    expect(await status).toBe(0);
    expect(pi.told.at(-1)).toBe('eof');
    expect(written()).toBe(
      lines({ type: 'agent_start' }, ENDED, ANSWER('session'), ANSWER('end-1')),
    );
  });

  it.each([
    ['a retry', { type: 'auto_retry_start', attempt: 1 }, { type: 'agent_start' }],
    [
      'what was too long',
      { type: 'compaction_start', reason: 'overflow' },
      { type: 'compaction_end', reason: 'overflow', willRetry: true },
    ],
  ])('waits for %s', async (_, ...more) => {
    const { pi, status } = begin();
    pi.says({ type: 'agent_start' }, ENDED, ...more, ANSWER('end-1'));
    await settled();
    expect(pi.told).not.toContain('eof');
    pi.says({ type: 'agent_start' }, ENDED, ANSWER('end-2'));
    expect(await status).toBe(0);
  });

  it.each([
    ['gives up its retries', { type: 'auto_retry_end', success: false }],
    ['cannot shorten what was too long', { type: 'compaction_end', willRetry: false }],
  ])('asks again when Pi %s', async (_, last) => {
    const { pi, status } = begin();
    pi.says({ type: 'agent_start' }, ENDED, { type: 'auto_retry_start' }, last, ANSWER('end-2'));
    expect(await status).toBe(0);
  });

  it('waits for the answer to its last question, and no longer than it must', async () => {
    const { pi, clock, status } = begin();
    pi.says({ type: 'agent_start' }, ENDED);
    clock.advance(4999);
    await settled();
    expect(pi.told).not.toContain('eof');
    pi.says({ type: 'auto_retry_start' });
    clock.advance(10_000);
    await settled();
    expect(pi.told).not.toContain('eof');
    pi.says({ type: 'agent_start' }, ENDED);
    clock.advance(5000);
    expect(await status).toBe(0);
  });

  it('does not wait while Pi shortens a session that has ended', async () => {
    const { pi, status } = begin();
    const compaction = { type: 'compaction_start', reason: 'threshold' };
    pi.says({ type: 'agent_start' }, ENDED, compaction, ANSWER('end-1'));
    expect(await status).toBe(0);
  });

  it('does not take the shortening of an old session for the end of the work', async () => {
    const { pi, status } = begin();
    pi.says({ type: 'compaction_end', willRetry: false }, ANSWER('end-1'));
    await settled();
    expect(pi.told).not.toContain('eof');
    pi.ends(3);
    expect(await status).toBe(3);
  });

  it('ends when Pi does not take the prompt', async () => {
    const { pi, status } = begin();
    pi.says({ id: 'prompt', type: 'response', command: 'prompt', success: false, error: 'no' });
    expect(await status).toBe(0);
  });

  it('declines what an extension asks, and lets it speak', () => {
    const { pi } = begin();
    const asks = { type: 'extension_ui_request', id: 'u1', method: 'confirm' };
    pi.says(asks, { ...asks, method: 'notify' });
    expect(pi.told.slice(OPENING.length)).toEqual([
      '{"type":"extension_ui_response","id":"u1","cancelled":true}',
    ]);
  });

  it('shows by an empty line that Pi is at work, once in a while', () => {
    const { pi, clock, written } = begin();
    for (let count = 0; count < 25; count += 1) {
      clock.advance(100);
      pi.says({ type: 'message_update' });
    }
    expect(written()).toBe('\n\n');
  });

  it('keeps what stands behind the last newline', async () => {
    const { pi, status, written } = begin();
    pi.says('{"type":"agent_st');
    pi.ends(137);
    expect(await status).toBe(137);
    expect(written()).toBe('{"type":"agent_st');
  });
});

describe('a dialogue that is stopped', () => {
  it('asks Pi to end its tools, reads on, and closes', async () => {
    const { pi, stop, status, written } = begin();
    stop.abort();
    await settled();
    expect(pi.told.at(-1)).toBe('{"id":"abort","type":"abort"}');
    pi.says(ENDED, { id: 'abort', type: 'response', command: 'abort', success: true });
    expect(await status).toBe(0);
    expect(written()).toContain('"agent_end"');
    expect(pi.told.at(-1)).toBe('eof');
  });

  it('gives a Pi that does not listen its time, and no more', async () => {
    const { pi, clock, stop, status } = begin(new PlayedPi(['SIGKILL']));
    stop.abort();
    const heard: string[][] = [];
    for (let round = 0; round < 4; round += 1) {
      await settled();
      heard.push(pi.told.splice(0));
      clock.advance(round === 0 ? 2000 : 1000);
    }
    expect(heard.map((one) => one.at(-1))).toEqual([
      '{"id":"abort","type":"abort"}',
      'eof',
      'SIGTERM',
      'SIGKILL',
    ]);
    expect(await status).toBe(137);
  });
});

describe('a Pi that cannot be started', () => {
  it.each([
    ['ENOENT', 127],
    ['EACCES', 126],
  ])('%s is a record and a status', async (error, code) => {
    const { pi, status, written } = begin();
    pi.ends(127, error);
    expect(await status).toBe(code);
    expect(written()).toBe(lines({ type: 'program_not_started', program: 'pi', error }));
  });
});

function lines(...records: readonly unknown[]): string {
  return records.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** JSON leaves the line separator as it is. */
function escaped(line: string): string {
  return line.replace('\\u2028', '\u2028');
}
