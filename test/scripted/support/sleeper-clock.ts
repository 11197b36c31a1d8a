import { NodeClock } from '../../../src/runtime/host/clock.ts';

/** A clock that tells when somebody begins to sleep. */
export class SleeperClock extends NodeClock {
  /** Happens before a sleep. */
  whileAsleep: () => void = () => {};

  override sleep(ms: number): Promise<void> {
    this.whileAsleep();
    return super.sleep(ms);
  }
}
