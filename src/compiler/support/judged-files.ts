import type { Stat } from '../../runtime/ports/index.ts';

/** A file that changed so shortly before it was read may change again without its time telling. */
const SETTLED_MS = 2000;

interface Judged {
  readonly stamp: string;
  readonly digest: string;
}

/**
 * Digests of files that were read before. One with the same inode, size and time as then is not
 * read again: judging a plan looks at every asset, and nearly always nothing has changed.
 */
export class JudgedFiles {
  private readonly known = new Map<string, Judged>();

  constructor(private readonly now: () => number) {}

  /** What the file had then, when it is the same file now. */
  digest(path: string, stat: Stat): string | null {
    const known = this.known.get(path);
    return known?.stamp === stampOf(stat) ? known.digest : null;
  }

  /** `stat` was taken before the file was read. */
  keep(path: string, stat: Stat, digest: string): void {
    if (this.now() - stat.mtime_ms < SETTLED_MS) return;
    this.known.set(path, { stamp: stampOf(stat), digest });
  }
}

function stampOf({ kind, inode, size_bytes, mtime_ms }: Stat): string {
  return `${kind} ${inode} ${size_bytes} ${mtime_ms}`;
}
