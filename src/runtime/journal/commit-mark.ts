import { z } from 'zod';
import { DiskFault, isForeignFault, type OpenFile } from '../ports/disk.ts';
import { writeAll } from '../ports/write-all.ts';
import { decodeText, encodeLine, LINE_FEED, LineCheck, parseJson } from './codec.ts';
import { GENESIS_CHAIN, type JournalPorts, type Position, position } from './types.ts';

export const MARK_NAME = 'mark';
/** One size for every mark: a shorter one must cover a longer one. */
const SIZE_BYTES = 512;
/** A read may meet a write half way. */
const READS_MAX = 3;

const markBody = z.strictObject({ boot: z.string(), at: position });

/**
 * How far the journal is synced: rewritten in place after each sync, never synced itself. It never
 * runs ahead of what is durable. Within one boot it is exact, so followers read no further, and an
 * owner can tell a record that was acknowledged from one that was not. After another boot it means
 * nothing: all that is on disk then is durable.
 */
export class CommitMark {
  private readonly path: string;
  private file: OpenFile | null = null;
  private written: Position | null = null;
  private readonly decoder = new TextDecoder();
  private text = '';
  private last: z.infer<typeof markBody> | null = null;

  constructor(
    private readonly ports: JournalPorts,
    dir: string,
  ) {
    this.path = `${dir}/${MARK_NAME}`;
  }

  /** null when there is none of this boot. */
  read(): Position | null {
    const body = this.readBody();
    return body?.boot === this.ports.boot ? body.at : null;
  }

  /** Of whatever boot: all that it says was synced once, wherever that is now. */
  readOfAnyBoot(): Position | null {
    return this.readBody()?.at ?? null;
  }

  openToWrite(): void {
    this.file ??= unlessForeign(() => this.ports.disk.open(this.path, 'upsert'));
  }

  private bytes(): Uint8Array | null {
    return unlessForeign(() => this.ports.disk.read(this.path));
  }

  /** A mark that cannot be written only keeps followers back, so it fails no commit. */
  write(at: Position): void {
    if (this.file === null) return;
    this.written = null;
    try {
      writeAll(this.file, this.path, markBytes(this.ports, at), 0);
      this.written = at;
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    }
  }

  /** Keeps it over a power loss. It is a convenience, so a disk that refuses is no failure. */
  sync(): void {
    try {
      this.file?.sync();
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    }
  }

  /** Tries once more when the last write failed. */
  close(at: Position): void {
    if (this.file === null) return;
    if (this.written === null) this.write(at);
    this.release();
  }

  /** Closes the file as it is. */
  release(): void {
    this.file?.close();
    this.file = null;
  }

  private readBody(): z.infer<typeof markBody> | null {
    for (let reads = 0; reads < READS_MAX; reads++) {
      const bytes = this.bytes();
      if (bytes === null) return null;
      const text = this.decoder.decode(bytes);
      if (text === this.text) return this.last;
      const body = this.parse(bytes);
      if (body === null) continue;
      this.text = text;
      this.last = body;
      return body;
    }
    return null;
  }

  private parse(bytes: Uint8Array): z.infer<typeof markBody> | null {
    const end = bytes.indexOf(LINE_FEED);
    const body = new LineCheck(this.ports.hash, GENESIS_CHAIN).accept(
      bytes.subarray(0, Math.max(0, end)),
    );
    if (body === null) return null;
    const place = { file: MARK_NAME, at_byte: 0 };
    const parsed = markBody.safeParse(parseJson(decodeText(body, place), place));
    return parsed.success ? parsed.data : null;
  }
}

/** Without a mark everything works, only slower: what is not ours is left in its place. */
function unlessForeign<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (isForeignFault(error)) return null;
    throw error;
  }
}

function markBytes({ hash, boot }: JournalPorts, at: Position): Uint8Array {
  const body = JSON.stringify({ boot, at });
  const bytes = new Uint8Array(SIZE_BYTES).fill(LINE_FEED);
  bytes.set(encodeLine(hash, GENESIS_CHAIN, body).bytes);
  return bytes;
}
