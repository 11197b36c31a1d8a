import { z } from 'zod';
import type { Bucket, OtherUse } from '../../kernel/index.ts';
import { type Disk, DiskFault, discard, makeFolders, writeSynced } from '../../ports/index.ts';
import { layoutOf } from '../../workspace/index.ts';

const FILE = /^([0-9a-f]{32})\.json$/;
const FILE_BYTES_MAX = 1024 * 1024;
const SHARES_MAX = 1000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** What is older leaves every window of an account. */
const FORGOTTEN_AFTER_MS = 8 * 24 * 60 * MINUTE_MS;

const amount = z.number().min(0);
const bucket = z.tuple([z.int(), amount, amount, amount, amount]);

/** What one workspace has used, and what its stages that run may use besides. */
const share = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('workspace_usage'),
  workspace: z.string(),
  root: z.string(),
  minutes: z.array(bucket),
  quarters: z.array(bucket),
  /** Each ends with its attempt: whoever owns the workspace then writes this anew. */
  reserved: z.array(
    z.strictObject({ attempt: z.string(), at: z.string(), tokens: amount, cost_usd: amount }),
  ),
  /** Who has reserved. */
  process: z.strictObject({ pid: z.int(), start: z.string(), machine: z.string() }),
});
export type Share = z.infer<typeof share>;
export type Reservation = Share['reserved'][number];

interface SharePorts {
  readonly disk: Disk;
  /** Whether the process that reserved is alive on this machine. */
  readonly isAlive: (process: Share['process']) => boolean;
}

/**
 * What each workspace of a user says of itself, a file each: made from its state, so that nothing is
 * counted twice, and replaced as a whole, so that nothing of it is ever torn.
 */
export class Shares {
  private readonly read = new Map<
    string,
    { readonly stamp: string; readonly share: Share | null }
  >();

  constructor(
    private readonly ports: SharePorts,
    readonly folder: string,
  ) {}

  keep(own: Share): void {
    const { disk } = this.ports;
    // Only its owner writes it: what a kill left of it is in nobody's way.
    const scratch = `${this.folder}/${own.workspace}.tmp`;
    makeFolders(disk, this.folder);
    discard(disk, scratch);
    writeSynced(disk, scratch, new TextEncoder().encode(`${JSON.stringify(own)}\n`));
    disk.rename(scratch, `${this.folder}/${own.workspace}.json`);
  }

  /**
   * Of all workspaces but one. What is reserved by a process that has gone counts as used when it was
   * reserved, and so leaves its window, unless its attempt was never begun: then it is nothing.
   */
  others(own: string, now_ms: number): OtherUse {
    const [minutes, quarters]: [Bucket[], Bucket[]] = [[], []];
    const reserved = { tokens: 0, untold: 0, cost_usd: 0, unpriced: 0 };
    for (const one of this.list(own)) {
      minutes.push(...one.minutes);
      quarters.push(...one.quarters);
      const isAlive = this.ports.isAlive(one.process);
      for (const { at, attempt, tokens, cost_usd } of one.reserved) {
        if (isAlive) {
          reserved.tokens += tokens;
          reserved.cost_usd += cost_usd;
        } else if (this.isBegun(one.root, attempt)) {
          const at_ms = Math.min(Date.parse(at) || 0, now_ms);
          minutes.push([Math.floor(at_ms / MINUTE_MS), tokens, 0, cost_usd, 0]);
          quarters.push([Math.floor(at_ms / QUARTER_MS), tokens, 0, cost_usd, 0]);
        }
      }
    }
    const inOrder = (buckets: Bucket[]) => buckets.sort(([one], [next]) => one - next);
    return { minutes: inOrder(minutes), quarters: inOrder(quarters), reserved };
  }

  /** Of workspaces that have used nothing for so long that it counts nowhere. */
  forgetOld(now_ms: number): void {
    for (const name of this.names()) {
      const path = `${this.folder}/${name}`;
      const found = this.shareIn(path);
      if (found === null || found.reserved.length > 0) continue;
      const last_ms = (found.quarters.at(-1)?.[0] ?? 0) * QUARTER_MS;
      if (now_ms - last_ms > FORGOTTEN_AFTER_MS) discard(this.ports.disk, path);
    }
  }

  private isBegun(root: string, attempt: string): boolean {
    try {
      return this.ports.disk.stat(`${layoutOf(root).attempts}/${attempt}`)?.kind === 'dir';
    } catch (error) {
      if (error instanceof DiskFault) return true;
      throw error;
    }
  }

  private list(own: string): Share[] {
    return this.names().flatMap((name) => {
      return name === `${own}.json` ? [] : (this.shareIn(`${this.folder}/${name}`) ?? []);
    });
  }

  private names(): string[] {
    const entries = this.ports.disk.list(this.folder) ?? [];
    const files = entries.filter(({ kind, name }) => kind === 'file' && FILE.test(name));
    return files.slice(0, SHARES_MAX).map(({ name }) => name);
  }

  /** A foreign file is none of ours. */
  private shareIn(path: string): Share | null {
    const { disk } = this.ports;
    const stat = disk.stat(path);
    if (stat === null || stat.size_bytes > FILE_BYTES_MAX) return null;
    const stamp = `${stat.mtime_ms} ${stat.size_bytes} ${stat.inode}`;
    const known = this.read.get(path);
    if (known?.stamp === stamp) return known.share;
    const found = share.safeParse(jsonOf(disk.read(path))).data ?? null;
    this.read.set(path, { stamp, share: found });
    return found;
  }
}

function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
