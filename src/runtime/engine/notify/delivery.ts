import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Outbox } from './outbox.ts';

/** What a loop that ends gives its sinks, and a call its own news. */
const END_MS_MAX = 5000;
const CALL_MS_MAX = 2000;
/** Whoever tells meanwhile may have begun before this call decided something. */
const CALL_ROUNDS = 2;

type CourierPorts = Pick<EnginePorts, 'clock'>;

/** Lets the outbox work beside a loop, which never waits for it. */
export class DeliveryWorker {
  private working: Promise<void> | null = null;
  private isEnding = false;
  private readonly stopping = new AbortController();
  private waking = new AbortController();

  constructor(
    private readonly ports: CourierPorts,
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

  /** What cannot be told in time is left to the next owner. */
  async end(): Promise<void> {
    const { working } = this;
    if (working === null) return;
    this.isEnding = true;
    this.waking.abort();
    const told = new AbortController();
    const late = this.ports.clock.sleep(END_MS_MAX, told.signal);
    await Promise.race([working, late]);
    told.abort();
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

/** For a call, after its work: tells for a bounded time, and leaves the rest to the next one. */
export async function tellOnce(
  { clock }: CourierPorts,
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
