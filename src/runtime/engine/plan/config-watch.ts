import { exhausted } from '../../errors/exhausted.ts';
import type { ConfigInForce, EnginePorts } from '../ports/engine-ports.ts';

/** The file of the config as it was read. */
export type SeenConfig =
  | ({ readonly is: 'config' } & ConfigInForce)
  | { readonly is: 'bad'; readonly why: string };

/**
 * The file of the config as whoever works sees it: read when it looks different, and not while it is
 * still being written.
 */
export class ConfigWatch {
  private seen: { readonly stamp: string; readonly config: SeenConfig } | null = null;
  private peeked: { readonly stamp: string; readonly config: SeenConfig } | null = null;
  private moving: { readonly stamp: string; readonly since_ms: number } | null = null;

  constructor(
    private readonly ports: Pick<EnginePorts, 'clock' | 'config' | 'disk' | 'hash'>,
    private readonly path: string,
  ) {}

  /** What it says, once nobody has touched it for `quiet_ms`; null = it is being edited. */
  look(quiet_ms: number): SeenConfig | null {
    const stamp = this.stamp();
    if (this.seen?.stamp === stamp) {
      this.moving = null;
      return this.seen.config;
    }
    const now_ms = this.ports.clock.monotonic();
    if (this.moving?.stamp !== stamp) this.moving = { stamp, since_ms: now_ms };
    return now_ms - this.moving.since_ms < quiet_ms ? null : this.read(stamp);
  }

  /** For whoever only looks: an edit goes on to count as one. */
  peek(): SeenConfig {
    const stamp = this.stamp();
    if (this.seen?.stamp === stamp) return this.seen.config;
    if (this.peeked?.stamp !== stamp) this.peeked = { stamp, config: this.readFile() };
    return this.peeked.config;
  }

  /** Whatever it looks like, and whoever is at it. */
  now(): SeenConfig {
    return this.read(this.stamp());
  }

  /** Whether an edit waits to be left alone. */
  get isMoving(): boolean {
    return this.moving !== null;
  }

  /** `stamp` was taken before: what is written meanwhile looks different the next time. */
  private read(stamp: string): SeenConfig {
    this.moving = null;
    const config = this.readFile();
    this.seen = { stamp, config };
    return config;
  }

  private readFile(): SeenConfig {
    const file = this.ports.config.read();
    switch (file.is) {
      case 'bad':
        return { is: 'bad', why: file.why };
      case 'absent':
        return { is: 'config', sha256: null, bytes: null };
      case 'text':
        return { is: 'config', sha256: this.ports.hash.sha256(file.bytes), bytes: file.bytes };
      default:
        return exhausted(file);
    }
  }

  private stamp(): string {
    const stat = this.ports.disk.stat(this.path);
    return `${stat?.kind} ${stat?.inode} ${stat?.size_bytes} ${stat?.mtime_ms}`;
  }
}
