import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LinuxProcesses } from '../../../src/runtime/host/linux-processes.ts';
import type { ProcessEntry } from '../../../src/runtime/ports/processes.ts';

const POLL_MS = 10;
/** Only for what never comes: a machine that is busy elsewhere is waited for. */
const WAIT_MS_MAX = 120_000;
const processes = new LinuxProcesses();

/** Processes whose environment holds the entry, this one left out. */
export function carriersOf(entry: string): ProcessEntry[] {
  return processes.list().filter(({ pid, env }) => pid !== process.pid && env.includes(entry));
}

/** Keeper, recorder and harness of an attempt. */
export function familyOf(attempt: string): ProcessEntry[] {
  return [...keepersOf(attempt), ...carriersOf(`MILLRACE_ATTEMPT=${attempt}`)];
}

/** Its variable names the workspace as well. */
export function keepersOf(attempt: string): ProcessEntry[] {
  const mark = new RegExp(`^MILLRACE_KEEPER=[0-9a-f]{32}/${attempt}$`);
  return processes.list().filter(({ env }) => env.some((entry) => mark.test(entry)));
}

export function endAll(found: readonly ProcessEntry[]): void {
  for (const one of found) processes.signal(one, 'SIGKILL');
}

/** Kills a process at a moment that is as good as any other: wherever it has come to by then. */
export async function killedAfter(child: ChildProcess, life_ms: number): Promise<void> {
  await sleep(life_ms);
  child.kill('SIGKILL');
}

/** Resolves with the first answer that is not null. */
export async function until<T>(
  what: string,
  look: () => T | null | Promise<T | null>,
  ms_max = WAIT_MS_MAX,
): Promise<T> {
  const end = performance.now() + ms_max;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${ms_max} ms for ${what}`);
    await sleep(POLL_MS);
  }
}
