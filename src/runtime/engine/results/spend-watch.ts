import type { Attempts } from '../../keeper/types.ts';
import type { Attempt, PlanIndex, Run } from '../../kernel/index.ts';
import type { Clock, Disk } from '../../ports/index.ts';
import { endedNow, readAttempt } from './read-attempt.ts';

/** How often a running stage is asked: the record of its session is read as a whole. */
const LOOK_MS = 30_000;

/** What running stages have used so far, where their harnesses tell that before the end. */
export class SpendWatch {
  /** Attempt -> when it was looked at; monotonic. */
  private readonly looked = new Map<string, number>();
  /** Attempt -> tokens. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly ports: { readonly disk: Disk; readonly clock: Clock },
    private readonly attempts: Pick<Attempts, 'directory'>,
  ) {}

  /** Attempt -> tokens, as each told last. */
  get used(): ReadonlyMap<string, number> {
    return this.told;
  }

  /** False = nothing new: it was asked a moment ago, or does not tell. */
  look(index: PlanIndex, run: Run, { id, at }: Attempt): boolean {
    const now_ms = this.ports.clock.monotonic();
    if (now_ms - (this.looked.get(id) ?? Number.NEGATIVE_INFINITY) < LOOK_MS) return false;
    this.looked.set(id, now_ms);
    const running = endedNow(id, { reason: null, started_at: at, ended_at: at });
    const { report } = readAttempt(
      this.ports.disk,
      index,
      run,
      this.attempts.directory(id),
      running,
    );
    if (report.usage === null) return false;
    this.told.set(id, report.usage.total_tokens);
    return true;
  }

  forget(attempt: string): void {
    this.looked.delete(attempt);
    this.told.delete(attempt);
  }
}
