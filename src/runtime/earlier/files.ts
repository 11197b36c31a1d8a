import type { z } from 'zod';
import { type DirEntry, type Disk, DiskFault, type EntryKind } from '../ports/index.ts';
import { KIND_WORDS } from '../workspace/index.ts';

/** A larger file is left where it is: none of those that are read came near it. */
const FILE_SIZE_BYTES_MAX = 16 * 1024 * 1024;

/** Something of the earlier workspace that does not go on as it was. */
export interface Finding {
  /** Below its runtime folder; of what lies outside of that, below the workspace. */
  readonly path: string;
  /** `changed`: it goes on otherwise than it was. `kept`: it lies in the backup and nothing acts on it. */
  readonly fate: 'changed' | 'kept';
  /** A clause without a period. */
  readonly what: string;
}

export type Read =
  | { readonly is: 'absent' }
  | { readonly is: 'bad'; readonly why: string }
  | { readonly is: 'bytes'; readonly bytes: Uint8Array };

/** Reads below the runtime folder of an earlier workspace. Follows no link, throws for nothing it finds. */
export class EarlierFiles {
  private readonly found = new Map<string, Finding>();
  private readonly seen = new Set<string>();
  private readonly counts = new Map<string, number>();

  constructor(
    readonly disk: Disk,
    /** Absolute path of the runtime folder. */
    readonly base: string,
  ) {}

  /** Each said once, in the order in which they were found. */
  get findings(): readonly Finding[] {
    return [...this.found.values()];
  }

  /** Kind -> how many of it were found, whatever became of them. */
  get tally(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Somebody answers for this file, so that it is not named as one that nobody reads. */
  account(path: string): void {
    this.seen.add(path);
  }

  /** Whether it was read, or is named. */
  isAccounted(path: string): boolean {
    return this.seen.has(path);
  }

  /** Absolute. */
  at(path: string): string {
    return path === '' ? this.base : `${this.base}/${path}`;
  }

  isEmpty(path: string): boolean {
    const stat = this.disk.stat(this.at(path));
    return stat?.kind === 'file' && stat.size_bytes === 0;
  }

  /** Whether it is a file that nothing reads because of its size. */
  isLarge(path: string): boolean {
    const stat = this.disk.stat(this.at(path));
    return stat?.kind === 'file' && stat.size_bytes > FILE_SIZE_BYTES_MAX;
  }

  read(path: string): Read {
    this.account(path);
    try {
      const stat = this.disk.stat(this.at(path));
      if (stat === null) return { is: 'absent' };
      if (stat.kind !== 'file') return { is: 'bad', why: `is ${KIND_WORDS[stat.kind]}` };
      if (stat.size_bytes > FILE_SIZE_BYTES_MAX) return { is: 'bad', why: 'is too large' };
      const bytes = this.disk.read(this.at(path));
      return bytes === null ? { is: 'absent' } : { is: 'bytes', bytes };
    } catch (error) {
      if (error instanceof DiskFault) return { is: 'bad', why: `cannot be read: ${error.code}` };
      throw error;
    }
  }

  /** Null where there is none. One that cannot be used is a finding. */
  json<T extends z.ZodType>(path: string, schema: T): z.output<T> | null {
    const read = this.read(path);
    if (read.is === 'absent') return null;
    const parsed = read.is === 'bad' ? null : schema.safeParse(jsonOf(read.bytes));
    if (parsed?.success) return parsed.data;
    const why = read.is === 'bad' ? read.why : 'is not what releases 0.16 to 0.21 write there';
    this.keep(path, why);
    return null;
  }

  /** Names of the entries of a folder; none where it is absent, or is none. */
  list(path: string): readonly DirEntry[] {
    try {
      const kind = this.disk.stat(this.at(path))?.kind;
      if (kind === 'dir') return this.disk.list(this.at(path)) ?? [];
      if (kind !== undefined) this.keep(path, `is ${KIND_WORDS[kind]} in place of a folder`);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.keep(path, `cannot be read: ${error.code}`);
    }
    return [];
  }

  /** Something where nothing of its kind is read. */
  unknown(path: string, kind: EntryKind): void {
    const isForeign = kind === 'link' || kind === 'other';
    const why = isForeign
      ? `is ${KIND_WORDS[kind]}, which is not followed`
      : 'is nothing that this release knows';
    this.keep(path, why);
  }

  keep(path: string, what: string): void {
    this.say({ path, fate: 'kept', what });
  }

  change(path: string, what: string): void {
    this.say({ path, fate: 'changed', what });
  }

  say(finding: Finding): void {
    this.account(finding.path);
    this.found.set(`${finding.path}\n${finding.what}`, finding);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
