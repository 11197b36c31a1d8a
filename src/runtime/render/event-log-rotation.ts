import type { Disk } from '../ports/index.ts';
import type { EventLog } from './event-log.ts';
import type { Files } from './files.ts';
import { EVENTS_FILE, olderEventsFile, olderEventsSeq, parentOf } from './paths.ts';

/** The event log goes on in a new file when it is larger than this. */
export const EVENT_LOG_SIZE_BYTES_MAX = 32 * 1024 * 1024;

/**
 * The record up to which older event logs of this journal reach; 0 when there are none. A log that
 * was kept but not replaced yet, because its owner was cut off, is none.
 */
export function olderEvents(disk: Disk, files: Files, epoch: string): number {
  const folder = parentOf(EVENTS_FILE);
  const live = disk.stat(files.path(EVENTS_FILE))?.inode;
  let reached = 0;
  for (const name of files.list(folder)) {
    const relativePath = `${folder}/${name}`;
    const seq = olderEventsSeq(epoch, relativePath);
    if (seq === null) continue;
    if (disk.stat(files.path(relativePath))?.inode === live) files.remove(relativePath);
    else reached = Math.max(reached, seq);
  }
  return reached;
}

/**
 * Puts a log aside for good, and a new one in its place that begins with the rows of the last
 * record again, so that it still tells how far everything is rendered. Returns that record, or null
 * when the log holds nothing of this journal.
 */
export function putAside(files: Files, log: EventLog, epoch: string): number | null {
  const { seq, rows } = log.last(epoch);
  if (seq === 0) return null;
  log.sync();
  files.keepAs(EVENTS_FILE, olderEventsFile(epoch, seq));
  files.put(EVENTS_FILE, rows);
  return seq;
}
