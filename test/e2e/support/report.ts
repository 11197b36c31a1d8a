import { z } from 'zod';
import type { TokenUsage } from '../../../src/runtime/kernel/changes/changes.ts';
import { leaveNote, markdownTable, takeNotes } from './notes.ts';

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

export function note(row: Row): void {
  leaveNote('harness', row);
}

const HEAD = ['harness', 'case', 'result', 'class', 'usage expected', 'recorded', 'survivors'];

/** A head, and every row by harness and case. */
export function takeRows(): string[][] {
  return [HEAD, ...takeNotes('harness').map(cells).sort(inOrder)];
}

/** The page of the documentation, with the versions that were run. */
export function pageOf(rows: readonly string[][], versions: readonly string[]) {
  return `# What real harnesses were put through

Written by \`E2E_REPORT=write npm run test:e2e\`. Each line is a case that was run with the program itself, against a
model on loopback that says what a script says, without an account and without the internet:

${versions.join('\n')}

Usage is in tokens, as the script charged it and as the journal recorded it; \`unknown\` where no program tells what a
request that was cut off has cost. Survivors are processes of the attempt that were alive at the end. What no test
can show without an account is listed under [harnesses](guide/harnesses.md).

${markdownTable(rows)}
`;
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

function cells(noted: unknown): string[] {
  const row = line.parse(noted);
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
