import { dirname } from 'node:path';
import { z } from 'zod';
import { type Disk, type Hash, writeAll } from '../../ports/index.ts';
import { readHead } from '../ports/read-head.ts';

/** One of two places in the file, which are written in turn. */
const SLOT_BYTES = 16_384;
const HASH_LENGTH = 64;
const NEWLINE = 0x0a;

const count = z.number().int().min(0);

const cursor = z.strictObject({
  /** The next record that may hold something for this sink, and how many of its notices are done. */
  seq: count,
  skip: count,
  /** Begun for the notice that is next; counted before each, so that a crash is counted too. */
  attempts: count,
  /** Since something arrived: attempts that failed, and notices that were given up. */
  failures: count,
  given_up: count,
  reason: z.string().nullable(),
  /** Not tried again before this. */
  retry_at: z.string().nullable(),
  /** Alerts that were delivered and still hold, by their slot. */
  told: z.record(z.string(), z.strictObject({ key: z.string(), at: z.string() })),
});
export type Cursor = Readonly<z.infer<typeof cursor>>;

const deliveries = z.strictObject({
  generation: count,
  epoch: z.string(),
  /** By the name of the sink. */
  marks: z.record(z.string(), cursor),
});
export type Deliveries = Readonly<z.infer<typeof deliveries>>;

/**
 * What was delivered up to where. Written over itself in two places in turn: a torn write leaves
 * the other one, and a full disk takes it as well.
 */
export class DeliveryFile {
  constructor(
    private readonly ports: { readonly disk: Disk; readonly hash: Hash },
    private readonly path: string,
  ) {}

  /** The newest whole writing, or null when there is none. */
  read(): Deliveries | null {
    const bytes = readHead(this.ports.disk, this.path, 2 * SLOT_BYTES) ?? new Uint8Array();
    const found = [0, SLOT_BYTES].flatMap((at) => this.slot(bytes.subarray(at, at + SLOT_BYTES)));
    return found.sort((a, b) => b.generation - a.generation)[0] ?? null;
  }

  /** Synced when it returns. */
  write(next: Deliveries): void {
    const file = this.ports.disk.open(this.path, 'upsert');
    try {
      const isNew = file.stat().size_bytes < 2 * SLOT_BYTES;
      const slots = isNew ? [0, 1] : [next.generation % 2];
      const bytes = this.bytesOf(next);
      for (const slot of slots) writeAll(file, this.path, bytes, slot * SLOT_BYTES);
      file.sync();
      if (isNew) this.ports.disk.syncDir(dirname(this.path));
    } finally {
      file.close();
    }
  }

  private bytesOf(next: Deliveries): Uint8Array {
    const body = JSON.stringify(next);
    const text = new TextEncoder().encode(`${this.ports.hash.sha256(body)} ${body}\n`);
    if (text.length > SLOT_BYTES) throw new Error('the outbox is larger than its place');
    const bytes = new Uint8Array(SLOT_BYTES).fill(NEWLINE);
    bytes.set(text);
    return bytes;
  }

  private slot(bytes: Uint8Array): Deliveries[] {
    const line = new TextDecoder().decode(bytes.subarray(0, Math.max(0, bytes.indexOf(NEWLINE))));
    const body = line.slice(HASH_LENGTH + 1);
    if (body === '' || this.ports.hash.sha256(body) !== line.slice(0, HASH_LENGTH)) return [];
    const parsed = deliveries.safeParse(JSON.parse(body));
    return parsed.success ? [parsed.data] : [];
  }
}
