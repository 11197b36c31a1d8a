import { describe, expect, it } from 'vitest';
import { readVocabulary } from '../../src/compiler/index.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { spec } from '../support/families.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { read, vocabulary } from './support/read.ts';

const ASSETS = '/package/assets';
const labels = new Map(spec.lists.map(({ key, label }) => [key, label]));

describe('the shipped vocabulary', () => {
  it('has ten languages and more', () => {
    expect(vocabulary.map(({ language }) => language)).toMatchInlineSnapshot(`
      [
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "he",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "pt",
        "ru",
        "tr",
        "uk",
        "zh",
      ]
    `);
  });

  it.each(vocabulary)('of $language is known by each of its names', ({ sections }) => {
    const unknown = Object.entries(sections).flatMap(([key, { names }]) => {
      const label = labels.get(key);
      return names.filter((name) => label !== undefined && !fills(name, label));
    });
    expect(unknown).toEqual([]);
  });

  it.each(vocabulary)('of $language comes near where it says so', ({ sections }) => {
    const near = sections.acceptance?.near ?? [];
    const unheard = near.filter((name) => {
      const reading = read(`# Coupons\n\n## ${name}\n\n- it works\n\n## Else\n\n- a\n- b\n`);
      return reading.ok || reading.refused.problems[0]?.line !== 3;
    });
    expect(unheard).toEqual([]);
  });
});

describe('the vocabulary of a workspace', () => {
  const own = { schema_version: '1.0', kind: 'heading_vocabulary', language: 'own' };

  it('adds to the shipped one', () => {
    const sections = { acceptance: { names: ['Ship it when'] } };
    const files = readFrom({ 'vocabulary/own.json': JSON.stringify({ ...own, sections }) });
    expect(files.problems).toEqual([]);
    const text = '# Coupons\n\n## Ship it when\n\n- it works\n';
    expect(read(text).ok).toBe(false);
    expect(read(text, { vocabulary: files.files }).ok).toBe(true);
  });

  it('is left out with a word where it is broken', () => {
    const { files, problems } = readFrom({
      'vocabulary/a.json': '{',
      'vocabulary/b.json': JSON.stringify({ ...own, sections: { Acceptance: { names: ['x'] } } }),
      'vocabulary/c.json': JSON.stringify({ ...own, colour: 'red' }),
    });
    expect(files.length).toBe(vocabulary.length);
    expect(problems).toMatchInlineSnapshot(`
      [
        "millrace-agents/vocabulary/a.json is not read. The file cannot be used: it is not JSON: Expected property name or '}' at line 1, column 2.",
        "millrace-agents/vocabulary/b.json is not read. The value of "sections.Acceptance" is not valid: the key itself has the wrong form.",
        "millrace-agents/vocabulary/c.json is not read. The key "colour" is not known.",
      ]
    `);
  });
});

function readFrom(files: Readonly<Record<string, string>>) {
  const disk = freshDisk('default_offline', files);
  return readVocabulary({ disk, root: ROOT, assets: ASSETS });
}

/** Whether a section of that name fills the field. */
function fills(name: string, label: string): boolean {
  const reading = read(`# Coupons\n\n## ${name}\n\n- one\n\n## Acceptance\n\n- it works\n`);
  if (!reading.ok) return false;
  const list = reading.value.understood.lists.find((one) => one.label === label);
  return list?.items.some((item) => item.endsWith('one')) ?? false;
}
