import { DiskFault } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import type { HeldLock } from '../ports/small.ts';
import { writeAll } from '../ports/write-all.ts';
import { nameOnce, scratchName } from './durable.ts';
import { ATTEMPT_FILES, COMPLETION_SIZE_BYTES } from './files.ts';
import { claimLine } from './marks.ts';
import type { ClaimPorts } from './ports.ts';
import type { Seal } from './seal.ts';

/** How long a successor waits for whoever is judging the attempt right now. */
const SUCCESSOR_LOCK_MS_MAX = 2000;
const SUCCESSOR_LOCK_POLL_MS = 50;

type ClaimKind = Parameters<typeof claimLine>[0];

/**
 * The claim is locked before it gets its name, so "claimed and free" always means "its keeper is dead".
 * null = somebody else has the attempt.
 */
export function claimAsFirst(ports: ClaimPorts, directory: string, seal: Seal): HeldLock | null {
  const { disk } = ports;
  disk.write(`${directory}/${ATTEMPT_FILES.exitReserve}`, new Uint8Array());
  reserveCompletion(ports, directory);
  const path = `${directory}/${ATTEMPT_FILES.claim}`;
  const scratch = scratchName(ports, path);
  const held = ports.lock.tryTake(scratch);
  if (held === null) return null;
  try {
    held.describe(claimLineOf(ports, 'keeper', seal));
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
  seal: Seal,
): Promise<HeldLock | null> {
  const path = `${directory}/${ATTEMPT_FILES.claim}`;
  const held = await takeLate(ports, path);
  if (held !== null) addLine(ports, path, claimLineOf(ports, 'successor', seal));
  return held;
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

/** Who this keeper is, as its claim says it. */
export function claimLineOf({ processes }: ClaimPorts, kind: ClaimKind, seal: Seal): string {
  const self = processes.self();
  return claimLine(kind, self, { start: processes.startOf(self.pid), seal: seal.digest });
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
