import { MARK_NAME } from '../../journal/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** How often whoever follows the journal looks without a hint, which costs one small read. */
const LOOK_MS = 100;

/** Waits for what another process commits: its mark is written anew after each sync. */
export class CommitWatch {
  readonly close: () => void;
  private waking = new AbortController();

  constructor(
    private readonly ports: EnginePorts,
    journal: string,
    private readonly look_ms = LOOK_MS,
  ) {
    this.close = ports.wake.watch([`${journal}/${MARK_NAME}`], () => this.waking.abort());
  }

  /** Resolves when something may have been committed since the last time, or soon after. */
  async next(signal: AbortSignal | undefined): Promise<void> {
    const wake = () => this.waking.abort();
    signal?.addEventListener('abort', wake, { once: true });
    await this.ports.clock.sleep(this.look_ms, this.waking.signal);
    signal?.removeEventListener('abort', wake);
    this.waking = new AbortController();
  }
}
