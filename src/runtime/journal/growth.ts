import type { CheckpointFile } from './checkpoint-file.ts';
import type { JournalReader } from './reader.ts';

/** Bytes of records that came since the newest checkpoint, and since the newest base. For a writer. */
export class Growth {
  since_checkpoint_bytes = 0;
  since_base_bytes = 0;

  measure(reader: JournalReader, checkpoints: CheckpointFile): void {
    this.since_checkpoint_bytes = reader.sizeSince(checkpoints.newest());
    this.since_base_bytes = reader.sizeSince(checkpoints.base());
  }

  add(size_bytes: number): void {
    this.since_checkpoint_bytes += size_bytes;
    this.since_base_bytes += size_bytes;
  }

  checkpointed(kind: 'base' | 'delta'): void {
    this.since_checkpoint_bytes = 0;
    if (kind === 'base') this.since_base_bytes = 0;
  }
}
