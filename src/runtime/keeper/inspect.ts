import type { Disk } from '../ports/disk.ts';
import type { Lock } from '../ports/small.ts';
import { ATTEMPT_FILES } from './files.ts';
import { readClaim } from './marks.ts';

/** How an attempt looks to somebody who may not judge it. */
export type AttemptStatus =
  | 'missing'
  /** Nobody has claimed it yet. */
  | 'unclaimed'
  | 'void'
  /** A keeper holds its lock. */
  | 'running'
  | 'completed'
  /** Its keeper is dead and left no verdict. */
  | 'unattended';

/**
 * Looks at an attempt without changing anything: no claim, no verdict, no successor. The lock is
 * taken for an instant, which every keeper that wants it waits out.
 */
export function peekAttempt(
  { disk, lock }: { readonly disk: Disk; readonly lock: Lock },
  directory: string,
): AttemptStatus {
  const has = (file: string) => disk.stat(`${directory}/${file}`) !== null;
  if (disk.stat(directory) === null) return 'missing';
  if (has(ATTEMPT_FILES.completion)) return 'completed';
  if (!has(ATTEMPT_FILES.claim)) return 'unclaimed';
  if (readClaim(disk, directory)?.kind === 'void') return 'void';
  const held = lock.tryTake(`${directory}/${ATTEMPT_FILES.claim}`);
  if (held === null) return 'running';
  held.release();
  return has(ATTEMPT_FILES.completion) ? 'completed' : 'unattended';
}
