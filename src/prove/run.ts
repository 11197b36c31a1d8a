import type { Clock } from '../runtime/ports/index.ts';
import type { Row } from './rows/row.ts';

/** Enough to see what is wrong; the row ends then. */
const VIOLATIONS_MAX = 3;
/** Simulated cases give way to real processes and signals so often. */
const REST_EVERY_MS = 20;

export interface Result {
  readonly row: Row;
  cases: number;
  ms: number;
  readonly violations: { readonly number: number; readonly problem: string }[];
}

export interface Amount {
  /** Quick: one round of the quick cases. Full: rounds until the time is over or nothing new is left. */
  readonly until_ms: number | null;
  /** Only this case of each row. */
  readonly number: number | null;
}

/** Runs the rows: those that compute one after the other, beside those that mostly wait. */
export async function runRows(
  clock: Clock,
  rows: readonly Row[],
  amount: Amount,
  tell: (line: string) => void,
): Promise<Result[]> {
  const results = rows.map((row): Result => ({ row, cases: 0, ms: 0, violations: [] }));
  const rest = restingOn(clock);
  const lanes = [true, false].map((waits) => results.filter(({ row }) => row.waits === waits));
  await Promise.all(lanes.map((lane) => runLane(clock, lane, amount, rest, tell)));
  return results;
}

async function runLane(
  clock: Clock,
  lane: readonly Result[],
  amount: Amount,
  rest: () => Promise<void>,
  tell: (line: string) => void,
): Promise<void> {
  for (let round = 0; ; round += 1) {
    let news = 0;
    for (const result of lane) {
      if (amount.until_ms !== null && clock.monotonic() >= amount.until_ms) return;
      const before = result.cases;
      const start = clock.monotonic();
      for (const number of numbersOf(result.row, round, amount)) {
        if (result.violations.length >= VIOLATIONS_MAX) break;
        if (amount.until_ms !== null && clock.monotonic() >= amount.until_ms) break;
        await runCase(result, number);
        await rest();
      }
      result.ms += clock.monotonic() - start;
      news += result.cases - before;
      if (result.cases > before) tell(`${result.row.name}: ${result.cases} cases`);
    }
    if (news === 0 || amount.until_ms === null) return;
  }
}

async function runCase(result: Result, number: number): Promise<void> {
  result.cases += 1;
  try {
    const problem = await result.row.check(number);
    if (problem !== null) result.violations.push({ number, problem });
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    result.violations.push({ number, problem });
  }
}

function numbersOf(row: Row, round: number, amount: Amount): number[] {
  if (amount.number !== null) return round === 0 ? [amount.number] : [];
  const first = round * row.quick;
  const numbers = Array.from({ length: row.quick }, (_, index) => first + index);
  return numbers.filter((number) => row.total === null || number < row.total);
}

export function restingOn(clock: Clock): () => Promise<void> {
  let last = clock.monotonic();
  return async () => {
    if (clock.monotonic() - last < REST_EVERY_MS) return;
    await clock.sleep(1);
    last = clock.monotonic();
  };
}
