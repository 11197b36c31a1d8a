import { z } from 'zod';
import { DiskFault, type OpenFile } from '../ports/disk.ts';
import { writeAll } from '../ports/write-all.ts';
import { decodeText, encodeLine, encoder, LINE_FEED, LineCheck, parseJson } from './codec.ts';
import { publish, ScratchFile } from './durable.ts';
import { damaged, newer } from './errors.ts';
import {
  type Checkpoint,
  GENESIS_CHAIN,
  type JournalPorts,
  type Position,
  position,
} from './types.ts';

export const CHECKPOINT_NAME = 'checkpoint';
const HEAD_SIZE_MAX_BYTES = 1024;
const FORMAT = 1;

const entryBody = z.strictObject({
  checkpoint: z.literal(FORMAT),
  kind: z.enum(['part', 'base', 'delta']),
  at: position,
  size_bytes: z.number().int().min(0),
  sha256: z.string(),
});
const anyFormat = z.looseObject({ checkpoint: z.number() });

interface Entry {
  readonly body: z.infer<typeof entryBody>;
  readonly chain: string;
  readonly text_at: number;
  /** After the line feed that follows the text. */
  readonly end: number;
}

/** The last entry of the file, as far as it was read. */
interface Tip {
  readonly base: Position;
  readonly at: Position;
  readonly chain: string;
  readonly end: number;
  readonly inode: number;
  readonly size_bytes: number;
}

const FEED = Uint8Array.of(LINE_FEED);

/**
 * One file: a base, then deltas; each after its parts, where it is large. An entry is a line
 * (chained to the entry before) that names the size and digest of the text after it. A delta that
 * is torn, damaged or given up ends the file early: more records are replayed, nothing is lost.
 */
export class CheckpointFile {
  private readonly path: string;
  private tip: Tip | null = null;

  constructor(
    private readonly ports: JournalPorts,
    dir: string,
  ) {
    this.path = `${dir}/${CHECKPOINT_NAME}`;
  }

  load(): Checkpoint | null {
    const texts: string[] = [];
    let parts: string[] = [];
    let deltas = 0;
    this.scan((entry, file) => {
      const bytes = file.read(entry.text_at, entry.body.size_bytes);
      if (this.ports.hash.sha256(bytes) !== entry.body.sha256) return false;
      parts.push(decodeText(bytes, { file: CHECKPOINT_NAME, at_byte: entry.text_at }));
      if (entry.body.kind === 'part') return true;
      texts.push(...parts);
      parts = [];
      if (entry.body.kind === 'delta') deltas += 1;
      return true;
    });
    return this.tip === null ? null : { at: this.tip.at, texts, deltas };
  }

  /** Position of the newest entry; reads only what changed since the last look. */
  newest(): Position | null {
    return this.look()?.at ?? null;
  }

  /** Where the base stands. A delta may turn out to be torn, so nothing from here on is history. */
  base(): Position | null {
    return this.look()?.base ?? null;
  }

  private look(): Tip | null {
    const stat = this.ports.disk.stat(this.path);
    const { tip } = this;
    if (stat?.inode !== tip?.inode || stat?.size_bytes !== tip?.size_bytes) this.scan(() => true);
    return this.tip;
  }

  /** Writes and syncs one text after the other; the last one makes the base complete. */
  *prepareBase(at: Position, texts: Iterable<string>): Generator<void, string> {
    const scratch = new ScratchFile(this.ports.disk, this.path);
    let done = false;
    try {
      for (const { bytes } of this.entries('base', at, texts, GENESIS_CHAIN)) {
        scratch.add(bytes);
        yield;
      }
      done = true;
      return scratch.path;
    } finally {
      scratch.close(done);
    }
  }

  publishBase(scratch: string): void {
    publish(this.ports.disk, scratch, this.path);
    this.tip = null;
  }

  /**
   * Writes and syncs one text after the other behind the last whole entry; the last one makes the
   * delta complete. False when there is no base to which one could be added.
   */
  *addDelta(
    at: Position,
    texts: Iterable<string>,
    sync: (file: OpenFile) => void,
  ): Generator<void, boolean> {
    const tip = this.look();
    if (tip === null) return false;
    this.tip = null;
    const file = this.ports.disk.open(this.path, 'update');
    try {
      if (tip.size_bytes > tip.end) file.truncate(tip.end);
      let { end } = tip;
      for (const { bytes } of this.entries('delta', at, texts, tip.chain)) {
        end = this.write(file, end, bytes, tip.end);
        sync(file);
        yield;
      }
    } finally {
      file.close();
    }
    return true;
  }

  private *entries(kind: 'base' | 'delta', at: Position, texts: Iterable<string>, after: string) {
    let chain = after;
    for (const { text, last } of withLast(texts)) {
      const entry = encodeEntry(this.ports, last ? kind : 'part', at, text, chain);
      chain = entry.chain;
      yield entry;
    }
  }

  /** Returns where the next entry begins. On a full disk the room of all that came since is given back. */
  private write(file: OpenFile, from: number, parts: readonly Uint8Array[], since: number): number {
    let end = from;
    try {
      for (const part of parts) {
        writeAll(file, this.path, part, end);
        end += part.length;
      }
    } catch (error) {
      if (error instanceof DiskFault) file.truncate(since);
      throw error;
    }
    return end;
  }

  private scan(accept: (entry: Entry, file: OpenFile) => boolean): void {
    this.tip = null;
    const { disk } = this.ports;
    const stat = disk.stat(this.path);
    if (stat === null) return;
    const file = disk.open(this.path, 'read');
    try {
      const { inode, size_bytes } = file.stat();
      let end = 0;
      let chain = GENESIS_CHAIN;
      while (end < size_bytes) {
        const entry = this.readEntry(file, end, chain, size_bytes);
        if (entry === null || !accept(entry, file)) break;
        ({ end, chain } = entry);
        const { kind, at } = entry.body;
        if (kind === 'part') continue;
        const base: Position = this.tip?.base ?? at;
        this.tip = { base, at, chain, end, inode, size_bytes };
      }
    } finally {
      file.close();
    }
    if (this.tip === null) throw this.baseDamaged();
  }

  private readEntry(file: OpenFile, at: number, chain: string, size: number): Entry | null {
    const bytes = file.read(at, HEAD_SIZE_MAX_BYTES);
    const feed = bytes.indexOf(LINE_FEED);
    const check = new LineCheck(this.ports.hash, chain);
    const body = check.accept(bytes.subarray(0, Math.max(0, feed)));
    if (body === null) return null;
    const place = { file: CHECKPOINT_NAME, at_byte: at };
    const value = parseJson(decodeText(body, place), place);
    const parsed = entryBody.safeParse(value);
    if (!parsed.success) {
      if (!anyFormat.safeParse(value).success) return null;
      throw newer(place, 'a checkpoint of another format');
    }
    const text_at = at + feed + 1;
    const end = text_at + parsed.data.size_bytes + 1;
    if (end > size) return null;
    return { body: parsed.data, chain: check.chain, text_at, end };
  }

  private baseDamaged(): Error {
    return damaged(
      { file: CHECKPOINT_NAME, at_byte: 0 },
      'its base is not as written',
      'move the file away and open the workspace again: ' +
        'the state is then replayed from the first record, when all segments are still there',
    );
  }
}

export function encodeEntry(
  { hash }: JournalPorts,
  kind: z.infer<typeof entryBody>['kind'],
  at: Position,
  text: string,
  previous: string,
): { readonly bytes: Uint8Array[]; readonly chain: string } {
  const bytes = encoder.encode(text);
  const sha256 = hash.sha256(bytes);
  const body = { checkpoint: FORMAT, kind, at, size_bytes: bytes.length, sha256 };
  const line = encodeLine(hash, previous, JSON.stringify(body));
  return { bytes: [line.bytes, bytes, FEED], chain: line.chain };
}

function* withLast<T>(
  values: Iterable<T>,
): Generator<{ readonly text: T; readonly last: boolean }> {
  const iterator = values[Symbol.iterator]();
  let step = iterator.next();
  while (!step.done) {
    const text = step.value;
    step = iterator.next();
    yield { text, last: step.done === true };
  }
}
