import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { TokenUsage } from '../../../src/runtime/kernel/changes/changes.ts';

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

const HEAD = ['harness', 'case', 'result', 'class', 'usage expected', 'recorded', 'survivors'];

/** Every row, by harness and case; the file of rows is gone afterwards. */
export function takeRows(): string[][] {
  const file = rowsFile();
  if (!existsSync(file)) return [];
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(cells);
  rmSync(file);
  return rows.sort(inOrder);
}

/** For a terminal. */
export function tableOf(rows: readonly string[][]): string {
  return aligned([HEAD, ...rows])
    .map((row) => row.join('  '))
    .join('\n');
}

/** The page of the documentation, with the versions that were run. */
export function pageOf(rows: readonly string[][], versions: Readonly<Record<string, string>>) {
  const [head = [], ...rest] = aligned([HEAD, ...rows]);
  const rule = head.map((cell) => '-'.repeat(cell.length));
  const table = [head, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const programs = Object.entries(versions).map(([name, version]) => `- \`${name}\` ${version}`);
  return `# What real harnesses were put through

Written by \`E2E_REPORT=write npm run test:e2e\`. Each line is a case that was run with the program itself, against a
model on loopback that says what a script says, without an account and without the internet:

${programs.join('\n')}

Usage is in tokens, as the script charged it and as the journal recorded it; \`unknown\` where no program tells what a
request that was cut off has cost. Survivors are processes of the attempt that were alive at the end. What no test
can show without an account is listed under [harnesses](guide/harnesses.md).

${table}
`;
}

function aligned(rows: readonly string[][]): string[][] {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
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

function inOrder([harness = '', scenario = '']: string[], other: string[]): number {
  return harness.localeCompare(other[0] ?? '') || scenario.localeCompare(other[1] ?? '');
}
