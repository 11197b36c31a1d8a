import { ATTEMPT_FILES } from '../../keeper/types.ts';
import { type Disk, DiskFault } from '../../ports/index.ts';

/** Of an earlier `out/` so much goes into the next one; a hand-back itself is far smaller. */
const CARRIED_SIZE_BYTES_MAX = 32 * 1024 * 1024;
const CARRIED_FILES_MAX = 500;
const CARRIED_DEPTH_MAX = 8;
/** Names in the list of what could not be taken along. */
const NAMED_MAX = 20;

/** What a stage handed back and is asked to correct. */
export interface CarryOver {
  /** Below the attempt's folder -> bytes, copied: an earlier attempt stays as it was. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Names in `out/` that stayed behind, each with the reason. */
  readonly left: readonly string[];
}

export const NOTHING_CARRIED: CarryOver = { files: new Map(), left: [] };

/** Copies `out/` of an attempt. Files that cannot be read stay behind, and are named. */
export function carryOver(disk: Disk, attemptDirectory: string): CarryOver {
  const outbox = `${attemptDirectory}/${ATTEMPT_FILES.outbox}`;
  const carrier = new Carrier(disk, outbox);
  if (disk.stat(outbox)?.kind === 'dir') carrier.collect('', 0);
  return { files: carrier.files, left: bounded(carrier.left) };
}

class Carrier {
  readonly files = new Map<string, Uint8Array>();
  readonly left: string[] = [];
  private size_bytes = 0;

  constructor(
    private readonly disk: Disk,
    private readonly outbox: string,
  ) {}

  collect(folder: string, depth: number): void {
    for (const { name, kind } of this.disk.list(`${this.outbox}/${folder}`) ?? []) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'file') this.take(path);
      else if (kind === 'dir' && depth < CARRIED_DEPTH_MAX) this.collect(path, depth + 1);
      else this.leave(path, kind === 'dir' ? 'too deep' : 'not a file');
    }
  }

  private take(path: string): void {
    try {
      const size_bytes = this.disk.stat(`${this.outbox}/${path}`)?.size_bytes ?? Infinity;
      if (this.files.size >= CARRIED_FILES_MAX) this.leave(path, 'too many files');
      else if (this.size_bytes + size_bytes > CARRIED_SIZE_BYTES_MAX) this.leave(path, 'too large');
      else this.copy(path, size_bytes);
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
      this.leave(path, error.code);
    }
  }

  private copy(path: string, size_bytes: number): void {
    const file = this.disk.open(`${this.outbox}/${path}`, 'read');
    try {
      this.files.set(`${ATTEMPT_FILES.outbox}/${path}`, file.read(0, size_bytes));
      this.size_bytes += size_bytes;
    } finally {
      file.close();
    }
  }

  private leave(path: string, why: string): void {
    this.left.push(`${path} (${why})`);
  }
}

function bounded(left: readonly string[]): string[] {
  const more = left.length - NAMED_MAX;
  return more <= 0 ? [...left] : [...left.slice(0, NAMED_MAX), `${more} more`];
}
