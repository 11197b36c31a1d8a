import { dirname } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import type { HeldLock } from '../runtime/ports/small.ts';
import { writeAll } from '../runtime/ports/write-all.ts';
import { jsonOf } from '../runtime/runners/index.ts';
import { type Progress, progress } from './scenario.ts';
import { ScriptedError, type ScriptedPorts } from './stage.ts';

const LOCK_MS_MAX = 10_000;
const LOCK_POLL_MS = 20;
const SCRATCH_HEX_LENGTH = 12;

/**
 * Reads the progress, lets `use` change it, and makes it durable, alone among all processes that
 * share the file.
 */
export async function withProgress<T>(
  ports: ScriptedPorts,
  path: string,
  use: (progress: Progress) => T,
): Promise<T> {
  const held = await lockFile(ports, `${path}.lock`);
  try {
    const db = new Low<Progress>(new DurableJson(ports, path), { used: {}, chosen: {} });
    await db.read();
    const result = use(db.data);
    await db.write();
    return result;
  } finally {
    held.release();
  }
}

/** lowdb's own file adapter does not sync; this one survives the kills that scenarios are about. */
class DurableJson implements Adapter<Progress> {
  constructor(
    private readonly ports: ScriptedPorts,
    private readonly path: string,
  ) {}

  async read(): Promise<Progress | null> {
    const bytes = this.ports.disk.read(this.path);
    if (bytes === null) return null;
    const parsed = progress.safeParse(jsonOf(bytes));
    if (parsed.success) return parsed.data;
    throw new ScriptedError('the state file of the scenario is not readable; delete it');
  }

  async write(data: Progress): Promise<void> {
    const { disk, ids } = this.ports;
    const scratch = `${this.path}.${ids.hex(SCRATCH_HEX_LENGTH)}`;
    const file = disk.open(scratch, 'create');
    try {
      const bytes = new TextEncoder().encode(`${JSON.stringify(data, null, 2)}\n`);
      writeAll(file, scratch, bytes);
      file.sync();
    } finally {
      file.close();
    }
    disk.rename(scratch, this.path);
    disk.syncDir(dirname(this.path));
  }
}

async function lockFile({ lock, clock }: ScriptedPorts, path: string): Promise<HeldLock> {
  const end = clock.monotonic() + LOCK_MS_MAX;
  while (clock.monotonic() < end) {
    const held = lock.tryTake(path);
    if (held !== null) return held;
    await clock.sleep(LOCK_POLL_MS);
  }
  throw new ScriptedError('another stage holds the state file of the scenario');
}
