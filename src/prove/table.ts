import type { Caught } from './removals.ts';
import type { Result } from './run.ts';

const PROBLEM_LENGTH_MAX = 3000;

/** One line for each kind of fault, and every violation with the command that repeats it. */
export function tableOf(results: readonly Result[], seed: number): string {
  const rows = results.map(({ row, cases, violations, ms }) => [
    row.name,
    row.fault,
    String(cases),
    String(violations.length),
    seconds(ms),
  ]);
  const table = columns([['row', 'fault', 'cases', 'violations', 'time'], ...rows]);
  const problems = results.flatMap(({ row, violations }) =>
    violations.map(({ number, problem }) => {
      const again = `millrace prove --only ${row.name} --seed ${seed} --case ${number}`;
      return `\nviolation in ${row.name}: ${problem.slice(0, PROBLEM_LENGTH_MAX)}\nagain: ${again}\n`;
    }),
  );
  return [...table, ...problems].join('\n');
}

export function removalTable(caught: readonly Caught[]): string {
  const rows = caught.map(({ guard, by, cases }) => [guard, by ?? 'NOT CAUGHT', String(cases)]);
  return columns([['guard that was taken away', 'noticed by', 'cases'], ...rows]).join('\n');
}

/** Numbers are the last columns; they stand below each other at their right ends. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
