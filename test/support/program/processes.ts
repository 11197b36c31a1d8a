import { setTimeout as sleep } from 'node:timers/promises';
import { LinuxProcesses } from '../../../src/runtime/host/linux-processes.ts';
import type { ProcessEntry } from '../../../src/runtime/ports/processes.ts';

const POLL_MS = 10;
const processes = new LinuxProcesses();

/** Processes whose environment holds the entry, this one left out. */
export function carriersOf(entry: string): ProcessEntry[] {
  return processes.list().filter(({ pid, env }) => pid !== process.pid && env.includes(entry));
}

/** Keeper, recorder and harness of an attempt. */
export function familyOf(attempt: string): ProcessEntry[] {
  return [
    ...carriersOf(`MILLRACE_KEEPER=${attempt}`),
    ...carriersOf(`MILLRACE_ATTEMPT=${attempt}`),
  ];
}

export function endAll(found: readonly ProcessEntry[]): void {
  for (const one of found) processes.signal(one, 'SIGKILL');
}

/** Resolves with the first answer that is not null; a machine that takes too long fails the test. */
export async function until<T>(what: string, look: () => T | null, ms = 20_000): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = look();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await sleep(POLL_MS);
  }
}
