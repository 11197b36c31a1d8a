import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeeperAttempts } from '../../../src/runtime/keeper/attempts.ts';
import { isSpare } from '../../../src/runtime/keeper/mark.ts';
import { readClaim } from '../../../src/runtime/keeper/marks.ts';
import type { Workbench } from './workbench.ts';

export function spares(bench: Workbench) {
  const all = bench.processes.list().filter((one) => isSpare(one, bench.ref));
  const pids = new Set(all.map(({ pid }) => pid));
  // What a spare is just starting looks like itself until it is the other program.
  return all.filter(({ parent_pid }) => !pids.has(parent_pid));
}

export function places(bench: Workbench): string[] {
  const folder = join(bench.attempts, '.spare');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** A spare that has everything ready. */
export async function ready(bench: Workbench, owner: KeeperAttempts): Promise<number> {
  owner.ready();
  await bench.until(() => places(bench).some((place) => existsSync(join(place, 'claim'))));
  await bench.until(() => readText(places(bench)[0], 'claim').endsWith('\n'));
  return spares(bench)[0]?.pid ?? 0;
}

export function readText(folder: string | undefined, name: string): string {
  return folder === undefined ? '' : readFileSync(join(folder, name), 'utf8');
}

/** Who the claim says has the attempt. */
export function keeperPid(bench: Workbench): number | undefined {
  return readClaim(bench.disk, bench.dir)?.keepers[0]?.pid;
}
