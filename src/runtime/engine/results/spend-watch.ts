import type { Attempts } from '../../keeper/types.ts';
import type { Attempt, PlanIndex, Run, TokenUsage } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { endedNow, readAttempt } from './read-attempt.ts';

/** How often a running stage is asked: the record of its session is read as a whole. */
const LOOK_MS = 30_000;

/** What running stages have used so far, where their harnesses tell that before the end. */
export class SpendWatch {
  /** Attempt -> when it was looked at; monotonic. */
  private readonly looked = new Map<string, number>();
  private readonly told = new Map<string, TokenUsage>();

  constructor(
    private readonly ports: Pick<EnginePorts, 'disk' | 'clock'>,
    private readonly attempts: Pick<Attempts, 'directory'>,
  ) {}

  /** Attempt -> what each told last. */
  get used(): ReadonlyMap<string, TokenUsage> {
    return this.told;
  }

  /** False = nothing new: it was asked a moment ago, or does not tell. */
  look(
    { governor }: Pick<Owner, 'governor'>,
    index: PlanIndex,
    run: Run,
    { id, at }: Attempt,
  ): boolean {
    const now_ms = this.ports.clock.monotonic();
    if (now_ms - (this.looked.get(id) ?? Number.NEGATIVE_INFINITY) < LOOK_MS) return false;
    this.looked.set(id, now_ms);
    const sources = { disk: this.ports.disk, prices: () => governor.prices() };
    const running = endedNow(id, { reason: null, started_at: at, ended_at: at });
    const { usage } = readAttempt(sources, index, run, this.attempts.directory(id), running);
    if (usage === null) return false;
    this.told.set(id, usage);
    return true;
  }

  forget(attempt: string): void {
    this.looked.delete(attempt);
    this.told.delete(attempt);
  }
}
