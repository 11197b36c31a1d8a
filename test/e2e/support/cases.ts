import { expect } from 'vitest';
import type { Bench } from './bench.ts';
import { HARNESSES, type Harness } from './harnesses.ts';
import type { Phase } from './phases.ts';
import type { Row } from './report.ts';

/** Each case with each harness. */
export function withEach<T extends object>(cases: readonly T[]): (T & { harness: Harness })[] {
  return HARNESSES.flatMap((harness) => cases.map((one) => ({ ...one, harness })));
}

/** Each phase that each harness can come to. */
export function inEach(phases: readonly Phase[]): { harness: Harness; phase: Phase }[] {
  return withEach(phases.map((phase) => ({ phase }))).filter(
    ({ harness, phase }) => harness.has_mcp || phase.setting?.probe !== true,
  );
}

/** What has to hold at the end of every case, and its line in the report. */
export function concluded(
  bench: Bench,
  { name }: Harness,
  row: Pick<Row, 'scenario' | 'result' | 'failure_class' | 'expected'>,
): void {
  expect(bench.survivors()).toBe(0);
  expect(bench.spent()).toEqual(row.expected);
  bench.report({ harness: name, ...row });
}
