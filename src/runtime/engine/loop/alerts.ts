import type { MillraceError } from '../../errors/errors.ts';
import type { Alert } from '../notify/alert.ts';
import { DeliveryWorker } from '../notify/delivery.ts';
import type { Owner } from '../owner/owner.ts';
import type { TickParts } from '../tick/parts.ts';
import type { Work } from '../tick/scheduler.ts';
import type { Follower } from '../workspace/follower.ts';
import { LoopConditions } from './conditions.ts';

/** What a loop lets the user's sinks hear; the loop itself never waits for them. */
export class LoopAlerts {
  private readonly deliveries: DeliveryWorker;
  private readonly conditions: LoopConditions;
  private follower: Follower | null = null;

  constructor(
    private readonly parts: Pick<TickParts, 'ports' | 'session'>,
    private readonly loop: string,
  ) {
    const { ports, session } = parts;
    this.deliveries = new DeliveryWorker(ports, session.outbox);
    this.conditions = new LoopConditions(session.layout, ports.clock);
  }

  began({ follower }: Owner): void {
    this.follower = follower;
  }

  worked({ follower }: Owner, work: Work): void {
    this.raise('loop', () => this.conditions.idle(follower, work));
    this.deliveries.look(() => follower);
  }

  finished({ follower }: Owner): void {
    this.deliveries.look(() => follower);
  }

  refused(error: MillraceError): void {
    this.raise('loop', (follower) => this.conditions.refused(follower, error));
    // What was recorded of it is read afresh: memory may be ahead of the journal.
    this.deliveries.look(() => this.parts.session.follow());
  }

  failed(error: unknown): void {
    this.raise('owner', (follower) => this.conditions.ended(follower, this.loop, error));
    this.deliveries.wake();
  }

  /** What cannot be delivered in a bounded time is left to the next owner. */
  end(): Promise<void> {
    return this.deliveries.end();
  }

  private raise(slot: Alert['slot'], make: (follower: Follower) => Alert | null): void {
    const { follower } = this;
    if (follower !== null) this.parts.session.outbox.raise(slot, () => make(follower));
  }
}
