import type { EarlierFiles } from './files.ts';
import { ledgerRow } from './formats.ts';

const LEDGER = 'state/usage_governance_ledger.jsonl';

/**
 * Usage is taken from the results of the runs, each once; the ledger only repeats it. What it has counted
 * and no result tells any more, and lines of it that are torn, are findings.
 */
export function checkLedger(files: EarlierFiles, counted: ReadonlySet<string>): void {
  const read = files.read(LEDGER);
  if (read.is === 'bad') files.keep(LEDGER, read.why);
  if (read.is !== 'bytes') return;
  const lines = new TextDecoder()
    .decode(read.bytes)
    .split('\n')
    .filter((line) => line !== '');
  const paths = lines.map(pathIn);
  const torn = paths.filter((path) => path === null).length;
  if (torn > 0) files.keep(LEDGER, `has ${torn} torn ${torn === 1 ? 'line' : 'lines'}`);
  const gone = new Set(paths.filter((path) => path !== null && !counted.has(path))).size;
  if (gone > 0) files.keep(LEDGER, `counts ${gone} stages of which no result is left`);
}

function pathIn(line: string): string | null {
  try {
    return ledgerRow.safeParse(JSON.parse(line)).data?.stage_result_path ?? null;
  } catch {
    return null;
  }
}
