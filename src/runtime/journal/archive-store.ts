import type { JournalRecord } from '../kernel/changes/record.ts';
import { discard, prepare, publish } from './durable.ts';
import { damaged } from './errors.ts';
import { readHeader, segmentName } from './segment.ts';
import { type KeptContent, thinned } from './segment-lines.ts';
import type { JournalPorts, SegmentForm } from './types.ts';

/** What an archive may unpack to: far more than a segment ever holds. */
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;
/** Contents of archives that are kept in memory. */
const CONTENTS_MAX = 2;
/** An archive says in its name after which record it starts, so that it is unpacked only when needed. */
const ARCHIVE = /^(\d{8})\.after-(\d+)\.(log|kept)\.gz$/;
const WHOLE = /^(\d{8})\.log$/;

export interface ShelfSegment {
  readonly segment: number;
  /** Its first record comes after this one. */
  readonly after: number;
  readonly form: SegmentForm;
  readonly file: string;
}

const RANK: Readonly<Record<SegmentForm, number>> = { whole: 0, packed: 1, thinned: 2 };

/**
 * The segments of a journal in all their forms. A segment that lies there twice counts as its
 * fuller form.
 */
export class Shelf {
  private readonly contents = new Map<string, KeptContent>();
  /** Number of a whole segment -> the record that it starts after; that never changes. */
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
  segments(last: number): ShelfSegment[] {
    const found = new Map<number, ShelfSegment>();
    for (const { name, kind } of this.ports.disk.list(this.dir) ?? []) {
      const one = kind === 'file' ? this.named(name) : null;
      if (one === null || one.segment > last) continue;
      const known = found.get(one.segment);
      if (known === undefined || RANK[one.form] < RANK[known.form]) found.set(one.segment, one);
    }
    return [...found.values()].sort((a, b) => a.segment - b.segment);
  }

  sizeOf({ file }: ShelfSegment): number {
    return this.ports.disk.stat(`${this.dir}/${file}`)?.size_bytes ?? 0;
  }

  /** null when the file is gone: it has another form by now. */
  content(one: ShelfSegment): KeptContent | null {
    const known = this.contents.get(one.file);
    if (known !== undefined) return known;
    const stored = this.ports.disk.read(`${this.dir}/${one.file}`);
    if (stored === null) return null;
    const { file, segment, form } = one;
    const bytes = form === 'whole' ? stored : this.unpack(file, stored);
    const content = { file, segment, bytes, thinned: form === 'thinned' };
    if (form !== 'whole') this.keep(content);
    return content;
  }

  /** Compresses a whole segment; it goes only after what was written was read back. */
  pack(one: ShelfSegment): void {
    const content = this.content(one);
    if (content !== null) this.replace(one, 'packed', content.bytes);
  }

  /** Leaves only the wanted records. */
  thin(one: ShelfSegment, wanted: (record: JournalRecord) => boolean): void {
    const content = this.content(one);
    if (content === null) return;
    this.replace(one, 'thinned', thinned(this.ports.hash, content, wanted));
  }

  /** Removes what an interrupted `pack` or `thin` left beside the form that counts. */
  tidy(last: number): void {
    const counting = new Set(this.segments(last).map(({ file }) => file));
    for (const { name } of this.ports.disk.list(this.dir) ?? []) {
      const one = this.named(name);
      if (one === null || one.segment > last || counting.has(name)) continue;
      this.ports.disk.unlink(`${this.dir}/${name}`);
    }
  }

  private replace(one: ShelfSegment, form: 'packed' | 'thinned', bytes: Uint8Array): void {
    const { disk, hash, gzip } = this.ports;
    if (gzip === undefined) return;
    const ending = form === 'packed' ? 'log' : 'kept';
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

  private named(name: string): ShelfSegment | null {
    const whole = WHOLE.exec(name)?.[1];
    if (whole !== undefined) {
      const segment = Number(whole);
      const after = this.starts.get(segment) ?? readHeader(this.ports, this.dir, segment)?.seq;
      if (after === undefined) return null;
      this.starts.set(segment, after);
      return { segment, after, form: 'whole', file: name };
    }
    const [, number, after, ending] = ARCHIVE.exec(name) ?? [];
    if (number === undefined || after === undefined) return null;
    const form = ending === 'log' ? 'packed' : 'thinned';
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

  private keep(content: KeptContent): void {
    this.contents.set(content.file, content);
    for (const oldest of this.contents.keys()) {
      if (this.contents.size <= CONTENTS_MAX) break;
      this.contents.delete(oldest);
    }
  }
}
