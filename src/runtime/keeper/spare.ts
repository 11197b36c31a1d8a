import { DiskFault } from '../ports/disk.ts';
import { type Assignment, readAssignment } from './assignment.ts';
import { ATTEMPT_FILES, KEEPER_STATUS } from './files.ts';
import { runKeeper } from './keeper.ts';
import { logIn } from './log.ts';
import type { KeeperPorts } from './ports.ts';
import { ReadyClaim } from './ready-claim.ts';

export interface SparePorts extends Omit<KeeperPorts, 'log'> {
  /** Resolves with all that stdin held, at its end. */
  readonly input: () => Promise<string>;
  readonly release: string;
}

export interface KeeperEnd {
  readonly status: number;
  /** Null when it had none. */
  readonly assignment: Assignment | null;
}

/**
 * A keeper that has everything ready but its attempt. `place`: an empty folder of its own, on the disk of
 * the attempts. It ends when its owner ends, and when that is of another release.
 */
export async function runSpare(ports: SparePorts, place: string): Promise<KeeperEnd> {
  const ready = prepare(ports, place);
  await ports.at?.('spare-ready');
  const assignment = readAssignment(await ports.input());
  await ports.at?.('spare-told');
  if (assignment === null || assignment.release !== ports.release) {
    ready?.discard();
    ports.disk.remove(place);
    return { status: KEEPER_STATUS.not_assigned, assignment: null };
  }
  const log = logIn(ports.disk, assignment.directory);
  return { status: await runKeeper({ ...ports, log }, assignment, ready), assignment };
}

/** What cannot be made ready is done when there is an attempt. */
function prepare(ports: SparePorts, place: string): ReadyClaim | null {
  try {
    return ReadyClaim.prepare(ports, place, `${place}/${ATTEMPT_FILES.claim}`);
  } catch (error) {
    if (error instanceof DiskFault) return null;
    throw error;
  }
}
