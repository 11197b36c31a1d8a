import type { LaunchSpec } from '../../keeper/types.ts';
import { type Disk, DiskFault } from '../../ports/disk.ts';
import type { SessionRecord } from './types.ts';
import type { HarnessUsage } from './usage.ts';

/** A longer record is not read. */
const RECORD_SIZE_BYTES_MAX = 32 * 1024 * 1024;

/** What one attempt spent in a session. */
export interface Spending {
  readonly launch: LaunchSpec;
  readonly session: string;
  /** ISO time of the attempt's start: a session may hold earlier ones. */
  readonly since: string;
}

/**
 * Asks the harness's own record of the session. Null when there is none, or when it is longer than
 * is read: a part of it would be a wrong number.
 */
export function sessionUsage(
  disk: Disk,
  record: SessionRecord,
  { launch, session, since }: Spending,
): HarnessUsage | null {
  for (const { folder, name_ends_with } of record.places(launch, session)) {
    try {
      const found = disk.list(folder)?.find(({ name }) => name.endsWith(name_ends_with));
      if (found?.kind !== 'file') continue;
      const bytes = whole(disk, `${folder}/${found.name}`);
      return bytes === null ? null : record.usage(bytes, since);
    } catch (error) {
      // The folder belongs to somebody else; a number that cannot be read is unknown.
      if (!(error instanceof DiskFault)) throw error;
    }
  }
  return null;
}

function whole(disk: Disk, path: string): Uint8Array | null {
  const file = disk.open(path, 'read');
  try {
    const { size_bytes } = file.stat();
    return size_bytes > RECORD_SIZE_BYTES_MAX ? null : file.read(0, size_bytes);
  } finally {
    file.close();
  }
}
