import { isLinked, type Outside } from '../../anchor/index.ts';
import { DiskFault, type HeldLock, isFault, makeFolders } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import {
  type Claimant,
  holderOf,
  LOCK_POLL_MS,
  LOCK_WAIT_MS,
  type LockAttempt,
  releaseLock,
  takeLock,
  workspaceOwned,
} from '../workspace/lock.ts';

/**
 * The lock of an owner has a second name outside of the tree, so that it is still the one when the tree
 * is deleted under its holder: whoever restores the tree has to take it. Where a link is impossible the
 * file outside is a lock of its own, and an owner holds both. Where nothing can be written outside,
 * there is one.
 */
export async function takeOwnerLock(
  ports: EnginePorts,
  layout: Layout,
  outside: Outside | null,
  who: Claimant,
): Promise<LockAttempt> {
  if (outside !== null && isOutsideOnly(ports, layout, outside)) {
    const taken = await takeLock(ports, outside.lock, who);
    return taken.kind === 'held'
      ? { kind: 'held', lock: ownName(ports, layout, outside, taken.lock) }
      : taken;
  }
  const end = ports.clock.monotonic() + LOCK_WAIT_MS;
  for (;;) {
    const taken = await takeLock(ports, layout.lock, who);
    if (taken.kind === 'loop' || outside === null) return taken;
    const lock = withSecond(ports, layout, outside, taken.lock);
    if (lock !== null) return { kind: 'held', lock };
    releaseLock(taken.lock);
    const other = holderOf(ports, outside.lock);
    if (other?.stays) return { kind: 'loop', holder: other };
    if (ports.clock.monotonic() >= end) throw workspaceOwned(other);
    await ports.clock.sleep(LOCK_POLL_MS);
  }
}

function isOutsideOnly({ disk }: EnginePorts, layout: Layout, outside: Outside): boolean {
  return disk.stat(layout.lock) === null && disk.stat(outside.lock) !== null;
}

/** The tree gets the name of the lock back that this process holds now, or a lock file of its own. */
function ownName(ports: EnginePorts, layout: Layout, outside: Outside, held: HeldLock): HeldLock {
  makeFolders(ports.disk, layout.state);
  if (linkedTo(ports, outside.lock, layout.lock)) {
    const isInPlace = () => held.isInPlace() && isLinked(ports.disk, layout.lock, outside.lock);
    return { describe: (text) => held.describe(text), isInPlace, release: () => held.release() };
  }
  const own = ports.lock.tryTake(layout.lock);
  return own === null ? held : both(own, held);
}

/** Null when somebody else holds the one outside: an owner whose tree was deleted under it. */
function withSecond(
  ports: EnginePorts,
  layout: Layout,
  outside: Outside,
  own: HeldLock,
): HeldLock | null {
  const { disk } = ports;
  try {
    if (disk.stat(layout.lock) === null) return own;
    if (isLinked(disk, layout.lock, outside.lock)) return own;
    makeFolders(disk, outside.folder);
    if (disk.stat(outside.lock) === null && linkedTo(ports, layout.lock, outside.lock)) return own;
    const second = ports.lock.tryTake(outside.lock);
    if (second === null) return null;
    return replacedBy(ports, layout.lock, outside.lock) ? only(own, second) : both(own, second);
  } catch (error) {
    if (error instanceof DiskFault) return own;
    throw error;
  }
}

function only(own: HeldLock, second: HeldLock): HeldLock {
  second.release();
  return own;
}

function both(own: HeldLock, second: HeldLock): HeldLock {
  return {
    describe: (text) => {
      own.describe(text);
      second.describe(text);
    },
    isInPlace: () => own.isInPlace(),
    release: () => {
      own.release();
      second.release();
    },
  };
}

/** For a lock that was taken before it was known whose it is. */
export function nameOutside(ports: EnginePorts, layout: Layout, outside: Outside): void {
  const { disk } = ports;
  if (disk.stat(layout.lock) === null || disk.stat(outside.lock) !== null) return;
  linkedTo(ports, layout.lock, outside.lock);
}

/** False where a link is impossible. */
function linkedTo({ disk }: Pick<EnginePorts, 'disk'>, from: string, to: string): boolean {
  try {
    disk.link(from, to);
    return true;
  } catch (error) {
    if (error instanceof DiskFault) return isFault(error, 'EEXIST') && isLinked(disk, from, to);
    throw error;
  }
}

function replacedBy({ disk }: EnginePorts, from: string, to: string): boolean {
  const scratch = `${to}.tmp`;
  disk.unlink(scratch);
  if (!linkedTo({ disk }, from, scratch)) return false;
  disk.rename(scratch, to);
  return true;
}
