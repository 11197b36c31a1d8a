import type { RouteChange } from '../changes/changes.ts';
import type { Route } from '../facts/decision.ts';

/** What is known when a run moves on. */
export interface Move {
  readonly route: Route;
  /** Request whose result caused it, or null for a limit or the breaker. */
  readonly request: string | null;
  readonly outcome: string;
  readonly failure_class: string | null;
  readonly summary: string;
  readonly evidence: readonly string[];
  readonly symptoms: readonly string[];
  readonly spawned: RouteChange['spawned'];
  /** Questions that the same result asks. */
  readonly asked: number;
}
