import { describe, expect, it } from 'vitest';
import { readTyped } from '../../src/runtime/handover/index.ts';
import { spec } from '../support/families.ts';
import { read, vocabulary } from './support/read.ts';

function notesOf(items: readonly string[]): readonly string[] {
  const reading = read(`# Coupons\n\nAcceptance:\n${items.map((one) => `- ${one}`).join('\n')}\n`);
  return reading.ok ? reading.value.notes : ['refused'];
}

describe('an item that nobody can see to hold', () => {
  it('is named with its id, and stays as it is', () => {
    const items = ['A coupon lowers the total', 'It works well.', 'TBD', 'No bugs!', 'Clean code'];
    expect(notesOf(items)).toEqual([
      'Nobody can see whether this holds: A2 "It works well.", A3 "TBD", A4 "No bugs!" and 1 more. Say what is seen when it does.',
    ]);
  });

  it.each([
    'The app is fast',
    'Everything works',
    'To be decided by Bob',
    'The login page is user-friendly',
    'Die Anmeldung funktioniert einwandfrei',
    'Tout fonctionne comme pr\u00e9vu',
    '\u529f\u80fd\u8fd0\u884c\u826f\u597d',
    '\u672a\u5b9a',
  ])('%s', (item) => expect(notesOf([item])).toHaveLength(1));

  it.each([
    'A checkout of 100 items is fast',
    'Search works on a phone',
    '`npm test` works',
    'Coupons work in the basket',
    'The tbd parser refuses an empty file',
    'The message "all good, no errors" is shown',
    'Whoever has no coupon and no account and no basket sees that there are no errors',
  ])('is not one that says more: %s', (item) => expect(notesOf([item])).toEqual([]));

  it('is warned of among typed items too', () => {
    const typed = { title: 'T', prose: '', acceptance: ['it is good'], fields: [] };
    const reading = readTyped(typed, { family: spec, vocabulary });
    expect(reading.ok && reading.value.notes).toEqual([
      'Nobody can see whether this holds: A1 "it is good". Say what is seen when it does.',
    ]);
  });

  it('is one by the words of a workspace', () => {
    const [first] = vocabulary;
    if (first === undefined) throw new Error('no vocabulary');
    const own = { ...first, sections: {}, vague: { ends: ['is groovy'], starts: [] } };
    const text = '# T\n\nAcceptance:\n- The page is groovy\n';
    const reading = read(text, { vocabulary: [...vocabulary, own] });
    expect(reading.ok && reading.value.notes).toHaveLength(1);
    expect(notesOf(['The page is groovy'])).toEqual([]);
  });
});
