import type { z } from 'zod';
import { MillraceError } from '../errors/errors.ts';
import type { Layout } from '../workspace/index.ts';
import type { EarlierFiles } from './files.ts';
import { lock, type Snapshot } from './formats.ts';

/** What is known of the processes of this machine. */
export interface Whereabouts {
  readonly host: string;
  readonly now_ms: number;
  /** Start of a live process, or null. */
  readonly startOf: (pid: number) => string | null;
}

const LOCK_FILE = 'state/runtime_daemon.lock.json';
/** A daemon writes its snapshot at least between two stages, and a stage may last an hour. */
const SILENT_AFTER_MS = 2 * 3_600_000;

/**
 * Refuses while the program that made the workspace may be at work in it. A lock of a process that is gone,
 * or of another place, is a finding.
 */
export function refuseLive(
  files: EarlierFiles,
  layout: Layout,
  snapshot: Snapshot | null,
  { host, now_ms, startOf }: Whereabouts,
): void {
  const held = files.json(LOCK_FILE, lock);
  if (held === null) return;
  const who = `process ${held.owner_pid} on ${printable(held.owner_hostname)}`;
  const isElsewhere = held.owner_hostname !== host;
  const seen = latest(held, snapshot);
  // Also where it names another place: a container has the same folder under a name of its own.
  if (isElsewhere && now_ms - seen < SILENT_AFTER_MS) throw notJudgeable(layout, who);
  if (!isOfHere(files, layout, held.workspace_root)) {
    files.keep(LOCK_FILE, `is a lock of ${who} for another place; it holds nothing here`);
  } else if (isElsewhere) {
    const since = new Date(seen).toISOString();
    files.keep(
      LOCK_FILE,
      `is a lock of ${who}, another machine, that was last heard of at ${since}`,
    );
  } else {
    if (startOf(held.owner_pid) !== null) throw live(layout, who);
    files.keep(LOCK_FILE, `is a lock of ${who}, which has ended`);
  }
}

function isOfHere({ disk }: EarlierFiles, { root }: Layout, named: string): boolean {
  if (named === root) return true;
  const real = named.startsWith('/') ? disk.realpath(named) : null;
  return real !== null && real === disk.realpath(root);
}

function latest(held: z.output<typeof lock>, snapshot: Snapshot | null): number {
  const times = [held.acquired_at, snapshot?.updated_at ?? null];
  return Math.max(0, ...times.map((text) => (text === null ? 0 : Date.parse(text))));
}

function live(layout: Layout, who: string): MillraceError {
  return new MillraceError('workspace_owned', {
    what: `The earlier program is at work in this workspace: ${who}; nothing was changed`,
    expected: 'a workspace in which no daemon of it runs',
    next:
      'stop it with its own program, then call import again; if that process is another program, ' +
      `remove the lock that was left: rm ${layout.at(LOCK_FILE)}`,
  });
}

function notJudgeable(layout: Layout, who: string): MillraceError {
  return new MillraceError('workspace_owned', {
    what: `Whether ${who} is still at work here cannot be told from this machine; nothing was changed`,
    expected: `a workspace of which nothing was heard for ${SILENT_AFTER_MS / 3_600_000} hours`,
    next:
      'make sure that it has ended there, remove its lock, then call import again: ' +
      `rm ${layout.at(LOCK_FILE)}`,
  });
}

function printable(host: string): string {
  return /^[\w.-]{1,80}$/.test(host) ? host : 'an unnamed machine';
}
