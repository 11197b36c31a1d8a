import type { Plan } from '../../plan/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Candidate, ConfigInForce, Currentness, EnginePorts } from '../ports/engine-ports.ts';
import { ConfigWatch } from './config-watch.ts';

/** How long an answer about currentness is used again: judging reads every asset. */
export const CURRENTNESS_AGE_MS_MAX = 1000;

interface Kept<T> {
  readonly at_ms: number;
  readonly key: string;
  readonly answer: T;
}

/**
 * Remembers for a moment whether the adopted plan is current, and what would take its place. `by`: the
 * config that it is judged by; without one the file as it is now.
 */
export class PlanWatch {
  readonly config: ConfigWatch;
  private last: Kept<Currentness> | null = null;
  private compiled: Kept<Candidate> | null = null;

  constructor(
    private readonly ports: Pick<EnginePorts, 'clock' | 'config' | 'disk' | 'hash' | 'plans'>,
    { config }: Pick<Layout, 'config'>,
  ) {
    this.config = new ConfigWatch(ports, config);
  }

  /** An input has changed: the next question is answered anew. */
  forget(): void {
    this.last = null;
    this.compiled = null;
  }

  /** What the sources compile to in place of a plan: asked while that is not current. */
  candidate(adopted: Plan | null, by?: ConfigInForce): Candidate {
    const key = keyOf(adopted, by);
    if (!this.isFresh(this.compiled, key)) {
      const { plans } = this.ports;
      const answer =
        adopted === null
          ? plans.candidate(undefined, by?.bytes)
          : plans.successor(adopted, by?.bytes);
      this.compiled = { at_ms: this.ports.clock.monotonic(), key, answer };
    }
    return this.compiled.answer;
  }

  currentness(adopted: Plan | null, by?: ConfigInForce): Currentness {
    const key = keyOf(adopted, by);
    if (!this.isFresh(this.last, key)) {
      const answer = this.ports.plans.currentness(adopted, by?.bytes);
      this.last = { at_ms: this.ports.clock.monotonic(), key, answer };
    }
    return this.last.answer;
  }

  private isFresh<T>(kept: Kept<T> | null, key: string): kept is Kept<T> {
    if (kept === null || kept.key !== key) return false;
    return this.ports.clock.monotonic() - kept.at_ms < CURRENTNESS_AGE_MS_MAX;
  }
}

function keyOf(adopted: Plan | null, by: ConfigInForce | undefined): string {
  const config = by === undefined ? 'file' : (by.sha256 ?? 'none');
  return `${adopted?.compiled_plan_id} ${config}`;
}
