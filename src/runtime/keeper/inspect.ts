import type { Disk } from '../ports/disk.ts';
import type { Hash, Lock } from '../ports/small.ts';
import { ATTEMPT_FILES } from './files.ts';
import { readClaim, readSignature } from './marks.ts';
import { isSealed } from './seal.ts';

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
export function inspectAttempt(
  { disk, hash, lock }: { readonly disk: Disk; readonly hash: Hash; readonly lock: Lock },
  directory: string,
): AttemptStatus {
  const has = (file: string) => disk.stat(`${directory}/${file}`) !== null;
  if (disk.stat(directory)?.kind !== 'dir') return 'missing';
  if (!has(ATTEMPT_FILES.claim)) return 'unclaimed';
  const claim = readClaim(disk, directory);
  if (claim?.kind === 'void') return 'void';
  const held = lock.tryTake(`${directory}/${ATTEMPT_FILES.claim}`);
  if (held === null) return 'running';
  const signature = readSignature(disk, directory);
  held.release();
  if (signature === null || claim === null) return 'unattended';
  return isSealed(hash, claim, signature.key) ? 'completed' : 'unattended';
}
