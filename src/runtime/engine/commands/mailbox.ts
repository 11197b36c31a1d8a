import { type DirEntry, type Disk, DiskFault, type Ids, isFault } from '../../ports/index.ts';
import { durableWrite, type Layout } from '../../workspace/index.ts';
import { readHead } from '../ports/read-head.ts';
import { type Answer, answer as answerSchema, type Envelope, envelope } from './schema.ts';

/**
 * Larger files are refused unread. Source: the largest document twice, as it came and as it was
 * read, with room for escapes and the envelope.
 */
export const MAIL_SIZE_BYTES_MAX = 6_000_000;
/** Commands of one drain; the rest waits for the next. */
const DRAIN_MAX = 100;
/** Numbers that a sender tries before it gives up; so many others would have to be faster. */
const NUMBERS_TRIED_MAX = 1000;
/** Answers that nobody took, and files that were no commands: the newest are kept. */
const KEPT_MAX = 200;
/** A sender writes its command under a scratch name and links it to its number at once. */
const SCRATCH_AGE_MS_MAX = 60_000;
const SCRATCH = /^\..*\.post$/;
const NAME = /^(\d+)\.json$/;
const DONE = /^\d+\.json(?:\.refused)?$/;
/** Above it numbers cannot be told from each other. */
const NUMBER_MAX = 9_000_000_000_000_000;

export type Mail =
  | { readonly kind: 'command'; readonly name: string; readonly envelope: Envelope }
  | {
      readonly kind: 'garbage';
      readonly name: string;
      readonly problem: string;
      /** Under which a sender may wait for an answer. */
      readonly number: number | null;
    };

/**
 * Commands to an owner that is somebody else: numbered files, applied once and in order. A number
 * is taken by linking a complete, synced file to the next free name, so no half-written command is
 * ever seen.
 */
export class Mailbox {
  private readonly root: string;
  private readonly incoming: string;
  private readonly processed: string;
  private readonly failed: string;

  constructor(
    private readonly disk: Disk,
    layout: Layout,
  ) {
    this.root = layout.mailbox;
    this.incoming = `${layout.mailbox}/incoming`;
    this.processed = `${layout.mailbox}/processed`;
    this.failed = `${layout.mailbox}/failed`;
  }

  /** Where to watch for new commands. */
  get folder(): string {
    return this.incoming;
  }

  /** Returns the number that the command got. `after`: numbers up to this one are taken. */
  post(command: Omit<Envelope, 'number'>, after: number, ids: Ids): number {
    const foreign = this.foreignIn(this.incoming);
    if (foreign !== null) throw new DiskFault('ENOTDIR', 'write', foreign);
    const scratch = `${this.incoming}/.${ids.hex(16)}.post`;
    const first = Math.max(after, this.lastNumber()) + 1;
    for (let number = first; number < first + NUMBERS_TRIED_MAX; number += 1) {
      const text = `${JSON.stringify({ ...command, number }, null, 2)}\n`;
      durableWrite(this.disk, scratch, encoder.encode(text));
      try {
        this.disk.link(scratch, `${this.incoming}/${nameOf(number)}`);
        this.disk.syncDir(this.incoming);
        return number;
      } catch (error) {
        if (!isFault(error, 'EEXIST')) throw error;
      } finally {
        this.disk.unlink(scratch);
      }
    }
    throw new Error('no free number in the mailbox');
  }

  /** What waits, in order. */
  read(): Mail[] {
    const names = this.filesIn(this.incoming)
      .filter((name) => NAME.test(name))
      .sort(inOrder);
    return names.slice(0, DRAIN_MAX).map((name) => this.parse(name));
  }

  /**
   * The answer first, then the command goes: a crash in between answers it again from the journal. Where
   * something that is not ours is in the way, whoever waits finds the answer in the journal as well.
   */
  answer(name: string, answer: Answer): void {
    const path = `${this.processed}/${name}`;
    const text = `${JSON.stringify(answer, null, 2)}\n`;
    if (this.foreignIn(this.processed) === null && this.isFree(path))
      durableWrite(this.disk, path, encoder.encode(text));
    this.disk.unlink(`${this.incoming}/${name}`);
  }

  /** Puts what is no command out of the way, unread. */
  reject(name: string): void {
    const path = `${this.failed}/${name}`;
    if (this.foreignIn(this.failed) !== null) return this.disk.unlink(`${this.incoming}/${name}`);
    // What is not ours keeps its place.
    this.disk.rename(`${this.incoming}/${name}`, this.isFree(path) ? path : `${path}.refused`);
  }

  /** The answer to a command of this process, taken out of the mailbox; null while there is none. */
  take(number: number): Answer | null {
    const path = `${this.processed}/${nameOf(number)}`;
    if (this.foreignIn(this.processed) !== null) return null;
    const bytes = readHead(this.disk, path, MAIL_SIZE_BYTES_MAX);
    if (bytes === null) return null;
    this.disk.unlink(path);
    return answerSchema.parse(JSON.parse(decoder.decode(bytes)));
  }

  /** Where a command of this process lies that has no answer; null when it is in neither place. */
  whereabouts(number: number): 'waiting' | 'put_aside' | null {
    if (this.disk.stat(`${this.incoming}/${nameOf(number)}`) !== null) return 'waiting';
    return this.disk.stat(`${this.failed}/${nameOf(number)}`) === null ? null : 'put_aside';
  }

  /** Drops what nobody came back for. */
  tidy(now_ms: number): void {
    for (const folder of [this.processed, this.failed]) {
      const names = this.filesIn(folder)
        .filter((name) => DONE.test(name))
        .sort(inOrder);
      for (const name of names.slice(0, -KEPT_MAX)) this.disk.unlink(`${folder}/${name}`);
    }
    for (const name of this.filesIn(this.incoming)) {
      const written_ms = this.disk.stat(`${this.incoming}/${name}`)?.mtime_ms ?? now_ms;
      const isLeft = SCRATCH.test(name) && now_ms - written_ms > SCRATCH_AGE_MS_MAX;
      if (isLeft) this.disk.unlink(`${this.incoming}/${name}`);
    }
  }

  private parse(name: string): Mail {
    const path = `${this.incoming}/${name}`;
    const number = numberIn(name);
    if (number === null) return garbage(name, 'its name is no number of a command');
    if ((this.disk.stat(path)?.size_bytes ?? 0) > MAIL_SIZE_BYTES_MAX) {
      return garbage(name, 'too large');
    }
    try {
      const bytes = readHead(this.disk, path, MAIL_SIZE_BYTES_MAX) ?? new Uint8Array();
      const parsed = envelope.safeParse(JSON.parse(decoder.decode(bytes)));
      if (!parsed.success) return garbage(name, 'not a command of this release');
      if (parsed.data.number !== number) return garbage(name, 'its number is not its name');
      return { kind: 'command', name, envelope: parsed.data };
    } catch (error) {
      if (error instanceof SyntaxError) return garbage(name, 'not JSON');
      throw error;
    }
  }

  private isFree(path: string): boolean {
    return (this.disk.stat(path)?.kind ?? 'file') === 'file';
  }

  /** What else lies there is not ours: it is left alone, and doctor names it. */
  private filesIn(folder: string): string[] {
    return this.entriesOf(folder).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  }

  /** None where something else stands in place of the folder. */
  private entriesOf(folder: string): readonly DirEntry[] {
    return this.foreignIn(folder) === null ? (this.disk.list(folder) ?? []) : [];
  }

  /** The first of the folders on the way that is none; null when all of them may be used. */
  private foreignIn(folder: string): string | null {
    const isForeign = (path: string) => (this.disk.stat(path)?.kind ?? 'dir') !== 'dir';
    return [this.root, folder].find(isForeign) ?? null;
  }

  private lastNumber(): number {
    const numbers = [this.incoming, this.processed, this.failed].flatMap((folder) =>
      this.entriesOf(folder).flatMap(({ name }) => numberIn(name) ?? []),
    );
    return numbers.reduce((last, number) => Math.max(last, number), 0);
  }
}

function garbage(name: string, problem: string): Mail {
  return { kind: 'garbage', name, problem, number: numberIn(name) };
}

/** However many digits it is written with. */
function numberIn(name: string): number | null {
  const number = Number(NAME.exec(name)?.[1] ?? Number.NaN);
  return number <= NUMBER_MAX ? number : null;
}

/** By number; what has none comes last. */
function inOrder(one: string, other: string): number {
  return orderOf(one) - orderOf(other);
}

function orderOf(name: string): number {
  return numberIn(name) ?? Number.MAX_SAFE_INTEGER;
}

function nameOf(number: number): string {
  return `${String(number).padStart(8, '0')}.json`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
