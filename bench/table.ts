import { ms, type Row } from './measure.ts';

const HEAD = ['', 'p50 ms', 'p99 ms', 'mean ms', 'result', 'limit', ''] as const;

/** The rows as a markdown table with aligned columns. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, time, result, limit, ok }) => [
    what,
    ...(time === undefined ? ['', '', ''] : [ms(time.p50), ms(time.p99), ms(time.mean)]),
    result ?? '',
    limit ?? '',
    ok === null ? '' : ok ? 'pass' : 'FAIL',
  ]);
  const widths = HEAD.map((name, at) =>
    Math.max(3, name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(HEAD), rule, ...cells.map(line)].join('\n');
}
