import { DiskFault } from '../ports/disk.ts';
import type { HeldLock } from '../ports/small.ts';
import { writeAll } from '../ports/write-all.ts';
import type { KeeperMode } from './assignment.ts';
import { ATTEMPT_FILES } from './files.ts';
import type { ClaimPorts } from './ports.ts';
import { ReadyClaim } from './ready-claim.ts';
import { claimLineOf, newSeal, type Seal } from './seal.ts';

/** How long a successor waits for whoever is judging the attempt right now. */
const SUCCESSOR_LOCK_MS_MAX = 2000;
const SUCCESSOR_LOCK_POLL_MS = 50;

/** What a keeper has that may run an attempt. */
export interface Claimed {
  readonly mode: KeeperMode;
  readonly held: HeldLock;
  readonly seal: Seal;
  /** Null for a successor, whose harness runs already. */
  readonly ready: ReadyClaim | null;
}

/** Null when somebody else has the attempt. */
export function claimAsFirst(
  ports: ClaimPorts,
  directory: string,
  prepared: ReadyClaim | null,
): Claimed | null {
  const ready = prepared ?? ReadyClaim.prepareIn(ports, directory);
  const held = ready?.claim(directory) ?? null;
  return ready === null || held === null ? null : { mode: 'first', held, seal: ready.seal, ready };
}

/** The owner that started the successor may still hold the lock for a moment. */
export async function claimAsSuccessor(
  ports: ClaimPorts,
  directory: string,
): Promise<Claimed | null> {
  const path = `${directory}/${ATTEMPT_FILES.claim}`;
  const held = await takeLate(ports, path);
  if (held === null) return null;
  const seal = newSeal(ports);
  addLine(ports, path, claimLineOf(ports, 'successor', seal));
  return { mode: 'successor', held, seal, ready: null };
}

async function takeLate(ports: ClaimPorts, path: string): Promise<HeldLock | null> {
  const end = ports.clock.monotonic() + SUCCESSOR_LOCK_MS_MAX;
  for (;;) {
    if (ports.disk.stat(path) === null) return null;
    const held = ports.lock.tryTake(path);
    if (held !== null || ports.clock.monotonic() >= end) return held;
    await ports.clock.sleep(SUCCESSOR_LOCK_POLL_MS);
  }
}

/**
 * Appended, so that a crash cannot take what is there; a torn line counts for nothing. On a full disk
 * the keeper does its work all the same, and an owner judges what it leaves.
 */
function addLine({ disk }: ClaimPorts, path: string, line: string): void {
  try {
    const file = disk.open(path, 'update');
    try {
      writeAll(file, path, new TextEncoder().encode(`\n${line}`), file.stat().size_bytes);
      file.sync();
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
  }
}
