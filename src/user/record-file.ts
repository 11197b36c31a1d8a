import { dirname } from 'node:path';
import { type Disk, type Ids, makeFolders, writeSynced } from '../runtime/ports/index.ts';

const SCRATCH_LENGTH = 12;

/** Keeps something as JSON in a file of the user; a crash leaves there what was, or all of it. */
export function keepRecord(
  { disk, ids }: { readonly disk: Disk; readonly ids: Ids },
  path: string,
  record: object,
): void {
  const folder = dirname(path);
  const scratch = `${folder}/.${ids.hex(SCRATCH_LENGTH)}.tmp`;
  makeFolders(disk, folder);
  writeSynced(disk, scratch, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
  disk.rename(scratch, path);
  disk.syncDir(folder);
}

/** Null for what is no JSON. */
export function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
