import type { JournalRecord } from '../kernel/changes/record.ts';
import { discard } from '../ports/files.ts';
import { prepare, publish } from './durable.ts';
import { damaged } from './errors.ts';
import { readHeader, segmentName } from './segment.ts';
import { compacted, type SegmentBytes } from './segment-lines.ts';
import type { JournalPorts, SegmentForm } from './types.ts';

/** What an archive may unpack to: far more than a segment ever holds. */
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;
/** Contents of archives that are kept in memory. */
const CONTENTS_MAX = 2;
/** An archive says in its name after which record it starts, so that it is unpacked only when needed. */
const ARCHIVE = /^(\d{8})\.after-(\d+)\.(log|kept)\.gz$/;
const PLAIN = /^(\d{8})\.log$/;

export interface ArchivedSegment {
  readonly segment: number;
  /** Its first record comes after this one. */
  readonly after: number;
  readonly form: SegmentForm;
  readonly file: string;
}

const RANK: Readonly<Record<SegmentForm, number>> = { plain: 0, gzip: 1, compacted: 2 };

/**
 * The segments of a journal in all their forms, and the contents of those that were unpacked last. A
 * segment that lies there twice counts as its fuller form.
 */
export class ArchiveStore {
  private readonly contents = new Map<string, SegmentBytes>();
  /** Number of a plain segment -> the record that it starts after; that never changes. */
  private readonly starts = new Map<number, number>();

  constructor(
    private readonly ports: JournalPorts,
    private readonly dir: string,
  ) {}

  forget(): void {
    this.contents.clear();
    this.starts.clear();
  }

  /** Ascending, up to segment `last`. */
  segments(last: number): ArchivedSegment[] {
    const found = new Map<number, ArchivedSegment>();
    for (const { name, kind } of this.ports.disk.list(this.dir) ?? []) {
      const one = kind === 'file' ? this.named(name) : null;
      if (one === null || one.segment > last) continue;
      const known = found.get(one.segment);
      if (known === undefined || RANK[one.form] < RANK[known.form]) found.set(one.segment, one);
    }
    return [...found.values()].sort((a, b) => a.segment - b.segment);
  }

  sizeOf({ file }: ArchivedSegment): number {
    return this.ports.disk.stat(`${this.dir}/${file}`)?.size_bytes ?? 0;
  }

  /** null when the file is gone: it has another form by now. */
  content(one: ArchivedSegment): SegmentBytes | null {
    const known = this.contents.get(one.file);
    if (known !== undefined) return known;
    const stored = this.ports.disk.read(`${this.dir}/${one.file}`);
    if (stored === null) return null;
    const { file, segment, form } = one;
    const bytes = form === 'plain' ? stored : this.unpack(file, stored);
    const content = { file, segment, bytes, compacted: form === 'compacted' };
    if (form !== 'plain') this.keep(content);
    return content;
  }

  /** Compresses a plain segment, which goes only after what was written was read back. */
  compress(one: ArchivedSegment): void {
    const content = this.content(one);
    if (content !== null) this.replace(one, 'gzip', content.bytes);
  }

  /** Leaves only the wanted records. */
  compact(one: ArchivedSegment, wanted: (record: JournalRecord) => boolean): void {
    const content = this.content(one);
    if (content === null) return;
    this.replace(one, 'compacted', compacted(this.ports.hash, content, wanted));
  }

  /** Removes what an interrupted `compress` or `compact` left beside the form that counts. */
  tidy(last: number): void {
    const counting = new Set(this.segments(last).map(({ file }) => file));
    for (const { name } of this.ports.disk.list(this.dir) ?? []) {
      const one = this.named(name);
      if (one === null || one.segment > last || counting.has(name)) continue;
      this.ports.disk.unlink(`${this.dir}/${name}`);
    }
  }

  private replace(one: ArchivedSegment, form: 'gzip' | 'compacted', bytes: Uint8Array): void {
    const { disk, hash, gzip } = this.ports;
    if (gzip === undefined) return;
    const ending = form === 'gzip' ? 'log' : 'kept';
    const number = segmentName(one.segment).slice(0, 8);
    const file = `${number}.after-${one.after}.${ending}.gz`;
    const path = `${this.dir}/${file}`;
    const scratch = prepare(disk, path, [gzip.pack(bytes)]);
    const back = gzip.unpack(disk.read(scratch) ?? new Uint8Array(), UNPACKED_BYTES_MAX);
    if (back === null || hash.sha256(back) !== hash.sha256(bytes)) {
      discard(disk, scratch);
      throw damaged({ file, at_byte: 0 }, 'the archive does not read back as it was written');
    }
    publish(disk, scratch, path);
    disk.unlink(`${this.dir}/${one.file}`);
    this.contents.clear();
  }

  private named(name: string): ArchivedSegment | null {
    const plain = PLAIN.exec(name)?.[1];
    if (plain !== undefined) {
      const segment = Number(plain);
      const after = this.starts.get(segment) ?? readHeader(this.ports, this.dir, segment)?.seq;
      if (after === undefined) return null;
      this.starts.set(segment, after);
      return { segment, after, form: 'plain', file: name };
    }
    const [, number, after, ending] = ARCHIVE.exec(name) ?? [];
    if (number === undefined || after === undefined) return null;
    const form = ending === 'log' ? 'gzip' : 'compacted';
    return { segment: Number(number), after: Number(after), form, file: name };
  }

  private unpack(file: string, stored: Uint8Array): Uint8Array {
    const bytes = this.ports.gzip?.unpack(stored, UNPACKED_BYTES_MAX) ?? null;
    if (bytes !== null) return bytes;
    throw damaged(
      { file, at_byte: 0 },
      'the archive cannot be unpacked',
      'restore that file from a backup; without it only this part of the history is unreadable',
    );
  }

  private keep(content: SegmentBytes): void {
    this.contents.set(content.file, content);
    for (const oldest of this.contents.keys()) {
      if (this.contents.size <= CONTENTS_MAX) break;
      this.contents.delete(oldest);
    }
  }
}
