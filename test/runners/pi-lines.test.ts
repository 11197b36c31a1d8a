import { expect, it } from 'vitest';
import { PiLines } from '../../src/runtime/runners/pi/lines.ts';
import { seededRandom } from '../../src/sim/random.ts';
import { lines as records } from '../support/runners/harnesses.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function kept(chunks: readonly Uint8Array[]): string[] {
  const lines = new PiLines();
  const found: string[] = [];
  const keep = (line: Uint8Array) => found.push(new TextDecoder().decode(line));
  for (const chunk of chunks) lines.take(chunk, keep);
  lines.finish(keep);
  return found;
}

it('keeps whole records as they are, however they arrive', () => {
  const text = records(
    { type: 'agent_start' },
    { id: 'x', text: 'a\u2028b\u0085c' },
    { type: 'é' },
  );
  const whole = bytes(text);
  const random = seededRandom(5);
  for (let round = 0; round < 50; round += 1) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < whole.length; ) {
      const size = 1 + Math.floor(random() * 9);
      chunks.push(whole.slice(at, at + size));
      at += size;
    }
    expect(kept(chunks).join('')).toBe(text);
    expect(kept(chunks)).toHaveLength(3);
  }
});

it('leaves out what only repeats the beginning of a record to come', () => {
  const partial = [
    { type: 'message_update', message: { content: 'B'.repeat(5000) } },
    { type: 'tool_execution_update', partialResult: {} },
  ];
  const text = records({ type: 'turn_start' }, ...partial, { type: 'turn_end' });
  expect(kept([bytes(text)])).toEqual(['{"type":"turn_start"}\n', '{"type":"turn_end"}\n']);
  expect(kept([bytes('{"type":"message_update","message":{"co')])).toEqual([]);
});

it('passes on what is no record, and a last one without its end', () => {
  expect(kept([bytes('warning: x\n\n{"type":"agent_e')])).toEqual([
    'warning: x\n',
    '\n',
    '{"type":"agent_e',
  ]);
});

it('says of an endless record only what it was', () => {
  const part = new Uint8Array(1024 * 1024).fill(97);
  const start = bytes('{"type":"agent_end","messages":"');
  const endless = [start, ...Array.from({ length: 40 }, () => part), bytes('"}\n')];
  expect(kept([...endless, bytes('{"type":"turn_start"}\n')])).toEqual([
    '{"type":"agent_end","left_out_bytes":41943075}\n',
    '{"type":"turn_start"}\n',
  ]);
  expect(kept(Array.from({ length: 6 }, () => part))).toEqual([
    '{"type":"","left_out_bytes":6291456}\n',
  ]);
});
