import type { Plan } from '../../plan/index.ts';
import type { Candidate, Currentness, EnginePorts } from '../ports/engine-ports.ts';

/** How long an answer about currentness is used again: judging reads every asset. */
export const CURRENTNESS_AGE_MS_MAX = 1000;

/** Remembers for a moment whether the adopted plan is current. */
export class PlanWatch {
  private last: {
    readonly at_ms: number;
    readonly id: string;
    readonly answer: Currentness;
  } | null = null;

  private compiled: { readonly at_ms: number; readonly answer: Candidate } | null = null;

  constructor(private readonly ports: Pick<EnginePorts, 'clock' | 'plans'>) {}

  /** An input has changed: the next question is answered anew. */
  forget(): void {
    this.last = null;
    this.compiled = null;
  }

  /** What the sources compile to: asked while the plan is not current. */
  candidate(): Candidate {
    const now = this.ports.clock.monotonic();
    const { compiled } = this;
    if (compiled !== null && now - compiled.at_ms < CURRENTNESS_AGE_MS_MAX) return compiled.answer;
    const answer = this.ports.plans.candidate();
    this.compiled = { at_ms: now, answer };
    return answer;
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
