import { expect, it } from 'vitest';
import { NodeClock } from '../../src/runtime/host/clock.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { NodeIds } from '../../src/runtime/host/ids.ts';

it('hashes text as its UTF-8 bytes', () => {
  const hash = new NodeHash();
  expect(hash.sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hash.sha256('h\u00e9')).toBe(hash.sha256(new TextEncoder().encode('h\u00e9')));
});

it('gives hex of the asked length', () => {
  const ids = new NodeIds();
  for (const length of [1, 7, 16]) expect(ids.hex(length)).toMatch(RegExp(`^[0-9a-f]{${length}}$`));
  expect(ids.hex(16)).not.toBe(ids.hex(16));
});

it('ends a sleep at once when it is aborted, and never rejects', async () => {
  const clock = new NodeClock();
  const controller = new AbortController();
  const slept = clock.sleep(2 ** 40, controller.signal);
  controller.abort();
  await slept;
  await clock.sleep(2 ** 40, controller.signal);
  await clock.sleep(0);
});

it('sleeps at least as long as asked on the monotonic clock', async () => {
  const clock = new NodeClock();
  const start = clock.monotonic();
  await clock.sleep(3);
  expect(clock.monotonic() - start).toBeGreaterThanOrEqual(3);
});
