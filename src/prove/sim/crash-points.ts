import type { Point } from './lab.ts';

/** Kinds of steps that leave everything that a killed process leaves as it was. */
const INVISIBLE = new Set(['sync', 'syncDir']);

export interface CrashPoint {
  readonly point: Point;
  /** Inside the write of this step instead of before it. */
  readonly torn: boolean;
}

/** Before each step, after the last one, and inside each write. */
export function everyPlace(points: readonly Point[]): CrashPoint[] {
  return points.flatMap((point) => [
    { point, torn: false },
    ...(point.call === 'write' ? [{ point, torn: true }] : []),
  ]);
}

/** Where a kill makes a difference. */
export function killsOf(points: readonly Point[]): CrashPoint[] {
  return everyPlace(points).filter(({ point, torn }) => torn || !INVISIBLE.has(point.before));
}
