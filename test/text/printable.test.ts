import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, headOf } from '../../src/runtime/text/cut.ts';
import { printable, printableJson, withoutSequences } from '../../src/runtime/text/printable.ts';

const WOMAN_CODING = '\u{1f469}\u200d\u{1f4bb}';
const PERSIAN = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645';
/** Whatever must reach nobody's terminal. */
const STEERS =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;

const SEQUENCES = [
  ['colours', 'a\u001b[31mb\u001b[0m', 'ab'],
  ['8-bit colours', 'a\u009b31mb', 'ab'],
  ['a character set', 'a\u001b(Bb', 'ab'],
  ['a title', 'a\u001b]0;title\u0007b', 'ab'],
  ['an 8-bit link', 'a\u009d8;;x\u009cb', 'ab'],
  ['device control', 'a\u001bPq#1\u001b\\b', 'ab'],
  ['8-bit device control', 'a\u0090q#1\u009cb', 'ab'],
  ['a privacy message', 'a\u001b^x\u001b\\b', 'ab'],
  ['a reset', 'a\u001bcb', 'ab'],
] as const;

describe('text of a program', () => {
  it.each(SEQUENCES)('loses %s', (_, text, plain) => {
    expect(withoutSequences(text)).toBe(plain);
  });
});

describe('text that is shown', () => {
  it.each(SEQUENCES)('holds no %s', (_, text) => {
    expect(printable(text)).not.toMatch(STEERS);
  });
  it.each([
    ['plain text', 'a\tb\nc \u00e9 \u4e2d', 'a\tb\nc \u00e9 \u4e2d'],
    ['control characters', 'a\u0000b\u0085c\u007f\r', 'a?b?c??'],
    ['ends of lines of other systems', 'a\r\nb\u2028c', 'a\nb\nc'],
    ['what turns the direction', 'a\u202egnp\u2066x\u200f', 'a?gnp?x?'],
    ['what takes no room', 'a\u200bb\u2060c\ufeffd\u00ade\u200df', 'abcdef'],
    ['hidden words', `a${String.fromCodePoint(0xe0049, 0xe0067)}b`, 'ab'],
    ['half a character', 'a\ud83d b', 'a\ufffd b'],
    ['an emoji of several parts', `${WOMAN_CODING} \u2764\ufe0f`, `${WOMAN_CODING} \u2764\ufe0f`],
    ['letters that are joined by hand', PERSIAN, PERSIAN],
  ])('is %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
  it('never steers, whatever it was', () => {
    const text = fc.string({ unit: 'binary' }).map((one) => `${one}\u009b\u202e`);
    fc.assert(
      fc.property(text, (one) => {
        expect(printable(one).replace(/[\t\n]/g, '')).not.toMatch(STEERS);
        expect(printable(printable(one))).toBe(printable(one));
      }),
    );
  });
});

describe('JSON that is shown', () => {
  it('keeps its meaning and steers nothing', () => {
    const value = { text: 'a\u009bb\u202ec\u200b\u{e0041}\n', rows: [1] };
    const json = printableJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(json)).toEqual(value);
    expect(json.replaceAll('\n', '')).not.toMatch(STEERS);
  });
});

describe('a cut', () => {
  it('splits no character that is seen as one', () => {
    expect(headOf(`ab${WOMAN_CODING}c`, 4)).toBe('ab');
    expect(headOf('e\u0301e\u0301', 3)).toBe('e\u0301');
    expect(cut(`${WOMAN_CODING}${WOMAN_CODING}`, 9)).toBe(`${WOMAN_CODING}...`);
    expect(cut('short', 5)).toBe('short');
  });
});
