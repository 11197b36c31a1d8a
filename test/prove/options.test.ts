import { expect, it } from 'vitest';
import { readOptions } from '../../src/cli/process-words.ts';
import { PROCESSES } from '../../src/cli/processes.ts';
import { proveOptions } from '../../src/prove/options.ts';

const read = (words: string[]) => proveOptions(readOptions(PROCESSES.prove, words));

it('is quick with seed 1 by default', () => {
  expect(read([])).toMatchObject({ full: false, mutants: false, seed: 1, only: [] });
  expect(read(['--full', '--minutes', '5', '--seed', '9', '--only', 'kill'])).toMatchObject({
    full: true,
    minutes: 5,
    seed: 9,
    only: ['kill'],
  });
});

it('has the defaults that its help says', () => {
  const { minutes, seed } = PROCESSES.prove.options;
  expect(minutes.about).toContain(`Default: ${read([]).minutes}.`);
  expect(seed.about).toContain(`Default: ${read([]).seed}.`);
});

it.each([['--seed', 'x'], ['--minutes', '0'], ['--fast'], ['kill'], ['--case', '-1']])(
  'refuses %s %s',
  (...words) => {
    expect(() => read(words.filter((word) => word !== undefined))).toThrow(/millrace prove/);
  },
);
