import { requireInitialized } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { Follower } from '../workspace/follower.ts';
import { goneLoop, type Holder } from '../workspace/lock.ts';
import { goneAlert } from './alert.ts';
import { Outbox } from './outbox.ts';

const LOOK_MS = 5000;

export interface GoneInput {
  /** How long somebody has to own the workspace before anybody hears of it. */
  readonly wait_ms: number;
  /** How long a target that fails is tried again. */
  readonly try_ms: number;
  /** What a service says of a loop that failed; null = only a loop that died counts. */
  readonly failed: string | null;
}

/**
 * For whoever outlives a loop: tells that it is gone, and delivers what it had decided and could not.
 * Does nothing when somebody owns the workspace, or has owned it since. Returns whether there was
 * something to tell.
 */
export async function tellOwnerGone(
  ports: EnginePorts,
  root: string,
  { wait_ms, try_ms, failed }: GoneInput,
): Promise<boolean> {
  const layout = requireInitialized(ports.disk, root);
  const isGone = () => failed !== null || goneLoop(ports, layout.lock) !== null;
  if (!wanted(ports) || !(await isGoneFor(ports, wait_ms, isGone))) return false;
  const dead = goneLoop(ports, layout.lock);
  const follower = new Follower(ports, layout);
  const outbox = new Outbox(ports, layout);
  try {
    const { seq } = follower.state;
    const session = dead?.session ?? `service-${seq}`;
    const what = dead === null ? `The service of the loop failed (${failed})` : died(dead);
    outbox.take(() => follower);
    const gone = { session, what, quoted: null };
    outbox.raise('owner', () => goneAlert(layout, follower, ports.clock, gone));
    await keepDelivering(ports, outbox, try_ms, isGone);
  } finally {
    follower.close();
  }
  return true;
}

function wanted({ sinks }: EnginePorts): boolean {
  return sinks.list().sinks.some(({ kinds }) => kinds.includes('owner_gone'));
}

async function isGoneFor(
  { clock }: EnginePorts,
  wait_ms: number,
  isGone: () => boolean,
): Promise<boolean> {
  const end = clock.monotonic() + wait_ms;
  while (isGone()) {
    const left_ms = end - clock.monotonic();
    if (left_ms <= 0) return true;
    await clock.sleep(Math.min(LOOK_MS, left_ms));
  }
  return false;
}

async function keepDelivering(
  { clock }: EnginePorts,
  outbox: Outbox,
  try_ms: number,
  isGone: () => boolean,
): Promise<void> {
  const end_ms = clock.monotonic() + try_ms;
  const { signal } = new AbortController();
  while (clock.monotonic() < end_ms) {
    const next_ms = await outbox.deliver({ signal, end_ms });
    if (next_ms === null) return;
    const left_ms = Math.min(next_ms - clock.now(), end_ms - clock.monotonic());
    await clock.sleep(Math.max(1, left_ms));
    if (!isGone()) return;
  }
}

function died({ pid, host, since }: Holder): string {
  return `The loop died: process ${pid} on ${host}, which owned the workspace since ${since}`;
}
