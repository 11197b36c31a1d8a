import { expect, it } from 'vitest';
import { vocabularyFile } from '../../src/runtime/plan/index.ts';
import { itemsOf, read, vocabulary } from '../handover/support/read.ts';
import { blocks, page } from '../support/guide-page.ts';

const text = page('handing-over.md');
const [example] = blocks('handing-over.md').filter(({ language }) => language === 'json');

it('names every language of the shipped vocabulary', () => {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const languages = vocabulary.map(({ language }) => names.of(language) ?? language).sort();
  const [, list = ''] = /have names in ([^.]*)\./.exec(text) ?? [];
  expect(list.replace(' and ', ', ').split(/,\s+/)).toEqual(languages);
});

it('shows a vocabulary that does what the page says', () => {
  const own = vocabularyFile.parse(JSON.parse(example?.text ?? ''));
  const all = [...vocabulary, own];
  for (const head of ['## Ship it when', '## What must be shippable in May', 'Ship it when:']) {
    expect(itemsOf(`# Coupons\n\n${head}\n\n- it works\n`, { vocabulary: all })).toEqual([
      'it works',
    ]);
  }
  expect(itemsOf('# Coupons\n\nREQ-7: it works\n', { vocabulary: all })).toEqual([
    'REQ-7: it works',
  ]);
});

it('names every key of a vocabulary', () => {
  for (const key of Object.keys(vocabularyFile.shape)) expect(text).toContain(key);
});

it('shows headings and labels that are read as it says', () => {
  const quoted = [...text.matchAll(/`((?:## |\*\*|- \*\*)[^`]*|Done when:)`/g)];
  const starts = quoted.map(([, start = '']) => start).filter((start) => !/Status/.test(start));
  expect(starts.length).toBeGreaterThan(5);
  for (const start of starts) {
    const reading = read(`# Coupons\n\n${start}\n\n- it works\n`);
    expect([start, reading.ok]).toEqual([start, true]);
  }
});
