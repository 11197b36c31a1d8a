import { describe, expect, it } from 'vitest';
import type { RunnerAdapter } from '../../../src/runtime/runners/harness/types.ts';
import { seededRandom } from '../../../src/sim/random.ts';
import { lines, outputOf } from '../../support/runners/harnesses.ts';
import type { Speaker } from './harness-cases.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** What a harness prints decides nothing but its own report, and never throws. */
export function mayPrintAnything(adapter: RunnerAdapter, { session, says, end }: Speaker): void {
  describe('what it prints', () => {
    const whole = (text: string) => lines(session, says(text), end);
    const report = (stream: Uint8Array | string) => adapter.report(outputOf(stream), null);

    it('may be binary', () => {
      const random = seededRandom(5);
      const noise = new Uint8Array(300_000).map(() => Math.floor(random() * 256));
      const { clean, final_text, usage, notes } = report(noise);
      expect({ clean, final_text, usage }).toEqual({ clean: false, final_text: '', usage: null });
      expect(notes.join('; ')).toMatch(/^\d+ lines of its output were no events/);
      const around = joined(noise, bytes(`\n${whole('### WOVEN')}`), noise);
      expect(report(around)).toMatchObject({
        clean: true,
        final_text: '### WOVEN',
        session: 'one',
      });
    });
    it('may be coloured', () => {
      const text = '\u001b[1m### WOVEN\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007';
      expect(report(whole(text)).final_text).toBe('### WOVEN link');
      const coloured = `\u001b[32mstarting\u001b[0m\n${whole('fine')}`;
      expect(report(coloured)).toMatchObject({
        clean: true,
        notes: ['1 lines of its output were no events'],
      });
    });
    it('may be no UTF-8', () => {
      const [before, after] = whole('a?b').split('?').map(bytes);
      const torn = joined(before ?? bytes(''), new Uint8Array([0xc3, 0xff]), after ?? bytes(''));
      expect(report(torn)).toMatchObject({ clean: true, final_text: 'a\ufffd\ufffdb' });
    });
    it('may stop in the middle of a line', () => {
      const text = whole('### WOVEN');
      const half = text.slice(0, text.lastIndexOf('{') + 4);
      const { notes } = report(half);
      expect(notes).toEqual(['the last line of its output was not finished']);
    });
    it('may come out of order, and twice', () => {
      const mixed = lines(end, says('first'), session, says('### WOVEN'), session);
      expect(report(mixed)).toMatchObject({ clean: true, final_text: '### WOVEN', session: 'one' });
    });
    it('may have more fields and events than this release knows', () => {
      const newer = lines(
        { ...session, seal: { a: [1] } },
        { type: 'dream.started', depth: 3 },
        { ...says('### WOVEN'), tone: 'calm' },
        { ...end, carbon_grams: 0.1 },
      );
      expect(report(newer)).toMatchObject({
        clean: true,
        final_text: '### WOVEN',
        notes: ['event types that this release does not know: dream.started'],
      });
    });
    it('may be a line without an end, before and after what counts', () => {
      const endless = new Uint8Array(6 * 1024 * 1024).fill(97);
      const around = joined(endless, bytes(`\n${whole('### WOVEN')}`), endless);
      expect(report(around)).toMatchObject({
        clean: true,
        final_text: '### WOVEN',
        notes: ['2 lines of its output were too long to read'],
      });
    });
    it('may be gigabytes: only its beginning and its end are held', () => {
      const stdout_head = bytes(`${lines(session)}{"type":"item`);
      const stdout = bytes(`ype":"x"}\n${lines(says('### WOVEN'), end)}`);
      const output = { ...outputOf(stdout), stdout_head };
      expect(adapter.report(output, null)).toMatchObject({
        clean: true,
        session: 'one',
        final_text: '### WOVEN',
        notes: ['1 lines of its output were no events'],
      });
    });
  });
}
