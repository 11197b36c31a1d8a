import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

/** The recording of a mind that changes, made again: everything in it held, and the page says the same. */
const repository = fileURLToPath(new URL('../..', import.meta.url));
const installed = dirname(dirname(inject('program')));
const clone = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-mind-')));
/** Only for a demo that hangs. */
const DEMO_MS_MAX = 240_000;

let output = '';
let status: number | null = null;

beforeAll(() => {
  cpSync(installed, clone, { recursive: true });
  cpSync(join(repository, 'demo'), join(clone, 'demo'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'));
  mkdirSync(join(clone, 'docs'), { recursive: true });
  ({ status, stdout: output } = spawnSync(process.execPath, ['demo/mind.mjs', '--write'], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: clone },
    timeout: DEMO_MS_MAX,
  }));
}, DEMO_MS_MAX);

afterAll(() => rmSync(clone, { recursive: true, force: true }));

it('holds what it promises', () => {
  expect([status, output.match(/^NOT TRUE.*$/gm)]).toEqual([0, null]);
  expect(output.match(/^ok: /gm)?.length).toBeGreaterThan(10);
});

it('takes the steps that the page of the documentation shows', () => {
  const steps = (root: string) => {
    const page = readFileSync(join(root, 'docs', 'mind.md'), 'utf8');
    return page.match(/^(?:#|\$ |> |\d+\. |ok: |\| \[).*$/gm);
  };
  expect(steps(clone)).toEqual(steps(repository));
});
