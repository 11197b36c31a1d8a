import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileWake } from '../../src/runtime/host/wake.ts';

const wake = new FileWake();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-wake-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Watches `paths`, makes the changes one by one, and tells during which of them the first hint came. */
async function firstHint(paths: string[], ...changes: (() => void)[]): Promise<number> {
  let during = -1;
  let current = 0;
  const unwatch = wake.watch(paths, () => {
    if (during < 0) during = current;
  });
  for (const change of changes) {
    change();
    // Events of one folder keep their order, so a later one shows that an earlier one gave no hint.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    current += 1;
  }
  unwatch();
  return during;
}

describe('a watch', () => {
  it('hints at a file that does not exist yet, and not at its neighbours', async () => {
    const watched = join(folder, 'watched');
    const during = await firstHint(
      [watched],
      () => writeFileSync(join(folder, 'neighbour'), 'x'),
      () => writeFileSync(watched, 'x'),
    );
    expect(during).toBe(1);
  });
  it('hints at every entry of a folder', async () => {
    const sub = join(folder, 'sub');
    mkdirSync(sub);
    expect(await firstHint([sub], () => writeFileSync(join(sub, 'any'), 'x'))).toBe(0);
  });
  it('of a folder that is missing or goes away is silent', async () => {
    const gone = join(folder, 'gone');
    expect(await firstHint([join(gone, 'file')], () => {})).toBe(-1);
    mkdirSync(gone);
    await firstHint([join(gone, 'file')], () => rmSync(gone, { recursive: true }));
  });
});

describe('a folder that is followed', () => {
  it('is followed before it is there, and its files where they lie', async () => {
    const inbox = join(folder, 'ideas', 'inbox');
    const file = join(inbox, 'a.md');
    const failures: string[] = [];
    let hinted: () => void = () => undefined;
    const next = () =>
      new Promise<void>((resolve) => {
        hinted = resolve;
      });
    const ready = next();
    const failed = (_: string, why: string) => failures.push(why);
    const stop = wake.follow(inbox, () => hinted(), failed);
    await ready;
    for (const change of [
      () => mkdirSync(inbox, { recursive: true }),
      () => writeFileSync(file, 'x'),
      () => writeFileSync(file, 'y and more'),
      () => rmSync(file),
    ]) {
      const hint = next();
      change();
      await hint;
    }
    stop();
    expect(failures).toEqual([]);
  });
});
