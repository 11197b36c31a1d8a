import type { Point } from './lab.ts';

/** Kinds of steps that leave everything that a killed process leaves as it was. */
const INVISIBLE = new Set(['sync', 'syncDir']);

export interface Place {
  readonly point: Point;
  /** Inside the write of this step instead of before it. */
  readonly torn: boolean;
}

/** Where a kill makes a difference. */
export function killsOf(points: readonly Point[]): Place[] {
  return points.flatMap((point) => [
    ...(INVISIBLE.has(point.before) ? [] : [{ point, torn: false }]),
    ...(point.call === 'write' ? [{ point, torn: true }] : []),
  ]);
}
