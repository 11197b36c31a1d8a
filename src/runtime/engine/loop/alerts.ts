import type { MillraceError } from '../../errors/errors.ts';
import { Courier } from '../notify/delivery.ts';
import type { Standing } from '../notify/outbox.ts';
import type { Owner } from '../owner/owner.ts';
import type { Work } from '../tick/scheduler.ts';
import type { TickParts } from '../tick/tick.ts';
import type { Follower } from '../workspace/follower.ts';
import { LoopStanding } from './conditions.ts';

/** What a loop lets the user's outlets hear; the loop itself never waits for them. */
export class LoopTelling {
  private readonly courier: Courier;
  private readonly standing: LoopStanding;
  private follower: Follower | null = null;

  constructor(
    private readonly parts: Pick<TickParts, 'ports' | 'session'>,
    private readonly loop: string,
  ) {
    const { ports, session } = parts;
    this.courier = new Courier(ports, session.outbox);
    this.standing = new LoopStanding(session.layout, ports.clock);
  }

  began({ follower }: Owner): void {
    this.follower = follower;
  }

  worked({ follower }: Owner, work: Work): void {
    this.stands('loop', () => this.standing.resting(follower, work));
    this.courier.look(() => follower);
  }

  finished({ follower }: Owner): void {
    this.courier.look(() => follower);
  }

  refused(error: MillraceError): void {
    this.stands('loop', (follower) => this.standing.refused(follower, error));
    // What was recorded of it is read afresh: memory may be ahead of the journal.
    this.courier.look(() => this.parts.session.follow());
  }

  failed(error: unknown): void {
    this.stands('owner', (follower) => this.standing.ended(follower, this.loop, error));
    this.courier.wake();
  }

  /** What cannot be told in a bounded time is left to the next owner. */
  end(): Promise<void> {
    return this.courier.end();
  }

  private stands(slot: Standing['slot'], make: (follower: Follower) => Standing | null): void {
    const { follower } = this;
    if (follower !== null) this.parts.session.outbox.stands(slot, () => make(follower));
  }
}
