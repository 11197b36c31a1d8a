import type { QuotaReadings } from '../../kernel/index.ts';
import { DiskFault, discard, makeFolders, writeSynced } from '../../ports/index.ts';
import { quotaFile } from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

type Ports = Pick<EnginePorts, 'disk' | 'ids' | 'state_home'>;

const SCRATCH_LENGTH = 12;
const WINDOWS = ['five_hour', 'weekly'] as const;

/**
 * Keeps what a harness said of its limits for all workspaces of the user, where it is newer than what
 * is known. A file that cannot be written is no fault of the stage that ended.
 */
export function keepQuota(
  ports: Ports,
  provider: string,
  said: Partial<QuotaReadings>,
  known: QuotaReadings,
): void {
  const { disk, ids, state_home } = ports;
  const newest = WINDOWS.map((window) => {
    const [one, other] = [said[window] ?? null, known[window]];
    return [
      window,
      other === null || (one?.read_at ?? '') > other.read_at ? (one ?? other) : other,
    ];
  });
  const next = JSON.stringify(Object.fromEntries(newest));
  if (state_home === null || next === JSON.stringify(known)) return;
  const path = quotaFile(state_home, provider);
  const scratch = `${path}.${ids.hex(SCRATCH_LENGTH)}.tmp`;
  try {
    makeFolders(disk, path.slice(0, path.lastIndexOf('/')));
    writeSynced(disk, scratch, new TextEncoder().encode(`${next}\n`));
    disk.rename(scratch, path);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    discard(disk, scratch);
  }
}
