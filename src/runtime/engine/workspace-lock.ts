import { z } from 'zod';
import { MillraceError } from '../errors.ts';
import type { HeldLock } from '../ports/index.ts';
import { readHead } from './bounded.ts';
import type { EnginePorts } from './ports.ts';

/** How long a call waits for another process that works on the workspace just now. */
export const LOCK_WAIT_MS = 5000;
const LOCK_POLL_MS = 10;
const DESCRIPTION_BYTES_MAX = 4096;

/** Who holds the workspace lock, in its file; only the lock itself says whether that is still so. */
const holder = z.looseObject({
  actor: z.string(),
  /** Session of an owner that stays; null for one that works for the length of a call. */
  loop: z.string().nullable(),
  since: z.string(),
  pid: z.number(),
  host: z.string(),
  version: z.string(),
});
export type Holder = z.infer<typeof holder>;

export type Taken =
  | { readonly kind: 'held'; readonly lock: HeldLock }
  /** An owner that stays has it: talk to it through the mailbox. */
  | { readonly kind: 'loop'; readonly holder: Holder };

/** Takes the lock, waiting for a bounded time for calls of others, and not at all for a loop. */
export async function takeLock(
  ports: EnginePorts,
  path: string,
  who: { readonly actor: string; readonly loop: string | null },
): Promise<Taken> {
  const end = ports.clock.monotonic() + LOCK_WAIT_MS;
  for (;;) {
    const lock = ports.lock.tryTake(path);
    if (lock !== null) {
      const since = new Date(ports.clock.now()).toISOString();
      lock.describe(JSON.stringify({ ...who, since, boot: ports.boot, ...ports.identity }));
      return { kind: 'held', lock };
    }
    const other = holderOf(ports, path);
    if (other !== null && other.loop !== null) return { kind: 'loop', holder: other };
    if (ports.clock.monotonic() >= end) throw owned(other);
    await ports.clock.sleep(LOCK_POLL_MS);
  }
}

/** What the lock file says; the lock may be free all the same. */
export function holderOf(ports: EnginePorts, path: string): Holder | null {
  const bytes = readHead(ports.disk, path, DESCRIPTION_BYTES_MAX);
  try {
    const text = new TextDecoder().decode(bytes ?? new Uint8Array());
    return holder.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function owned(other: Holder | null): MillraceError {
  const who =
    other === null
      ? ''
      : `: ${other.actor} (process ${other.pid} on ${other.host}, since ${other.since})`;
  return new MillraceError('workspace_owned', {
    what: `Another process owns this workspace${who}`,
    expected: `the lock to become free within ${LOCK_WAIT_MS / 1000} seconds`,
    next: 'wait for that process to finish its call and call again, or stop it',
  });
}
