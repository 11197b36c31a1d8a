import { describe, expect } from 'vitest';
import { PAGES, stepsOf, textOf } from '../support/doc-page.ts';
import { Reader, shownIn } from './support/reader.ts';
import { it } from './support/test.ts';

/** Followed by a test of their own, because a reader edits files of the workspace on the way. */
const OWN_TEST = [
  'docs/guide/first-steps.md',
  'docs/guide/handing-over.md',
  'docs/guide/own-loop.md',
];

const followed = PAGES.filter(
  (path) =>
    !/^(skills|docs\/reference)\//.test(path) &&
    !OWN_TEST.includes(path) &&
    stepsOf(textOf(path)).some(({ does }) => does === 'run'),
);

describe.concurrent('the commands of a page do what it shows', () => {
  it.for(followed)('%s', async (path, { empty }) => {
    const reader = new Reader(empty);
    for (const { does, path: file, text, fails, shown } of stepsOf(textOf(path))) {
      if (does === 'write') {
        empty.write(file, text);
        continue;
      }
      const { code, out } = await reader.follow(text);
      expect([text, code === 0, out]).toEqual([text, !fails, out]);
      if (shown !== null && !shownIn(out, shown)) expect(out).toBe(shown);
    }
  });
});
