import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf } from '../src/runtime/workspace/index.ts';
import { type Row, statOf } from './measure.ts';
import { memoryOf, memoryRow } from './memory.ts';

const STAGES = 40;
const WARM_UP_STAGES = 5;
const P50_MS_MAX = 30;
/** A stage in which nothing is made ready would say nothing of real ones, which take minutes. */
const STAGE_SECONDS = 0.4;
const POLL_MS = 100;
const POLLS_MAX = 1200;
const SPARE_MB_MAX = 48;
/** Release 0.18.0 with real processes, by the number of queued items. */
const BEFORE_MS: Readonly<Record<number, number>> = { 20: 13, 1000: 82, 5000: 523 };
const TIMES = 'times';
const SCRIPT = [
  'printf %s "$EPOCHREALTIME" >"$1/start-$MILLRACE_ATTEMPT"',
  'folder=$1',
  'shift',
  '"$@"',
  'status=$?',
  `sleep ${STAGE_SECONDS}`,
  'printf %s "$EPOCHREALTIME" >"$folder/end-$MILLRACE_ATTEMPT"',
  'exit $status',
].join('; ');

/** Stages of the workspace leave the times of their start and end. Before a plan is adopted. */
export function stampStages(root: string): void {
  const folder = join(root, TIMES);
  mkdirSync(folder);
  const args = ['-c', SCRIPT, 'harness', folder, '{node}', '{millrace}', 'scripted-harness'];
  const table = `\n[runners.scripted]\ncommand = "bash"\nargs = ${JSON.stringify(args)}\n`;
  appendFileSync(layoutOf(root).config, table);
}

/**
 * From the last word of one harness to the first of the next, with a real loop, its keepers and their
 * processes. They find no git: what it takes to note a work folder has lines of its own.
 */
export async function measureNextStage(
  program: string,
  root: string,
  queued: number,
): Promise<Row[]> {
  const loop = start(pathWithoutGit(join(layoutOf(root).runtime, 'programs')), [
    program,
    'run',
    'daemon',
    '--workspace',
    root,
    '--monitor',
    'none',
  ]);
  try {
    await stagesDone(root);
    const memory = memoryOf(loop.pid);
    const spare = memoryOf(spareOf(loop.pid));
    return [rowOf(queued, gapsIn(join(root, TIMES))), ...memoryRows(queued, memory, spare)];
  } finally {
    await end(loop);
  }
}

function rowOf(queued: number, gaps: readonly number[]): Row {
  const time = statOf(gaps);
  const before = BEFORE_MS[queued];
  const size = queued.toLocaleString('en');
  return {
    what: `end of one harness to the start of the next, with processes, ${size} queued`,
    time,
    ...(before === undefined ? {} : { result: `release 0.18.0, with processes: ${before} ms` }),
    limit: `${P50_MS_MAX} ms`,
    ok: time.p50 <= P50_MS_MAX,
  };
}

function memoryRows(
  queued: number,
  loop: ReturnType<typeof memoryOf>,
  spare: ReturnType<typeof memoryOf>,
): Row[] {
  const size = queued.toLocaleString('en');
  return [
    memoryRow(`memory of a loop at work, ${size} queued`, loop, null),
    memoryRow(`memory of its spare keeper, ${size} queued`, spare, SPARE_MB_MAX),
  ];
}

async function stagesDone(root: string): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const starts = readdirSync(join(root, TIMES)).filter((name) => name.startsWith('start-'));
    // Some way into a stage, when its successor's keeper is ready.
    if (starts.length > WARM_UP_STAGES + STAGES) return void (await sleep(POLL_MS * 3));
    await sleep(POLL_MS);
  }
  throw new Error(`${root} did not come to ${STAGES} stages`);
}

function gapsIn(folder: string): number[] {
  const timesOf = (kind: string) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(kind))
      .map((name) => Number(readFileSync(join(folder, name), 'utf8')) * 1000)
      .sort((a, b) => a - b);
  const starts = timesOf('start-').slice(1 + WARM_UP_STAGES);
  const ends = timesOf('end-').slice(WARM_UP_STAGES);
  return starts.map((start, at) => start - (ends[at] ?? start));
}

function spareOf(loop: number | undefined): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isSpare = (pid: string) => {
    const words = fileOf(pid, 'cmdline').split('\0');
    return words.includes('spare') && fileOf(pid, 'status').includes(`\nPPid:\t${loop}\n`);
  };
  return Number(processes.find(isSpare) ?? Number.NaN);
}

function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function start(path: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, PATH: path } });
}

/** All programs of this machine but one, below a folder that notes leave out. */
function pathWithoutGit(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const linked = new Set(['git']);
  for (const place of (process.env.PATH ?? '').split(':').filter(existsSync)) {
    for (const name of readdirSync(place)) {
      if (!linked.has(name)) symlinkSync(join(place, name), join(folder, name));
      linked.add(name);
    }
  }
  return folder;
}

/** It waits for its stage: nothing is left behind. */
async function end(loop: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => loop.once('exit', resolve));
  loop.kill('SIGTERM');
  await ended;
}
