import { describe, expect, it } from 'vitest';
import { PriceBook, readConfig } from '../../src/compiler/index.ts';
import { priceOf } from '../../src/runtime/runners/index.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const ROOT = '/work';
const CONFIG = `${ROOT}/millrace-agents/millrace.toml`;
const USER = '/home/.config/millrace/prices.toml';

function book(files: Readonly<Record<string, string>> = {}) {
  const disk = freshDisk('default_offline');
  for (const [path, text] of Object.entries(files)) disk.plant(path, text);
  const places = { root: ROOT, assets: '/package/assets', config_home: '/home/.config' };
  return { disk, book: new PriceBook({ disk, ...places }) };
}

const price = (input_usd: number) => `input_usd = ${input_usd}\noutput_usd = 2\n`;

describe('the list that a release brings', () => {
  it('names its source and its day, and prices the models of the three harnesses', () => {
    const { source, listed, problem } = book().book.read();
    expect(problem).toBeNull();
    expect(source.source).toBe('https://github.com/pydantic/genai-prices');
    expect(source.as_of).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(priceOf('claude-opus-4-8', [listed])).toEqual({
      input_usd: 5,
      cached_input_usd: 0.5,
      cache_write_usd: 6.25,
      output_usd: 25,
    });
    expect(priceOf('gpt-5.5', [listed])).toEqual({
      input_usd: 5,
      cached_input_usd: 0.5,
      output_usd: 30,
    });
    expect(priceOf('no-such-model', [listed])).toBeNull();
  });

  it('prices none below nothing, and reading from a cache never above reading anew', () => {
    for (const [name, one] of book().book.read().listed) {
      expect(one.input_usd, name).toBeGreaterThan(0);
      expect(one.cached_input_usd ?? 0, name).toBeLessThanOrEqual(one.input_usd);
    }
  });
});

describe('prices of ones own', () => {
  it('count in the workspace, and those of the user before them', () => {
    const { disk, book: prices } = book({
      [CONFIG]: `[prices."a"]\n${price(1)}[prices."b"]\n${price(1)}`,
    });
    expect(prices.read().own.get('a')).toEqual({ input_usd: 1, output_usd: 2 });
    disk.plant(USER, `[prices."b"]\n${price(7)}`);
    expect([...prices.read().own].map(([name, one]) => [name, one.input_usd])).toEqual([
      ['a', 1],
      ['b', 7],
    ]);
  });

  it.each([
    [
      'a key with a typo',
      '[prices."m"]\ninput_usd = 1\noutput_us = 2\n',
      '"prices.m.output_us" is not known. Did you mean "output_usd"?',
    ],
    [
      'a price that is a text',
      '[prices."m"]\ninput_usd = "1"\noutput_usd = 2\n',
      '"prices.m.input_usd"',
    ],
    ['a price below nothing', `[prices."m"]\n${price(-1)}`, '"prices.m.input_usd"'],
    ['a table of another name', `[price."m"]\n${price(1)}`, 'The key "price" is not known.'],
    ['no TOML', '[prices', 'line 1, column'],
  ])('in the file of a user are refused with %s, by its name', (_, text, named) => {
    const { own, problem } = book({ [USER]: text }).book.read();
    expect(own.size).toBe(0);
    expect(problem).toContain(USER);
    expect(problem).toContain(named);
  });

  it('in the config are refused likewise, where it is compiled and where a cost is asked', () => {
    const { disk, book: prices } = book({
      [CONFIG]: '[prices."m"]\ninput_usd = 1\noutput_usdd = 2\n',
    });
    expect(readConfig({ disk, root: ROOT }).diagnostics).toMatchObject([
      { code: 'value_invalid', pointer: '/prices/m/output_usd' },
      {
        code: 'key_unknown',
        pointer: '/prices/m/output_usdd',
        next: expect.stringContaining('Did you mean "output_usd"?'),
      },
    ]);
    expect(prices.read().problem).toContain('prices.m.output_usd');
    disk.plant(CONFIG, `[prices."m"]\n${price(1)}`);
    expect(prices.read()).toMatchObject({ problem: null });
  });
});
