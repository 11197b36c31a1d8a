import {
  type Decision,
  DISK_PAUSE,
  evolve,
  pauseChange,
  resumeChange,
} from '../../kernel/index.ts';
import { type Disk, DiskFault, discard } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Owner } from './owner.ts';

/** Room that a stage needs at least before it is worth dispatching again. */
const ROOM_BYTES = 4 * 1024 * 1024;
const PROBE = 'room.probe';

const FULL_DISK_PAUSE: Decision = {
  changes: [
    pauseChange(
      DISK_PAUSE,
      'no room is left on the disk; free some, and dispatch goes on by itself',
      null,
    ),
  ],
  cause: { input: 'disk', rule: DISK_PAUSE },
};

export function isPausedByFullDisk({ state }: Pick<Follower, 'state'>): boolean {
  return state.pauses.has(DISK_PAUSE);
}

/** Writing is the only test that quotas and reserved blocks cannot deceive. Asked only while paused. */
export function hasRoom(disk: Disk, layout: Layout): boolean {
  const path = `${layout.state}/${PROBE}`;
  try {
    disk.write(path, new Uint8Array(ROOM_BYTES));
    return true;
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return false;
  } finally {
    discard(disk, path);
  }
}

/** The last record that a full disk takes. Nothing is rendered: there is no room for that either. */
export function recordFullDisk(follower: Follower, at: string, actor: string): void {
  const { journal, state } = follower;
  if (isPausedByFullDisk(follower) || journal.begin(follower.take) === 'reopen') return;
  const { changes: c, cause } = FULL_DISK_PAUSE;
  const record = { v: 1, n: state.seq + 1, at, c, why: [{ ...cause, actor }] } as const;
  journal.appendFromReserve(record);
  evolve(state, record);
  journal.end();
}

/** Lifts the pause as soon as there is room. */
export function resumeWhenRoom(disk: Disk, owner: Owner): void {
  if (!isPausedByFullDisk(owner) || !hasRoom(disk, owner.follower.layout)) return;
  owner.commit({
    changes: [resumeChange(DISK_PAUSE)],
    cause: { input: 'disk', rule: 'room_again' },
  });
}
