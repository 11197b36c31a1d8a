import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tests leave for the pages of a run: workers write, and the process that started them reads. */
export type NoteKind = 'harness' | 'client' | 'transcript';

function fileOf(kind: NoteKind): string {
  return join(tmpdir(), `millrace-e2e-${process.env.MILLRACE_E2E_RUN}-${kind}.jsonl`);
}

export function leaveNote(kind: NoteKind, note: object): void {
  appendFileSync(fileOf(kind), `${JSON.stringify(note)}\n`);
}

/** All notes of a kind, which are gone afterwards. */
export function takeNotes(kind: NoteKind): unknown[] {
  const file = fileOf(kind);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return lines.map((line): unknown => JSON.parse(line));
}

/** Cells of one width in each column. */
export function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
}

/** As a page holds a table; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = aligned(rows);
  const rule = head.map((cell) => '-'.repeat(cell.length));
  return [head, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** For a terminal. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  return aligned(rows)
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}
