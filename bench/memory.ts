import { readFileSync } from 'node:fs';
import type { Row } from './measure.ts';

const KB_PER_MB = 1024;

export interface Memory {
  readonly resident_mb: number;
  /** Its share of what it has in common with others. */
  readonly proportional_mb: number;
  readonly private_mb: number;
}

export function memoryOf(pid: number | undefined): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / KB_PER_MB;
  return {
    resident_mb: mb('Rss'),
    proportional_mb: mb('Pss'),
    private_mb: mb('Private_Clean') + mb('Private_Dirty'),
  };
}

/** `max_mb` null: for information. */
export function memoryRow(what: string, memory: Memory, max_mb: number | null): Row {
  const { resident_mb, proportional_mb, private_mb } = memory;
  const shares = `proportional ${proportional_mb.toFixed(0)}, private ${private_mb.toFixed(0)} MB`;
  return {
    what,
    result: `resident ${resident_mb.toFixed(0)} MB, ${shares}`,
    ...(max_mb === null ? {} : { limit: `${max_mb} MB` }),
    ok: max_mb === null ? null : resident_mb <= max_mb,
  };
}
