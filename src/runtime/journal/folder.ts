import { dirname } from 'node:path';
import { type Disk, DiskFault } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import { CHECKPOINT_NAME, encodeEntry } from './checkpoint-file.ts';
import { ensureDir, prepare } from './durable.ts';
import { damaged } from './errors.ts';
import { prepareSegment, segmentName } from './segment.ts';
import { GENESIS_CHAIN, type JournalPorts, type Position } from './types.ts';

const RESERVE_NAME = 'reserve';
const RESERVE = new Uint8Array(256 * 1024);
/** Journals that were moved aside; more than this on one workspace is no accident. */
const ASIDE_MAX = 1000;
const NO_RECORDS = new Uint8Array(0);

export function journalExists(disk: Disk, dir: string): boolean {
  const stat = disk.stat(dir);
  if (stat === null || stat.kind === 'dir') return stat !== null;
  throw damaged({ file: '', at_byte: 0 }, 'it is not a folder');
}

/**
 * Builds a whole journal beside the folder and renames it into place, so that a
 * crash leaves none or a complete one. A folder that is in the way is kept under
 * another name. There is no commit mark yet: until an owner wrote one, the name
 * of the folder may not be durable. Returns where the first record will stand.
 */
export function createFolder(
  ports: JournalPorts,
  dir: string,
  start: Omit<Position, 'offset'>,
  base: string | null,
): Position {
  const { disk } = ports;
  const scratch = `${dir}.new`;
  ensureDir(disk, dirname(dir));
  disk.remove(scratch);
  disk.mkdir(scratch);
  const path = `${scratch}/${segmentName(start.segment)}`;
  const segment = prepareSegment(ports, path, start, NO_RECORDS);
  disk.rename(segment.scratch, path);
  const at = { ...start, offset: segment.offset };
  if (base !== null) {
    const checkpoint = `${scratch}/${CHECKPOINT_NAME}`;
    disk.rename(
      prepare(disk, checkpoint, encodeEntry(ports, 'base', at, base, GENESIS_CHAIN).bytes),
      checkpoint,
    );
  }
  disk.write(`${scratch}/${RESERVE_NAME}`, RESERVE);
  disk.syncDir(scratch);
  putAside(disk, dir);
  disk.rename(scratch, dir);
  disk.syncDir(dirname(dir));
  return at;
}

/** Gives its room back to a disk that is full, for one last record. */
export function releaseReserve(disk: Disk, dir: string): void {
  const path = `${dir}/${RESERVE_NAME}`;
  if (disk.stat(path)?.kind === 'file') disk.unlink(path);
}

/** Takes the room again as soon as there is some. Failing is no failure: the next opening tries again. */
export function restoreReserve(disk: Disk, dir: string): void {
  const path = `${dir}/${RESERVE_NAME}`;
  const { kind = 'file', size_bytes = 0 } = disk.stat(path) ?? {};
  // What is not ours is left in its place.
  if (kind !== 'file' || size_bytes === RESERVE.length) return;
  try {
    disk.write(path, RESERVE);
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    discard(disk, path);
  }
}

/** What is in the way of a journal is kept under another name, which is returned. */
export function putAside(disk: Disk, dir: string): string | null {
  if (disk.stat(dir) === null) return null;
  const name = asideName(disk, dir);
  disk.rename(dir, name);
  return name;
}

function asideName(disk: Disk, dir: string): string {
  for (let number = 1; number < ASIDE_MAX; number++) {
    const name = `${dir}.replaced-${number}`;
    if (disk.stat(name) === null) return name;
  }
  throw new DiskFault('EEXIST', 'rename', dir);
}
