import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Row } from './measure.ts';
import { type Memory, memoryOf, memoryRow } from './memory.ts';

/** Long enough for a hundredth of a percent of a core to be seen. */
const WATCH_MS = 20_000;
/** Node tidies its memory twice in the first half minute after the last work. */
const SETTLE_MS = 40_000;
const CORE_SHARE_MAX = 0.001;
const MEMORY_RATIO_MAX = 1.3;
const MEMORY_MB_MAX = 64;
const NS_PER_MS = 1_000_000;

/** A loop that rests, as a process of its own: what it costs while nothing happens. */
export async function measureRestingLoop(root: string, program: string): Promise<Row[]> {
  const loop = start([program, 'run', 'daemon', '--workspace', root]);
  const empty = start(['--input-type=module', '-e', importing(dirname(program))]);
  try {
    await sleep(SETTLE_MS);
    const before = costsOf(loop, root);
    await sleep(WATCH_MS);
    const after = costsOf(loop, root);
    return rows(before, after, memoryOf(empty.pid).resident_mb);
  } finally {
    for (const child of [loop, empty]) child.kill('SIGKILL');
  }
}

interface Costs {
  readonly at_ms: number;
  readonly core_ms: number;
  /** Bytes that went to the disk, and bytes of all files. */
  readonly written_bytes: number;
  readonly size_bytes: number;
  readonly memory: Memory;
}

function rows(before: Costs, after: Costs, empty_mb: number): Row[] {
  const share = (after.core_ms - before.core_ms) / (after.at_ms - before.at_ms);
  const written = after.written_bytes - before.written_bytes;
  const grown = after.size_bytes - before.size_bytes;
  const ratio = after.memory.resident_mb / empty_mb;
  return [
    {
      what: 'a loop that rests, of one core',
      result: `${(share * 100).toFixed(3)} %`,
      limit: `${CORE_SHARE_MAX * 100} %`,
      ok: share <= CORE_SHARE_MAX,
    },
    {
      what: `what it writes in ${WATCH_MS / 1000} s`,
      result: `${written} bytes, files grow by ${grown} bytes`,
      limit: '0 bytes',
      ok: written === 0 && grown === 0,
    },
    {
      what: 'its memory beside an empty process with the same program',
      result: `${ratio.toFixed(2)} x`,
      limit: `${MEMORY_RATIO_MAX} x`,
      ok: ratio <= MEMORY_RATIO_MAX,
    },
    memoryRow('memory of a loop that rests', after.memory, MEMORY_MB_MAX),
  ];
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

/** Loads every part of the program but its entry, and waits. */
function importing(folder: string): string {
  const parts = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'bin.js');
  const urls = parts.map((name) => pathToFileURL(join(folder, name)).href);
  const list = JSON.stringify(urls);
  return `await Promise.all(${list}.map((url) => import(url))); setInterval(() => {}, 1e9);`;
}

function costsOf({ pid }: ChildProcess, root: string): Costs {
  const threads = readdirSync(`/proc/${pid}/task`);
  const core_ns = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return {
    at_ms: performance.now(),
    core_ms: core_ns.reduce((sum, ns) => sum + ns, 0) / NS_PER_MS,
    written_bytes: Number(/^write_bytes: (\d+)/m.exec(procFile(pid, 'io'))?.[1]),
    size_bytes: sizeOf(root),
    memory: memoryOf(pid),
  };
}

function procFile(pid: number | undefined, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
