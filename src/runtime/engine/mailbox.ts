import { z } from 'zod';
import { type Disk, DiskFault } from '../ports/index.ts';
import { durableWrite, type Layout } from '../workspace/index.ts';
import { readHead } from './bounded.ts';
import { type Answer, type Envelope, envelope } from './command.ts';

/** Larger files are refused unread. Source: the largest document, with room for its envelope. */
export const MAIL_SIZE_BYTES_MAX = 3_000_000;
/** Commands of one drain; the rest waits for the next. */
const DRAIN_MAX = 100;
/** Numbers that a sender tries before it gives up; so many others would have to be faster. */
const NUMBERS_TRIED_MAX = 1000;
const NAME = /^(\d{8})\.json$/;

export type Mail =
  | { readonly kind: 'command'; readonly name: string; readonly envelope: Envelope }
  | { readonly kind: 'garbage'; readonly name: string; readonly problem: string };

/**
 * Commands to an owner that is somebody else: numbered files, applied once and in order. A number
 * is taken by linking a complete, synced file to the next free name, so no half-written command is
 * ever seen.
 */
export class Mailbox {
  private readonly incoming: string;
  private readonly processed: string;
  private readonly failed: string;

  constructor(
    private readonly disk: Disk,
    layout: Layout,
  ) {
    this.incoming = `${layout.mailbox}/incoming`;
    this.processed = `${layout.mailbox}/processed`;
    this.failed = `${layout.mailbox}/failed`;
  }

  /** Where to watch for new commands. */
  get folder(): string {
    return this.incoming;
  }

  /** Returns the number that the command got. `after`: numbers up to this one are taken. */
  post(command: Omit<Envelope, 'number'>, after: number): number {
    const scratch = `${this.incoming}/.${command.request_key}.post`;
    const first = Math.max(after, this.lastNumber()) + 1;
    for (let number = first; number < first + NUMBERS_TRIED_MAX; number += 1) {
      const text = `${JSON.stringify({ ...command, number }, null, 2)}\n`;
      durableWrite(this.disk, scratch, encoder.encode(text));
      try {
        this.disk.link(scratch, `${this.incoming}/${nameOf(number)}`);
        this.disk.syncDir(this.incoming);
        return number;
      } catch (error) {
        if (!(error instanceof DiskFault && error.code === 'EEXIST')) throw error;
      } finally {
        this.disk.unlink(scratch);
      }
    }
    throw new Error('no free number in the mailbox');
  }

  /** What waits, in order. */
  read(): Mail[] {
    const names = (this.disk.list(this.incoming) ?? []).filter(({ name }) => NAME.test(name));
    return names.slice(0, DRAIN_MAX).map(({ name, kind }) => {
      if (kind !== 'file') return { kind: 'garbage', name, problem: 'not a regular file' };
      return this.parse(name);
    });
  }

  /** The answer first, then the command goes: a crash in between answers it again from the journal. */
  answer(number: number, answer: Answer): void {
    const text = `${JSON.stringify(answer, null, 2)}\n`;
    durableWrite(this.disk, `${this.processed}/${nameOf(number)}`, encoder.encode(text));
    this.disk.unlink(`${this.incoming}/${nameOf(number)}`);
  }

  /** Puts what is no command out of the way, unread. */
  reject(name: string): void {
    this.disk.rename(`${this.incoming}/${name}`, `${this.failed}/${name}`);
  }

  /** The answer to a command of this process, taken out of the mailbox; null while there is none. */
  take(number: number): Answer | null {
    const path = `${this.processed}/${nameOf(number)}`;
    const bytes = readHead(this.disk, path, MAIL_SIZE_BYTES_MAX);
    if (bytes === null) return null;
    this.disk.unlink(path);
    return answerSchema.parse(JSON.parse(decoder.decode(bytes)));
  }

  private parse(name: string): Mail {
    const garbage = (problem: string): Mail => ({ kind: 'garbage', name, problem });
    const path = `${this.incoming}/${name}`;
    if ((this.disk.stat(path)?.size_bytes ?? 0) > MAIL_SIZE_BYTES_MAX) return garbage('too large');
    try {
      const bytes = readHead(this.disk, path, MAIL_SIZE_BYTES_MAX) ?? new Uint8Array();
      const parsed = envelope.safeParse(JSON.parse(decoder.decode(bytes)));
      if (!parsed.success) return garbage('not a command of this release');
      if (nameOf(parsed.data.number) !== name) return garbage('its number is not its name');
      return { kind: 'command', name, envelope: parsed.data };
    } catch (error) {
      if (error instanceof SyntaxError) return garbage('not JSON');
      throw error;
    }
  }

  private lastNumber(): number {
    const names = [this.incoming, this.processed, this.failed].flatMap((folder) =>
      (this.disk.list(folder) ?? []).flatMap(({ name }) => NAME.exec(name)?.[1] ?? []),
    );
    return names.reduce((last, name) => Math.max(last, Number(name)), 0);
  }
}

const answerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    failure: z.strictObject({
      code: z.string(),
      what: z.string(),
      expected: z.string().optional(),
      next: z.string(),
    }),
  }),
]);

function nameOf(number: number): string {
  return `${String(number).padStart(8, '0')}.json`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
