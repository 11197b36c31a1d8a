import { expect, it } from 'vitest';
import { proveOptions } from '../../src/prove/options.ts';

it('is quick with seed 1 by default', () => {
  expect(proveOptions([])).toMatchObject({ full: false, mutants: false, seed: 1, only: [] });
  expect(proveOptions(['--full', '--minutes', '5', '--seed', '9', '--only', 'kill'])).toMatchObject(
    { full: true, minutes: 5, seed: 9, only: ['kill'] },
  );
});

it.each([['--seed', 'x'], ['--minutes', '0'], ['--fast'], ['kill'], ['--case', '-1']])(
  'refuses %s %s',
  (...words) => {
    expect(() => proveOptions(words.filter((word) => word !== undefined))).toThrow(
      /millrace prove/,
    );
  },
);
