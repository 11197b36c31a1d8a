import { describe, expect, it } from 'vitest';
import { report, sourceOf } from './source.ts';
import { helpersRegisterNoHooks, testsWaitForNoTime } from './tests.ts';

describe('a test that depends on time', () => {
  const found = (path: string, text: string) => report(testsWaitForNoTime, [sourceOf(path, text)]);

  it.each([
    ['looks at a clock', 'const now = Date.now();'],
    ['measures', 'const started = performance.now();'],
    ['lets time pass', 'await new Promise((done) => setTimeout(done, 100));'],
    ['sleeps', "import { setTimeout as sleep } from 'node:timers/promises';"],
  ])('is refused when it %s', (_, text) => {
    expect(found('test/kernel/a.test.ts', text)).toHaveLength(1);
  });

  it('may use a moment that is given, and helpers may wait', () => {
    expect(found('test/kernel/a.test.ts', 'const day = Date.UTC(2026, 0, 1);')).toEqual([]);
    expect(found('test/support/a.ts', 'const now = Date.now();')).toEqual([]);
  });
});

describe('a hook of a helper', () => {
  const found = (path: string, text: string) =>
    report(helpersRegisterNoHooks, [sourceOf(path, text)]);

  it('is refused at its top', () => {
    expect(found('test/support/a.ts', 'beforeAll(() => {});')).toHaveLength(1);
  });

  it('stands in a function, or in a test file', () => {
    const made = 'export function made() { beforeAll(() => {}); }';
    expect(found('test/support/a.ts', made)).toEqual([]);
    expect(found('test/kernel/a.test.ts', 'beforeAll(() => {});')).toEqual([]);
  });
});
