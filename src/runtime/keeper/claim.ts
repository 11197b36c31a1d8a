import { discard } from '../ports/files.ts';
import type { HeldLock } from '../ports/small.ts';
import { writeAll } from '../ports/write-all.ts';
import { nameOnce, scratchName } from './durable.ts';
import { ATTEMPT_FILES, COMPLETION_SIZE_BYTES } from './files.ts';
import { claimText } from './marks.ts';
import type { ClaimPorts } from './ports.ts';

/** How long a successor waits for whoever is judging the attempt right now. */
const SUCCESSOR_LOCK_MS_MAX = 2000;
const SUCCESSOR_LOCK_POLL_MS = 50;

/**
 * The claim is locked before it gets its name, so "claimed and free" always means "its keeper is dead".
 * null = somebody else has the attempt.
 */
export function claimAsFirst(ports: ClaimPorts, directory: string): HeldLock | null {
  const { disk } = ports;
  disk.write(`${directory}/${ATTEMPT_FILES.exitReserve}`, new Uint8Array());
  reserveCompletion(ports, directory);
  const path = `${directory}/${ATTEMPT_FILES.claim}`;
  const scratch = scratchName(ports, path);
  const held = ports.lock.tryTake(scratch);
  if (held === null) return null;
  try {
    held.describe(claimText('keeper', ports.processes.self()));
    syncFile(ports, scratch);
    if (nameOnce(disk, scratch, path)) return held;
    held.release();
    return null;
  } catch (error) {
    held.release();
    throw error;
  } finally {
    discard(disk, scratch);
  }
}

/** The owner that started the successor may still hold the lock for a moment. */
export async function claimAsSuccessor(
  ports: ClaimPorts,
  directory: string,
): Promise<HeldLock | null> {
  const path = `${directory}/${ATTEMPT_FILES.claim}`;
  const end = ports.clock.monotonic() + SUCCESSOR_LOCK_MS_MAX;
  for (;;) {
    if (ports.disk.stat(path) === null) return null;
    const held = ports.lock.tryTake(path);
    if (held !== null || ports.clock.monotonic() >= end) return held;
    await ports.clock.sleep(SUCCESSOR_LOCK_POLL_MS);
  }
}

function reserveCompletion({ disk }: ClaimPorts, directory: string): void {
  const path = `${directory}/${ATTEMPT_FILES.completionReserve}`;
  const file = disk.open(path, 'upsert');
  try {
    writeAll(file, path, new Uint8Array(COMPLETION_SIZE_BYTES).fill(' '.charCodeAt(0)));
    file.sync();
  } finally {
    file.close();
  }
}

function syncFile({ disk }: ClaimPorts, path: string): void {
  const file = disk.open(path, 'update');
  try {
    file.sync();
  } finally {
    file.close();
  }
}
