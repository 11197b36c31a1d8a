import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_MS_MAX, DemoClone, repository } from './support/demo.ts';

/** The recording of a mind that changes, made again: everything in it held, and the page says the same. */
const clone = new DemoClone('mind');

let output = '';
let status: number | null = null;

beforeAll(() => {
  clone.fill();
  mkdirSync(join(clone.folder, 'docs'), { recursive: true });
  ({ status, stdout: output } = clone.run('demo/mind.mjs', '--write'));
}, DEMO_MS_MAX);

afterAll(() => clone.remove());

it('holds what it promises', () => {
  expect([status, output.match(/^NOT TRUE.*$/gm)]).toEqual([0, null]);
  expect(output.match(/^ok: /gm)?.length).toBeGreaterThan(10);
});

it('takes the steps that the page of the documentation shows', () => {
  const steps = (root: string) => {
    const page = readFileSync(join(root, 'docs', 'mind.md'), 'utf8');
    return page.match(/^(?:#|\$ |> |\d+\. |ok: |\| \[).*$/gm);
  };
  expect(steps(clone.folder)).toEqual(steps(repository));
});
