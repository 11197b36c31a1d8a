import { z } from 'zod';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { sha256Hex } from '../plan/primitives.ts';
import type { Disk } from '../ports/disk.ts';
import type { Gzip } from '../ports/machine.ts';
import type { Hash } from '../ports/small.ts';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * The end of a record: everything up to `seq` lies before
 * `offset` of `segment`, or in earlier segments.
 */
export const position = z.strictObject({
  seq: count,
  /** Hash of the line of record `seq`; `GENESIS_CHAIN` before the first one. */
  chain: sha256Hex,
  segment: count,
  offset: count,
});
export type Position = Readonly<z.infer<typeof position>>;

export function samePosition(a: Position, b: Position): boolean {
  return a.segment === b.segment && a.offset === b.offset && a.chain === b.chain;
}

/** What the first record links to. */
export const GENESIS_CHAIN = '0'.repeat(64);

export interface JournalPorts {
  readonly disk: Disk;
  readonly hash: Hash;
  /**
   * Identity of this boot of the machine:
   * a commit mark of another boot says nothing about what is on disk now.
   */
  readonly boot: string;
  /** Without it compressed archives cannot be read or made. */
  readonly gzip?: Gzip;
}

/** `body` is the JSON text of the record as it stands in the line. */
export type EachRecord = (record: JournalRecord, body: string) => void;

export interface Checkpoint {
  readonly at: Position;
  /** The base, in parts where it is large, then its deltas. */
  readonly texts: readonly string[];
  /** How many of them are deltas. */
  readonly deltas: number;
}

/** A half-written last record. */
export interface TornRecord {
  readonly file: string;
  readonly at_byte: number;
  readonly size_bytes: number;
}

/** What becoming the writer found. */
export interface JournalRecovery {
  /** Records that were delivered on the way to the end. */
  readonly records: number;
  /**
   * The last owner did not get to mark its last record as synced;
   * the record now stands in a new segment.
   */
  readonly unclean: boolean;
  /** Nothing of this boot was written: what was not synced may be gone. */
  readonly rebooted: boolean;
  /** Its bytes stay where they are, for inspection; nothing reads them any more. */
  readonly torn: TornRecord | null;
}

/**
 * How a segment of history is kept: as it was written, compressed, or only those of its records
 * that something still refers to.
 */
export type SegmentForm = 'plain' | 'gzip' | 'compacted';

/** A segment that only history needs: the checkpoint replaces it. */
export interface ArchiveInfo {
  readonly segment: number;
  readonly form: SegmentForm;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly size_bytes: number;
}
