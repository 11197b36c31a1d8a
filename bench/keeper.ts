import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { host } from '../src/backend/host.ts';
import { assignmentText } from '../src/runtime/keeper/assignment.ts';
import { KeeperAttempts } from '../src/runtime/keeper/attempts.ts';
import type { LaunchSpec } from '../src/runtime/keeper/types.ts';
import { ms, type Row, ratio, type Stat, statOf, timed } from './measure.ts';

const FOLDERS = 40;
const STARTS = 15;
const START_RATIO_MAX = 1.3;
const START_MARGIN_MS = 20;
const POLL_MS = 0.5;
const START_MS_MAX = 10_000;

export interface AttemptContent {
  readonly spec: LaunchSpec;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/** The durable folder of an attempt with the content of a real one, and the start of its keeper. */
export async function measureAttempts(
  folder: string,
  program: string,
  { spec, files }: AttemptContent,
  bare: Stat,
): Promise<Row[]> {
  mkdirSync(folder);
  const attempts = new KeeperAttempts(host, folder, () => 'bench', {
    argv: [],
    bare: {},
    env: {},
    release: 'bench',
  });
  const prepare = (attempt: string, argv: readonly string[]) =>
    attempts.prepare({ ...spec, attempt, argv: [...argv], cwd: folder, stdin: null }, files);
  const made = Array.from({ length: FOLDERS }, (_, at) =>
    timed(() => prepare(`folder-${at}`, ['/bin/true'])),
  );
  const time = statOf(made);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const nodes: number[] = [];
  const keepers: number[] = [];
  for (let at = 0; at <= STARTS; at += 1) {
    const node = await emptyScript_ms(empty);
    const attempt = `keeper-${at}`;
    const started = join(attempts.directory(attempt), 'started');
    prepare(attempt, ['/bin/sh', '-c', ': >"$1"', 'sh', started]);
    const keeper = await keeper_ms(program, attempts.directory(attempt), started);
    if (at === 0) continue;
    nodes.push(node);
    keepers.push(keeper);
  }
  return [
    {
      what: `attempt folder of ${files.size + 1} files, made durable`,
      time,
      result: `p50 ${ratio(time.p50 / bare.p50)} bare`,
      ok: null,
    },
    ...startRows(statOf(nodes), statOf(keepers)),
  ];
}

function startRows(node: Stat, keeper: Stat): Row[] {
  const limit_ms = node.p50 * START_RATIO_MAX + START_MARGIN_MS;
  return [
    { what: 'an empty Node script, start to end', time: node, ok: null },
    {
      what: 'keeper, start to the start of its harness',
      time: keeper,
      result: `${ratio(keeper.p50 / node.p50)} an empty script`,
      limit: `${START_RATIO_MAX} x + ${START_MARGIN_MS} ms = ${ms(limit_ms)} ms`,
      ok: keeper.p50 <= limit_ms,
    },
  ];
}

function emptyScript_ms(script: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [script], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', () => resolve(performance.now() - start)));
}

/** Until the harness, which does nothing but make a file, has made it. */
async function keeper_ms(program: string, directory: string, started: string): Promise<number> {
  const start = performance.now();
  const argv = [program, 'keeper', directory, 'first'];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(assignmentText({ directory, mode: 'first', env: {}, release: 'bench' }));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!existsSync(started)) {
    if (performance.now() - start > START_MS_MAX) throw new Error('the keeper starts no harness');
    await host.clock.sleep(POLL_MS);
  }
  const took = performance.now() - start;
  await ended;
  return took;
}
