import { type WatchInput, WHOLE } from '../../api/change.ts';
import type { OwnerSession } from '../owner/session.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { recordsOf } from '../views/events.ts';
import { Touched } from '../views/touched.ts';
import { CommitWatch } from '../workspace/commit-watch.ts';

/** Notices are at least so far apart; the look after it is due at once, so that none waits for both. */
const APART_MS = 250;
/** How often it looks without a hint, which costs one small read. */
const LOOK_MS = 250;
/** A follower that was left so far behind is not told each of them. */
const RECORDS_MAX = 2000;

/**
 * Tells of what anybody commits, until the signal. Rejects when the workspace cannot be read any more.
 */
export async function watchChanges(
  ports: EnginePorts,
  session: OwnerSession,
  { signal, told }: WatchInput,
): Promise<void> {
  const { state } = session.follow();
  let known = { epoch: state.epoch, seq: state.seq };
  const commits = new CommitWatch(ports, session.layout.journal, LOOK_MS);
  try {
    while (!signal.aborted) {
      const follower = session.follow();
      const { epoch, seq } = follower.state;
      if (epoch === known.epoch && seq === known.seq) {
        await commits.next(signal);
        continue;
      }
      const missed = seq - known.seq;
      const isWhole = epoch !== known.epoch || missed < 0 || missed > RECORDS_MAX;
      const touched = new Touched(follower);
      if (!isWhole) for (const record of recordsOf(follower, known.seq + 1)) touched.take(record);
      known = { epoch, seq };
      told(isWhole ? WHOLE : touched.notice());
      await ports.clock.sleep(APART_MS, signal);
    }
  } finally {
    commits.close();
  }
}
