import type { AttemptLife } from '../api/index.ts';
import type { Disk } from '../ports/disk.ts';
import type { Processes } from '../ports/processes.ts';
import { ATTEMPT_FILES } from './files.ts';
import { whyNotJudgeable } from './liveness.ts';
import { readClaim } from './marks.ts';

/**
 * Whether an attempt lives, for somebody who only tells: no lock, no program, no verdict. What
 * follows from it is for the owner, who looks again.
 */
export function attemptLife(
  { disk, processes }: { readonly disk: Disk; readonly processes: Processes },
  directory: string,
): AttemptLife {
  const claim = readClaim(disk, directory);
  const hasEnded = disk.stat(`${directory}/${ATTEMPT_FILES.completion}`) !== null;
  if (claim === null) return hasEnded ? 'ended' : 'starting';
  if (claim.kind === 'void') return 'ended';
  const self = processes.self();
  const isSeen = claim.identity.pid_namespace === self.pid_namespace;
  if (!isSeen || whyNotJudgeable(claim.identity, self) !== null) {
    return hasEnded ? 'ended' : 'unknown';
  }
  const isHere = claim.identity.boot === self.boot;
  const isKept = claim.keepers.some(
    ({ pid, start }) => start !== null && processes.startOf(pid) === start,
  );
  if (isHere && isKept) return 'alive';
  return hasEnded ? 'ended' : 'dead';
}
