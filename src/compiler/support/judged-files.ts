import type { Stat } from '../../runtime/ports/index.ts';

/** A file that changed so shortly before it was read may change again without its time telling. */
const SETTLED_MS = 2000;

/** What a config comes to under a plan: why it cannot be judged, or its sections that changed. */
export type ConfigVerdict =
  | { readonly problems: readonly string[] }
  | { readonly changed: readonly string[] };

interface KnownFile {
  readonly stamp: string;
  readonly digest: string;
}

/**
 * Digests of files that were read before. One with the same inode, size and time as then is not
 * read again: judging a plan looks at every asset, and nearly always nothing has changed.
 */
export class JudgedFiles {
  private readonly known = new Map<string, KnownFile>();

  private config: { readonly key: string; readonly verdict: ConfigVerdict } | null = null;

  constructor(private readonly now: () => number) {}

  /** The last verdict is kept: the same bytes under the same plan come to the same. */
  verdict(bytes_sha256: string, plan_id: string, judge: () => ConfigVerdict): ConfigVerdict {
    const key = `${bytes_sha256} ${plan_id}`;
    if (this.config?.key !== key) this.config = { key, verdict: judge() };
    return this.config.verdict;
  }

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
