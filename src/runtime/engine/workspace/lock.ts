import { z } from 'zod';
import { MillraceError } from '../../errors/errors.ts';
import type { HeldLock } from '../../ports/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { readHead } from '../ports/read-head.ts';

/** How long a call waits for another process that works on the workspace just now. */
export const LOCK_WAIT_MS = 5000;
export const LOCK_POLL_MS = 10;
const DESCRIPTION_BYTES_MAX = 4096;

/**
 * Who holds the workspace lock, in its file. It is for people and for finding the mailbox's reader:
 * who owns is decided by the lock alone. Written by any release, so what is missing is filled in.
 */
const holder = z.looseObject({
  actor: z.string().default('unknown'),
  session: z.string().default(''),
  /** An owner that stays: others talk to it through the mailbox. */
  stays: z.boolean().default(false),
  since: z.string().default('unknown'),
  pid: z.number().default(0),
  /** Start time of the process in the kernel's own unit; a reused pid has another one. */
  start: z.string().default(''),
  boot: z.string().default(''),
  machine: z.string().default(''),
  pid_namespace: z.string().default(''),
  host: z.string().default('unknown'),
  version: z.string().default('unknown'),
});
export type Holder = z.infer<typeof holder>;

export type LockAttempt =
  | { readonly kind: 'held'; readonly lock: HeldLock }
  /** An owner that stays has it: talk to it through the mailbox. */
  | { readonly kind: 'loop'; readonly holder: Holder };

export interface Claimant {
  readonly actor: string;
  readonly session: string;
  readonly stays: boolean;
}

/** Takes the lock, waiting for a bounded time for calls of others, and not at all for a loop. */
export async function takeLock(
  ports: EnginePorts,
  path: string,
  who: Claimant,
): Promise<LockAttempt> {
  const end = ports.clock.monotonic() + LOCK_WAIT_MS;
  for (;;) {
    const lock = ports.lock.tryTake(path);
    if (lock !== null) {
      const since = new Date(ports.clock.now()).toISOString();
      describe(lock, JSON.stringify({ ...who, since, boot: ports.boot, ...ports.identity }));
      return { kind: 'held', lock };
    }
    const other = holderOf(ports, path);
    if (other?.stays) return { kind: 'loop', holder: other };
    if (ports.clock.monotonic() >= end) throw workspaceOwned(other);
    await ports.clock.sleep(LOCK_POLL_MS);
  }
}

/** Gives it back. An empty description cannot be taken for the next owner's. */
export function releaseLock(lock: HeldLock): void {
  describe(lock, '');
  lock.release();
}

/** It is only shown; a disk that is full is no reason not to own, for that has to be recorded. */
function describe(lock: HeldLock, text: string): void {
  try {
    lock.describe(text);
  } catch {
    // Whoever reads an old or half text finds out that its process has ended, or nothing.
  }
}

/** What the lock file says, unless it is left over from a process that has ended. */
export function holderOf(ports: EnginePorts, path: string): Holder | null {
  const found = describedIn(ports, path);
  return found === null || hasEnded(ports, found) ? null : found;
}

/**
 * The owner that stays, or null. A process of this machine is known by its start time; for one of
 * another machine the lock itself is asked.
 */
export function loopHolder(ports: EnginePorts, path: string): Holder | null {
  const found = holderOf(ports, path);
  if (found === null || !found.stays) return null;
  return isHere(ports, found) || !isFree(ports, path) ? found : null;
}

/** The loop that died without giving the lock back, as long as nobody has owned the workspace since. */
export function goneLoop(ports: EnginePorts, path: string): Holder | null {
  const found = describedIn(ports, path);
  return found?.stays === true && isFree(ports, path) ? found : null;
}

/** Whether nobody holds the lock at this instant. */
export function isFree(ports: EnginePorts, path: string): boolean {
  // To take a lock makes its file; nobody holds one that is not there.
  if (ports.disk.stat(path) === null) return true;
  const lock = ports.lock.tryTake(path);
  lock?.release();
  return lock !== null;
}

export function workspaceOwned(other: Holder | null): MillraceError {
  const who =
    other === null
      ? ''
      : `: ${other.actor} (process ${other.pid} on ${other.host}, since ${other.since}, ` +
        `release ${other.version})`;
  const what = `Another process owns this workspace${who}`;
  if (other?.stays) {
    return new MillraceError('workspace_owned', {
      what,
      expected: 'one loop for a workspace',
      next: 'leave it running and follow it with run_wait, or end it with run_stop first',
    });
  }
  return new MillraceError('workspace_owned', {
    what,
    expected: `the lock to become free within ${LOCK_WAIT_MS / 1000} seconds`,
    next: 'wait for that process to finish its call and call again, or stop it',
  });
}

function describedIn(ports: EnginePorts, path: string): Holder | null {
  const bytes = readHead(ports.disk, path, DESCRIPTION_BYTES_MAX);
  try {
    const text = new TextDecoder().decode(bytes ?? new Uint8Array());
    return holder.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function isHere({ identity }: EnginePorts, other: Holder): boolean {
  return other.machine === identity.machine && other.pid_namespace === identity.pid_namespace;
}

/** Only said of a process that can be judged from here: this machine, and what it calls by that pid. */
function hasEnded(ports: EnginePorts, other: Holder): boolean {
  if (other.start === '' || !isHere(ports, other)) return false;
  return other.boot !== ports.boot || ports.startOf(other.pid) !== other.start;
}
