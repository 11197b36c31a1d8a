export type { Archive } from './archive.ts';
export { Blobs } from './blobs.ts';
export { parseRecord } from './codec.ts';
export { MARK_NAME } from './commit-mark.ts';
export { Journal } from './journal.ts';
export {
  type ArchiveInfo,
  type Checkpoint,
  type EachRecord,
  GENESIS_CHAIN,
  type JournalPorts,
  type JournalRecovery,
  type Position,
  type TornRecord,
} from './types.ts';
