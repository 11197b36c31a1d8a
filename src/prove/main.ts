import { badUsage, type ProveOptions, proveOptions } from './options.ts';
import { Calm } from './real/campaign.ts';
import type { ProofEnvironment } from './real/site.ts';
import { type Caught, removals } from './removals.ts';
import { realRows, simulatedRows } from './rows/index.ts';
import type { Row } from './rows/row.ts';
import { restingOn, runRows } from './run.ts';
import { openLab } from './sim/lab.ts';
import { removalTable, seconds, tableOf } from './table.ts';

const MINUTE_MS = 60_000;
const EXIT = { proved: 0, violated: 1 } as const;

export interface ProveIo {
  readonly environment: ProofEnvironment;
  /** Folder of the shipped assets. */
  readonly assets: string;
  out(text: string): void;
  err(text: string): void;
}

/** `millrace prove`, with its options as they were read. Returns the exit code. */
export async function prove(values: object, io: ProveIo): Promise<number> {
  const options = proveOptions(values);
  return options.mutants ? proveGuards(options, io) : proveRows(options, io);
}

async function proveRows(options: ProveOptions, io: ProveIo): Promise<number> {
  const { clock } = io.environment;
  const start = clock.monotonic();
  const { seed } = options;
  const rows = await rowsOf(options, io);
  const until_ms = options.full ? start + options.minutes * MINUTE_MS : null;
  const results = await runRows(clock, rows, { until_ms, number: options.case }, (line) =>
    io.err(`${line}\n`),
  );
  const cases = results.reduce((sum, one) => sum + one.cases, 0);
  const violations = results.reduce((sum, one) => sum + one.violations.length, 0);
  const took = seconds(clock.monotonic() - start);
  io.out(`${tableOf(results, seed)}\n\n`);
  io.out(`${cases} cases, ${violations} violations, seed ${seed}, ${took}\n`);
  return violations === 0 ? EXIT.proved : EXIT.violated;
}

async function rowsOf(
  { seed, only }: ProveOptions,
  { environment, assets }: ProveIo,
): Promise<Row[]> {
  const real = realRows({ environment, calm: new Calm(environment), seed });
  const isReal = (wanted: string) => real.some(({ name }) => name === wanted);
  if (only.length > 0 && only.every(isReal)) return real.filter(({ name }) => only.includes(name));
  const lab = await openLab({ disk: environment.disk, assets }, seed);
  const rows = [...simulatedRows(lab), ...real];
  const names = rows.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw badUsage(`there is no row ${unknown}, only ${names.join(', ')}`);
  return rows.filter(({ name }) => only.length === 0 || only.includes(name));
}

async function proveGuards({ seed }: ProveOptions, io: ProveIo): Promise<number> {
  const { clock, disk } = io.environment;
  const lab = await openLab({ disk, assets: io.assets }, seed);
  const caught: Caught[] = [];
  for await (const one of removals(lab, restingOn(clock))) {
    io.err(`${one.guard}: ${one.by ?? 'NOT CAUGHT'}\n`);
    caught.push(one);
  }
  io.out(`${removalTable(caught)}\n`);
  return caught.every(({ by }) => by !== null) ? EXIT.proved : EXIT.violated;
}
