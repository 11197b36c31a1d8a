import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { enginePorts, host } from '../src/backend/host.ts';
import { Held } from './held.ts';
import { type Row, statOf } from './measure.ts';

const COMMITS = 100;
const PAUSE_MS = 20;
const SEEN_MS_MAX = 5;
const ADOPTIONS = 7;
const ADOPTED_MS_MAX = 300;
const WAIT_MS_MAX = 20_000;

/** How soon another process that waits for commits has read one. */
export async function measureFollowing(child: string, root: string): Promise<Row[]> {
  const follower = spawn(process.execPath, [child, 'follow', root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = linesOf(follower);
  const held = await Held.take(root, enginePorts(root));
  await lines.next();
  const took: number[] = [];
  for (let at = 0; at < COMMITS; at += 1) {
    await host.clock.sleep(PAUSE_MS);
    held.owner.commit({
      changes: [{ k: 'note@1', event: 'bench', data: { at } }],
      cause: { input: 'bench', rule: 'bench' },
    });
    const committed = host.clock.monotonic();
    const seen = await lines.next();
    took.push(Math.max(0, Number(seen.value) - committed));
  }
  follower.kill('SIGKILL');
  await held.release();
  const time = statOf(took);
  return [
    {
      what: 'a commit, until a process that waits for it has read it',
      time,
      limit: `${SEEN_MS_MAX} ms`,
      ok: time.p50 <= SEEN_MS_MAX,
    },
  ];
}

/** How soon after its start a loop has a stage that another one started. The loops are killed. */
export async function measureAdoption(program: string, root: string): Promise<Row[]> {
  const scenario = join(root, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ rules: [{ end: { kind: 'hang' } }] }));
  const env = { ...process.env, MILLRACE_SCENARIO: scenario };
  const took: number[] = [];
  for (let at = 0; at <= ADOPTIONS; at += 1) {
    const start = performance.now();
    const args = [program, 'run', 'daemon', '--monitor', 'basic', '--workspace', root];
    const loop = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await until(loop, at === 0 ? 'stage start' : 'resumed active');
    if (at > 0) took.push(performance.now() - start);
    const ended = new Promise((resolve) => loop.once('exit', resolve));
    loop.kill('SIGKILL');
    await ended;
  }
  execFileSync(process.execPath, [program, 'cancel-stage', '--workspace', root], { env });
  const time = statOf(took);
  return [
    {
      what: 'a running stage, from the start of a new loop until that has adopted it',
      time,
      limit: `${ADOPTED_MS_MAX} ms`,
      ok: time.p50 <= ADOPTED_MS_MAX,
    },
  ];
}

async function until(loop: ChildProcess, words: string): Promise<void> {
  const end = host.clock.monotonic() + WAIT_MS_MAX;
  for await (const line of linesOf(loop)) {
    if (line.includes(words)) return;
    if (host.clock.monotonic() > end) break;
  }
  throw new Error(`the loop did not say "${words}"`);
}

function linesOf({ stdout }: ChildProcess): AsyncIterator<string> & AsyncIterable<string> {
  if (stdout === null) throw new Error('the process has no output');
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
}
