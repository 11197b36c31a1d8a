import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { TokenUsage } from '../../../src/runtime/kernel/changes.ts';

/** One line of the report: what was tried with which harness, and what came of it. */
export interface Row {
  readonly harness: string;
  readonly scenario: string;
  readonly result: string;
  readonly failure_class: string | null;
  readonly expected: TokenUsage | null;
  readonly recorded: TokenUsage | null;
  readonly survivors: number;
}

/** Workers write, and the process that started them reads. */
function rowsFile(): string {
  return join(tmpdir(), `millrace-e2e-${process.env.MILLRACE_E2E_RUN}.jsonl`);
}

export function note(row: Row): void {
  appendFileSync(rowsFile(), `${JSON.stringify(row)}\n`);
}

/** Every row as a table; the file of rows is gone afterwards. */
export function table(): string {
  const file = rowsFile();
  if (!existsSync(file)) return '';
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(cells).sort(byHarness);
  rmSync(file);
  const head = ['harness', 'case', 'result', 'class', 'usage expected', 'recorded', 'survivors'];
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  return all
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
    .join('\n');
}

const usage = z.looseObject({ total_tokens: z.number(), cached_input_tokens: z.number() });
const line = z.looseObject({
  harness: z.string(),
  scenario: z.string(),
  result: z.string(),
  failure_class: z.string().nullable(),
  expected: usage.nullable(),
  recorded: usage.nullable(),
  survivors: z.number(),
});

function cells(text: string): string[] {
  const row = line.parse(JSON.parse(text));
  return [
    row.harness,
    row.scenario,
    row.result,
    row.failure_class ?? '-',
    tokens(row.expected),
    tokens(row.recorded),
    String(row.survivors),
  ];
}

function tokens(one: z.output<typeof usage> | null): string {
  return one === null ? 'unknown' : `${one.total_tokens} (${one.cached_input_tokens} cached)`;
}

function byHarness(one: string[], other: string[]): number {
  return (one[0] ?? '').localeCompare(other[0] ?? '');
}
