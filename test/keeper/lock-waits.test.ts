import { expect, it } from 'vitest';
import { LockWaits } from '../../src/runtime/keeper/lock-waits.ts';
import { DiskFault } from '../../src/runtime/ports/disk.ts';
import type { HeldLock, Lock, LockWait } from '../../src/runtime/ports/small.ts';
import { attempts } from '../support/keeper/attempt.ts';

/** A lock that is granted when the test says so. */
class Granted implements Lock {
  readonly said: string[] = [];
  private readonly settles: ((held: HeldLock | null) => void)[] = [];

  tryTake(): HeldLock | null {
    return null;
  }

  wait(path: string): LockWait {
    if (path === 'absent') throw new DiskFault('ENOENT', 'open', path);
    this.said.push(`wait ${path}`);
    const taken = new Promise<HeldLock | null>((settle) => this.settles.push(settle));
    return { taken, giveUp: () => this.said.push('given up') };
  }

  async grant(held = true): Promise<void> {
    const release = () => this.said.push('released');
    this.settles.shift()?.(
      held ? { describe: () => undefined, isInPlace: () => true, release } : null,
    );
    await Promise.resolve();
    await Promise.resolve();
  }
}

function waiting(): { lock: Granted; waits: LockWaits; hinted: () => number } {
  const lock = new Granted();
  const waits = new LockWaits(lock);
  let hints = 0;
  waits.stay();
  waits.want('a');
  waits.begin('a', 'claim', () => {
    hints += 1;
  });
  return { lock, waits, hinted: () => hints };
}

it('a lock that is granted is told once and taken once', async () => {
  const { lock, waits, hinted } = waiting();
  waits.begin('a', 'claim', () => undefined);
  expect([waits.isPending('a'), waits.isTaken('a'), waits.take('a')]).toEqual([true, false, null]);
  waits.begin('a', 'claim', hinted);
  await lock.grant();
  expect([waits.isPending('a'), waits.isTaken('a')]).toEqual([false, true]);
  expect(waits.take('a')).not.toBeNull();
  expect([waits.take('a'), waits.isTaken('a')]).toEqual([null, false]);
  expect(lock.said).toEqual(['wait claim']);
});

it('nobody keeps a lock that is not wanted any more', async () => {
  const early = waiting();
  early.waits.forget('a');
  await early.lock.grant();
  expect(early.lock.said).toEqual(['wait claim', 'given up', 'released']);
  const late = waiting();
  await late.lock.grant();
  late.waits.end();
  expect(late.lock.said).toEqual(['wait claim', 'released', 'given up']);
});

it('a wait that fails is no wait, and one that has not begun is tried again', async () => {
  const { lock, waits, hinted } = waiting();
  await lock.grant(false);
  expect([hinted(), waits.isPending('a'), waits.isTaken('a')]).toEqual([1, false, false]);
  waits.want('a');
  waits.begin('a', 'absent', () => undefined);
  expect(waits.isPending('a')).toBe(false);
  waits.begin('a', 'claim', () => undefined);
  expect(waits.isPending('a')).toBe(true);
});

it('an owner that does not stay waits for none', () => {
  const lock = new Granted();
  const waits = new LockWaits(lock);
  waits.want('a');
  waits.begin('a', 'claim', () => undefined);
  expect(lock.said).toEqual([]);
});

const attempt = attempts();

attempt('an owner that stays is told of the end, and of the death of a keeper', async (bench) => {
  const owner = bench.owner();
  owner.ready();
  bench.dispatch(owner, bench.ending('exit 6'));
  await Promise.all([owner.wait(bench.id, 500), bench.started()]);
  bench.signalKeeper('SIGKILL');
  await owner.wait(bench.id, 60_000);
  expect(owner.look(bench.id)).toEqual({ row: 'succeeding' });
  await bench.until(() => owner.look(bench.id).row === 'held');
  bench.go();
  await owner.wait(bench.id, 60_000);
  expect(owner.look(bench.id)).toMatchObject({
    row: 'completed',
    completion: { by: 'successor', exit_code: 6 },
  });
  owner.standDown();
});
