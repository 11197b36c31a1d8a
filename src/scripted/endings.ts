import { exhausted } from '../runtime/errors/exhausted.ts';
import { RESULT_FILE } from '../runtime/runners/index.ts';
import type { Ending } from './scenario.ts';
import { fill, type Stage, writeText } from './stage.ts';

const HANG_MS = 24 * 60 * 60 * 1000;
const GARBAGE_CHUNK_BYTES = 65_536;
const FAILED = 1;

/** Ends the stage the way the rule says. Returns the exit status. */
export async function finish(ending: Ending, stage: Stage): Promise<number> {
  const { ports } = stage;
  switch (ending.kind) {
    case 'result':
      if (ending.result_file) writeResult(ending, stage);
      return mark([ending.outcome ?? firstSuccess(stage)], stage);
    case 'lie':
      return mark([ending.outcome ?? firstSuccess(stage)], stage);
    case 'no_marker':
      return 0;
    case 'markers':
      return mark(ending.outcomes, stage);
    case 'crash':
      ports.stderr('the scenario says: crash');
      return ending.exit_code;
    case 'kill':
      return killSelf(ending.signal, stage);
    case 'hang':
      if (ending.stubborn) ports.ignoreSignals();
      await ports.clock.sleep(HANG_MS);
      return FAILED;
    case 'garbage':
      printGarbage(ending.size_bytes, stage);
      return ending.exit_code;
    case 'quota': {
      const seconds = ending.retry_after_seconds;
      const hint = seconds === undefined ? '' : `; retry after ${seconds} seconds`;
      ports.stderr(`429 too many requests: the quota of this simulated provider is used up${hint}`);
      return FAILED;
    }
    default:
      return exhausted(ending);
  }
}

/** The first result that the plan counts as a success, else the first of all. */
export function firstSuccess({ request }: Stage): string {
  const outcomes = Object.entries(request.node.allowed_result_classes_by_outcome);
  const success = outcomes.find(([, classes]) => classes.includes('success')) ?? outcomes[0];
  return success?.[0] ?? request.node.failure_outcome;
}

function writeResult(ending: Extract<Ending, { kind: 'result' }>, stage: Stage): void {
  const { kind: _kind, outcome, result_file: _file, summary, ...more } = ending;
  const terminal_result = outcome ?? firstSuccess(stage);
  const result = {
    terminal_result,
    summary: fill(summary ?? `Played from a script: ${terminal_result}.`, stage),
    ...more,
  };
  writeText(stage.ports.disk, stage.out_dir, RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
}

function mark(outcomes: readonly string[], { ports }: Stage): number {
  ports.stdout(`\nThis stage was played from a script.\n\n`);
  for (const outcome of outcomes) ports.stdout(`### ${outcome}\n`);
  return 0;
}

async function killSelf(signal: string, { ports }: Stage): Promise<number> {
  const { pid } = ports.processes.self();
  const own = ports.processes.list().find((one) => one.pid === pid);
  if (own !== undefined) ports.processes.signal(own, signal);
  await ports.clock.sleep(HANG_MS);
  return FAILED;
}

function printGarbage(size_bytes: number, { ports }: Stage): void {
  const chunk = new Uint8Array(GARBAGE_CHUNK_BYTES).map((_, index) => 128 + (index % 127));
  for (let left = size_bytes; left > 0; left -= chunk.length) {
    ports.stdout(chunk.subarray(0, Math.min(left, chunk.length)));
  }
}
