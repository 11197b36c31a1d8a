import { expect, it } from 'vitest';
import { paintFor } from '../../../src/cli/paint.ts';
import { type Key, wishOf } from '../../../src/cli/watch/keys.ts';
import { type Choice, FIRST_CHOICE, watchScreen } from '../../../src/cli/watch/screen.ts';
import { NOW_MS } from '../../support/terminal.ts';
import { atWork, damaged, many, viewOf } from './support/scene.ts';

const frame = { columns: 80, rows: 12, paint: paintFor(false), home: '/home/ada', now_ms: NOW_MS };
const key = (name: string, more: Partial<Key> = {}): Key => ({ name, sequence: name, ...more });

/** What is chosen, and where the screen is, after these keys. */
function after(keys: readonly Key[], view = many): unknown {
  let choice: Choice = FIRST_CHOICE;
  for (const one of keys) {
    const wish = wishOf(one, choice, watchScreen(view, choice, frame), view);
    if (typeof wish === 'string') return wish;
    choice = wish;
  }
  return [choice.only, watchScreen(view, choice, frame).offset, choice.help];
}

it.each<[readonly Key[], unknown]>([
  [[key('q')], 'quit'],
  [[key('c', { ctrl: true })], 'quit'],
  [[key('z', { ctrl: true })], 'suspend'],
  [
    [key('j'), key('down'), key('k')],
    [null, 1, false],
  ],
  [[key('k')], [null, 0, false]],
  [[key('space')], [null, 10, false]],
  [
    [key('space'), key('b')],
    [null, 0, false],
  ],
  [[key('g', { sequence: 'G' })], [null, 41, false]],
  [
    [key('g', { sequence: 'G' }), key('g')],
    [null, 0, false],
  ],
  [[key('', { sequence: '?' })], [null, 0, true]],
  [
    [key('', { sequence: '?' }), key('', { sequence: '?' })],
    [null, 0, false],
  ],
  [
    [key('x'), key('x', { ctrl: true })],
    [null, 0, false],
  ],
])('takes %j', (keys, result) => {
  expect(after(keys)).toEqual(result);
});

it('shows one workspace after the other, then all', () => {
  const two = viewOf(damaged, { place: '/srv/b', look: atWork });
  const shown = [1, 2, 3].map((count) =>
    after(
      Array.from({ length: count }, () => key('n')),
      two,
    ),
  );
  expect(shown).toEqual([
    ['/home/ada/old', 0, false],
    ['/srv/b', 0, false],
    [null, 0, false],
  ]);
  expect(after([key('p')], two)).toEqual(['/srv/b', 0, false]);
  expect(after([key('p'), key('a')], two)).toEqual([null, 0, false]);
});
