import type { Part } from './played.ts';

const COLUMNS = [
  'part',
  'specs',
  'tasks',
  'runs',
  'stages',
  'remediations',
  'tokens',
  'kills',
  'same end',
  'time',
] as const;

/** The table, how memory and disk grew, and what is wrong. */
export function reportOf(parts: readonly Part[], seed: number): string {
  const rows = parts.map(({ name, numbers, kills, problem, ms }) => [
    name,
    ...Object.values(numbers).map(String),
    String(kills),
    problem === null ? 'yes' : 'NO',
    `${Math.round(ms / 1000)} s`,
  ]);
  const all = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  const growth = parts.flatMap((part) => part.growth.map((line) => `  ${line}`));
  return [
    ...lines.map((line) => line.trimEnd()),
    ...(growth.length === 0 ? [] : ['', 'growth of the undisturbed campaign:', ...growth]),
    ...parts.flatMap(problemsOf),
    '',
    `seed ${seed}; nobody intervened in any of them`,
  ].join('\n');
}

function problemsOf({ name, problem, numbers, expected }: Part): string[] {
  const [found, right] = [JSON.stringify(numbers), JSON.stringify(expected)];
  return [
    ...(problem === null ? [] : [`\n${name}: ${problem}`]),
    ...(found === right ? [] : [`\n${name}: ${found} instead of ${right}`]),
  ];
}
