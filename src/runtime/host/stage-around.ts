import { readFileSync } from 'node:fs';
import { ATTEMPT_NAME, STAGE_MARKS } from '../ports/variables.ts';

/** Processes that are looked at on the way up. */
const LEVELS_MAX = 64;

/**
 * The attempt in whose stage this process runs; null = in none that shows. A process says it by its own
 * environment, or by that of a process it descends from, as far as this system shows them. Whoever
 * wants to hide can: a process that left its parents and cleared its environment is not recognized.
 */
export function stageAround(own: NodeJS.ProcessEnv = process.env): string | null {
  const entries = Object.entries(own).map(([name, value]) => `${name}=${value ?? ''}`);
  let found = attemptIn(entries);
  let pid = process.ppid;
  for (let level = 0; found === null && pid > 1 && level < LEVELS_MAX; level += 1) {
    found = attemptIn(read(`/proc/${pid}/environ`).split('\0'));
    pid = parentOf(pid);
  }
  return found;
}

function attemptIn(entries: readonly string[]): string | null {
  for (const name of STAGE_MARKS) {
    const entry = entries.find((one) => one.startsWith(`${name}=`));
    if (entry !== undefined) return ATTEMPT_NAME.exec(entry)?.[1] ?? 'of an unknown name';
  }
  return null;
}

/** 0 where it cannot be told. The second field is the program's name and may hold anything. */
function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
