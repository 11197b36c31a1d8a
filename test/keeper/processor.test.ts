import { expect } from 'vitest';
import { attempts } from '../support/keeper/attempt.ts';

const attempt = attempts();

function usedMs(use: ReadonlyMap<string, number> | null): number {
  return [...(use ?? [])].reduce((sum, [, ms]) => sum + ms, 0);
}

attempt('what the processes of an attempt have used grows while they work alone', async (bench) => {
  const owner = bench.owner();
  const work = `until [ -e "${bench.base}/go" ]; do :; done`;
  bench.dispatch(owner, bench.harness(`${work}\nsleep 30`));
  await bench.started();
  await bench.until(() => usedMs(owner.processorUse(bench.id)) > 200);
  bench.go();
  await bench.until(() => (owner.processorUse(bench.id)?.size ?? 0) === 3);
  const before = owner.processorUse(bench.id);
  await bench.clock.sleep(300);
  expect(usedMs(owner.processorUse(bench.id)) - usedMs(before)).toBeLessThan(100);
  owner.cancel(bench.id);
  await bench.completion(owner);
  expect(owner.processorUse(bench.id)).toEqual(new Map());
});
