import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const KIB = 1024;
const MIB = KIB * KIB;
const POINTS = [0.1, 0.5, 1];
const row = z.object({ stage: z.string(), rss_bytes: z.number() });

/** How memory and disk grow while an undisturbed campaign goes on. */
export class Growth {
  private readonly lines: string[] = [];

  constructor(
    private readonly root: string,
    private readonly progress: string,
    private readonly stages: number,
  ) {}

  /** Notes the next point when it is reached. */
  look(): void {
    const point = POINTS[this.lines.length];
    if (point === undefined || !existsSync(this.progress)) return;
    const rows = readFileSync(this.progress, 'utf8').split('\n').slice(0, -1);
    if (rows.length < Math.floor(this.stages * point)) return;
    const { rss_bytes } = row.parse(JSON.parse(rows.at(-1) ?? ''));
    this.lines.push(`${rows.length} stages: memory ${mib(rss_bytes)}, ${this.disk(rows.length)}`);
  }

  report(): readonly string[] {
    return this.lines;
  }

  private disk(stages: number): string {
    const base = join(this.root, 'millrace-agents');
    const sizes = readdirSync(base)
      .map((name) => [name, sizeOf(join(base, name))] as const)
      .sort((a, b) => b[1] - a[1]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    const parts = sizes.slice(0, 5).map(([name, size]) => `${name} ${mib(size)}`);
    const each = `${(total / KIB / stages).toFixed(1)} KiB a stage`;
    const logs = readdirSync(join(base, 'logs')).filter((name) => name.includes('events')).length;
    return `disk ${mib(total)} (${each}; ${parts.join(', ')}), ${logs} event logs`;
  }
}

/** A file with several names counts as a part below each of them. */
function sizeOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size / stat.nlink;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function mib(size_bytes: number): string {
  return `${(size_bytes / MIB).toFixed(1)} MiB`;
}
