import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import { enginePorts } from '../src/backend/host.ts';
import { Held } from './held.ts';
import { ms, type Row, statOf } from './measure.ts';

const OPENINGS = 7;
const OPEN_MS_MAX = 800;
const REBUILD_MS_MAX = 8000;
const ITEM_BYTES_MAX = 800;
const RUNS_PER_RECORD = 100;

const numbers = z.record(z.string(), z.number());

function child(program: string, what: string, root: string): Record<string, number> {
  const args = ['--expose-gc', program, what, root];
  return numbers.parse(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })));
}

/** Rebuilds the workspace, gives it finished runs, and opens it again and again in fresh processes. */
export async function measureOpening(
  program: string,
  large: string,
  empty: string,
  finished: number,
): Promise<Row[]> {
  const rebuilt = child(program, 'rebuild', large);
  child(program, 'rebuild', empty);
  await addFinishedRuns(large, finished);
  const openings = Array.from({ length: OPENINGS }, () => child(program, 'open', large));
  const all = openings.map(({ follow = 0, own = 0 }) => follow + own);
  const time = statOf(all);
  const own = statOf(openings.map((one) => one.own ?? 0));
  const rebuild_ms = rebuilt.ms ?? 0;
  return [
    {
      what: 'rebuilt from folders, without a journal',
      result: `${ms(rebuild_ms)} ms for ${count(rebuilt.items)} documents`,
      limit: `${REBUILD_MS_MAX} ms`,
      ok: rebuild_ms <= REBUILD_MS_MAX,
    },
    {
      what: 'opened from a checkpoint, as the owner',
      time,
      result: `of it the lock and rendering: ${ms(own.p50)} ms`,
      limit: `${OPEN_MS_MAX} ms`,
      ok: time.p50 <= OPEN_MS_MAX,
    },
    memoryRow(child(program, 'memory', large), child(program, 'memory', empty)),
  ];
}

/** Takes the documents in and gives the workspace finished runs. */
export async function ageWorkspace(program: string, root: string, runs: number): Promise<void> {
  child(program, 'rebuild', root);
  await addFinishedRuns(root, runs);
}

function memoryRow(full: Record<string, number>, none: Record<string, number>): Row {
  const bytes = (full.bytes ?? 0) - (none.bytes ?? 0);
  const each = bytes / Math.max(1, full.items ?? 0);
  return {
    what: 'memory per work item',
    result: `${Math.round(each)} bytes (${count(full.items)} items, ${count(full.finished)} finished runs)`,
    limit: `${ITEM_BYTES_MAX} bytes`,
    ok: each <= ITEM_BYTES_MAX,
  };
}

function count(value: number | undefined): string {
  return (value ?? 0).toLocaleString('en');
}

/** Runs that are over, as a workspace of that age has them, and a checkpoint after them. */
async function addFinishedRuns(root: string, runs: number): Promise<void> {
  const held = await Held.take(root, enginePorts(root));
  const { owner, index } = held;
  for (let at = 0; at < runs; at += RUNS_PER_RECORD) {
    const names = Array.from({ length: RUNS_PER_RECORD }, (_, i) => `run-bench-${at + i}`);
    owner.commit({
      changes: names.flatMap((run) => [
        {
          k: 'run@1',
          run,
          plane: 'execution',
          key: null,
          root: `spec-${run}`,
          node: 'builder',
          plan_id: index.plan.compiled_plan_id,
          at: owner.now(),
        },
        {
          k: 'route@1',
          run,
          request: null,
          action: 'idle',
          node: null,
          terminal: null,
          writes_status: null,
          reason: 'bench',
          failure_class: null,
          spawned: [],
        },
      ]),
      cause: { input: 'bench', rule: 'bench' },
    });
  }
  owner.render();
  for (const _ of owner.checkpoint());
  await held.release();
}
