import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { textOf } from '../support/doc-page.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Known by number. */
const DEFECTS = 34;

it('each known defect of the prior implementation has a test here that is there', () => {
  const rows = textOf('docs/runtime/defects-of-release-0.18.md').matchAll(/^\| D(\d+) \|.*$/gm);
  const all = [...rows].map(([row, number]) => ({
    number: Number(number),
    files: row.match(/\b(?:test|src)\/[\w/.-]+\.ts\b/g) ?? [],
  }));
  const numbers = [...new Set(all.map(({ number }) => number))];
  expect(numbers).toEqual(Array.from({ length: DEFECTS }, (_, at) => at + 1));
  expect(all.filter(({ files }) => files.length === 0)).toEqual([]);
  const gone = all.flatMap(({ files }) => files.filter((path) => !existsSync(join(ROOT, path))));
  expect(gone).toEqual([]);
});
