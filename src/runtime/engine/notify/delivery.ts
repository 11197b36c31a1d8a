import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Outbox } from './outbox.ts';

/** How long the end of a loop waits for its sinks, and a call for the delivery of its own news. */
const END_MS_MAX = 5000;
const CALL_MS_MAX = 2000;
/** Whoever delivers meanwhile may have begun before this call decided something. */
const CALL_ROUNDS = 2;

type ClockPort = Pick<EnginePorts, 'clock'>;

/** Lets the outbox work beside a loop, which never waits for it. */
export class DeliveryWorker {
  private working: Promise<void> | null = null;
  private isEnding = false;
  private readonly stopping = new AbortController();
  private waking = new AbortController();

  constructor(
    private readonly ports: ClockPort,
    private readonly outbox: Outbox,
  ) {}

  /** Something may have been decided. */
  look(follow: () => Follower): void {
    this.outbox.take(follow);
    this.wake();
  }

  wake(): void {
    this.waking.abort();
    if (!this.outbox.isWanted) return;
    this.working ??= this.work().finally(() => {
      this.working = null;
    });
  }

  /** What cannot be delivered in time is left to the next owner. */
  async end(): Promise<void> {
    const { working } = this;
    if (working === null) return;
    this.isEnding = true;
    this.waking.abort();
    const delivered = new AbortController();
    const late = this.ports.clock.sleep(END_MS_MAX, delivered.signal);
    await Promise.race([working, late]);
    delivered.abort();
    this.stopping.abort();
    await working;
  }

  private async work(): Promise<void> {
    const { clock } = this.ports;
    const { signal } = this.stopping;
    for (;;) {
      this.waking = new AbortController();
      const next_ms = await this.outbox.deliver({ signal, end_ms: Number.POSITIVE_INFINITY });
      if (signal.aborted) return;
      if (this.waking.signal.aborted) continue;
      if (next_ms === null || this.isEnding) return;
      await clock.sleep(Math.max(1, next_ms - clock.now()), this.waking.signal);
    }
  }
}

/** For a call, after its work: delivers for a bounded time, and leaves the rest to the next one. */
export async function deliverOnce(
  { clock }: ClockPort,
  outbox: Outbox,
  follow: () => Follower,
): Promise<void> {
  if (!outbox.isWanted) return;
  const { signal } = new AbortController();
  for (let round = 0; round < CALL_ROUNDS; round += 1) {
    outbox.take(follow);
    await outbox.deliver({ signal, end_ms: clock.monotonic() + CALL_MS_MAX });
  }
}
