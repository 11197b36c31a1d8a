export { Blobs } from './blobs.ts';
export { parseRecord } from './codec.ts';
export { Journal } from './journal.ts';
export { MARK_NAME } from './mark.ts';
export type { Past } from './past.ts';
export {
  type Archive,
  type Checkpoint,
  type EachRecord,
  GENESIS_CHAIN,
  type JournalPorts,
  type JournalRecovery,
  type Position,
  type TornRecord,
} from './types.ts';
