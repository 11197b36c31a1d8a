import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { assignmentText } from '../../src/runtime/keeper/assignment.ts';
import { keepersOf } from '../../src/runtime/keeper/process-tree.ts';
import { attempts } from '../support/keeper/attempt.ts';
import type { Workbench } from '../support/keeper/workbench.ts';

const attempt = attempts();

const NOT_ASSIGNED = 76;

/** What a keeper is told to do with the attempt of the bench. */
function message(bench: Workbench): string {
  return assignmentText({
    directory: bench.dir,
    mode: 'first',
    env: { SECRET: 'told' },
    release: 'test',
  });
}

/** A keeper that is told `text`, and how it ended. */
function toldBy(bench: Workbench, text: string): Promise<number | null> {
  const child = spawn(process.execPath, [bench.entry], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(text);
  return new Promise((resolve) => child.once('exit', resolve));
}

describe('a keeper', () => {
  attempt('has nothing in its environment but what it needs to start', async (bench) => {
    const owner = bench.owner();
    const body = `echo "$SECRET" >"${bench.base}/secret"\nuntil [ -e "${bench.base}/go" ]; do sleep 0.02; done`;
    bench.dispatch(owner, bench.harness(body, { env_pass: ['SECRET'] }));
    await bench.started();
    const [keeper] = keepersOf(bench.processes.list(), bench.ref);
    expect(keeper?.env.map((entry) => entry.replace(/=.*/, '')).sort()).toEqual([
      'MILLRACE_KEEPER',
      'PATH',
    ]);
    expect(readFileSync(`/proc/${keeper?.pid}/environ`, 'utf8')).not.toContain('of the owner');
    bench.go();
    await bench.completion(owner);
    expect(readFileSync(join(bench.base, 'secret'), 'utf8')).toBe('of the owner\n');
    expect(JSON.stringify(bench.files())).not.toContain('of the owner');
  });
});

describe('a keeper whose owner dies', () => {
  attempt('before it said anything ends and claims nothing', async (bench) => {
    bench.owner().prepare(bench.harness(''), new Map());
    expect(await toldBy(bench, '')).toBe(NOT_ASSIGNED);
    expect(bench.has('claim')).toBe(false);
  });
  for (const part of [1, 30, -1]) {
    attempt(`after ${part} bytes of the message ends and claims nothing`, async (bench) => {
      bench.owner().prepare(bench.harness(''), new Map());
      expect(await toldBy(bench, message(bench).slice(0, part))).toBe(NOT_ASSIGNED);
      expect(bench.has('claim')).toBe(false);
      expect(bench.log()).toEqual([]);
    });
  }
  attempt('after the message goes on, and the next owner adopts it', async (bench) => {
    bench.owner().prepare(bench.ending('exit 2'), new Map());
    // The owner of this pipe is killed while the keeper starts.
    const script = `printf '%s\\n' "$1" | exec "$2" "$3"`;
    const line = message(bench).trimEnd();
    const argv = ['-c', script, 'sh', line, process.execPath, bench.entry];
    const owner = spawn('sh', argv, { stdio: 'ignore', detached: true });
    await bench.started();
    owner.kill('SIGKILL');
    expect(bench.owner().look(bench.id)).toEqual({ row: 'held' });
    bench.go();
    expect(await bench.completion(bench.owner())).toMatchObject({ exit_code: 2, by: 'first' });
  });
});
