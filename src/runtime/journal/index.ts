/**
 * The truth: records in a chain of segments, each synced before it is acknowledged, with a
 * checkpoint that stands for the older ones and archives that keep them. Whoever holds the
 * workspace lock writes, everybody else follows. What was acknowledged is read back after any
 * crash; what is damaged is named by file and byte, never skipped.
 */

export type { Archive } from './archive.ts';
export { Blobs } from './blobs.ts';
export { parseRecord } from './codec.ts';
export { CommitMark, MARK_NAME } from './commit-mark.ts';
export { ensureDir } from './durable.ts';
export { replaced } from './errors.ts';
export { putAside } from './folder.ts';
export { Journal } from './journal.ts';
export { segmentName } from './segment.ts';
export {
  type ArchiveInfo,
  type Checkpoint,
  type EachRecord,
  GENESIS_CHAIN,
  type JournalPorts,
  type JournalRecovery,
  type Position,
  samePosition,
  type TornRecord,
} from './types.ts';
