import type { Disk } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import type { HeldLock } from '../ports/small.ts';
import { writeAll } from '../ports/write-all.ts';
import { linkUnlessTaken, scratchName } from './durable.ts';
import { ATTEMPT_FILES, COMPLETION_SIZE_BYTES, SPAWNING_SIZE_BYTES } from './files.ts';
import type { ClaimPorts } from './ports.ts';
import { claimLineOf, newSeal, type Seal } from './seal.ts';

const { claim, completionReserve, exitReserve, spawning, spawningReserve } = ATTEMPT_FILES;
const encoder = new TextEncoder();

/**
 * All that a keeper can do before it has an attempt: the claim, whose text names none, is written and
 * locked, and there is room for what comes later. The lock is taken before the claim gets its name, so
 * "claimed and free" always means "its keeper is dead".
 */
export class ReadyClaim {
  private constructor(
    private readonly ports: ClaimPorts,
    /** Where it lies: a folder of its own, or the attempt directory itself. */
    private readonly folder: string,
    private readonly path: string,
    private readonly held: HeldLock,
    readonly seal: Seal,
  ) {}

  /** `path`: of the claim, as long as it is none. Null when somebody else has its lock. */
  static prepare(ports: ClaimPorts, folder: string, path: string): ReadyClaim | null {
    const { disk, lock } = ports;
    disk.write(`${folder}/${exitReserve}`, new Uint8Array());
    reserve(disk, `${folder}/${completionReserve}`, COMPLETION_SIZE_BYTES);
    reserve(disk, `${folder}/${spawningReserve}`, SPAWNING_SIZE_BYTES);
    const held = lock.tryTake(path);
    if (held === null) return null;
    const ready = new ReadyClaim(ports, folder, path, held, newSeal(ports));
    try {
      held.describe(claimLineOf(ports, 'keeper', ready.seal));
      sync(disk, path);
      return ready;
    } catch (error) {
      ready.discard();
      throw error;
    }
  }

  /** In the attempt directory itself, under a name that nobody else uses. */
  static prepareIn(ports: ClaimPorts, directory: string): ReadyClaim | null {
    return ReadyClaim.prepare(ports, directory, scratchName(ports, `${directory}/${claim}`));
  }

  /** Null when somebody else has the attempt. Durable when `markSpawning` returns. */
  claim(directory: string): HeldLock | null {
    const { disk } = this.ports;
    if (!linkUnlessTaken(disk, this.path, `${directory}/${claim}`)) {
      this.discard();
      return null;
    }
    for (const name of [exitReserve, completionReserve])
      if (directory !== this.folder) disk.rename(`${this.folder}/${name}`, `${directory}/${name}`);
    return this.held;
  }

  /**
   * Its name is durable when it returns: without it the harness surely never ran. What it says is of use
   * only as long as the machine runs.
   */
  markSpawning(directory: string, text: string): void {
    const { disk } = this.ports;
    const path = `${this.folder}/${spawningReserve}`;
    const file = disk.open(path, 'upsert');
    try {
      writeAll(file, path, encoder.encode(`${text}\n`.padEnd(SPAWNING_SIZE_BYTES)));
    } finally {
      file.close();
    }
    disk.rename(path, `${directory}/${spawning}`);
    disk.syncDir(directory);
  }

  /** Removes what nobody needs any more, when nobody waits. */
  tidy(directory: string): void {
    const { disk } = this.ports;
    discard(disk, this.path);
    if (directory !== this.folder) disk.remove(this.folder);
  }

  /** Gives up what was made ready. */
  discard(): void {
    this.held.release();
    discard(this.ports.disk, this.path);
  }
}

function reserve(disk: Disk, path: string, size_bytes: number): void {
  const file = disk.open(path, 'upsert');
  try {
    writeAll(file, path, new Uint8Array(size_bytes).fill(' '.charCodeAt(0)));
    file.sync();
  } finally {
    file.close();
  }
}

function sync(disk: Disk, path: string): void {
  const file = disk.open(path, 'update');
  try {
    file.sync();
  } finally {
    file.close();
  }
}
