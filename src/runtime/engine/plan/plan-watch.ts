import type { Plan } from '../../plan/index.ts';
import type { Currentness, EnginePorts } from '../ports/engine-ports.ts';

/** How long an answer about currentness is used again: judging reads every asset. */
export const CURRENTNESS_AGE_MS_MAX = 1000;

/** Remembers for a moment whether the adopted plan is current. */
export class PlanWatch {
  private last: {
    readonly at_ms: number;
    readonly id: string;
    readonly answer: Currentness;
  } | null = null;

  constructor(private readonly ports: Pick<EnginePorts, 'clock' | 'plans'>) {}

  /** An input has changed: the next question is answered anew. */
  forget(): void {
    this.last = null;
  }

  currentness(adopted: Plan | null): Currentness {
    const { clock, plans } = this.ports;
    const id = adopted?.compiled_plan_id ?? '';
    const now = clock.monotonic();
    const { last } = this;
    if (last !== null && last.id === id && now - last.at_ms < CURRENTNESS_AGE_MS_MAX) {
      return last.answer;
    }
    const answer = plans.currentness(adopted);
    this.last = { at_ms: now, id, answer };
    return answer;
  }
}
