import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { assignmentText } from '../../src/runtime/keeper/assignment.ts';
import { attempts } from '../support/keeper/attempt.ts';
import { keeperPid, places, readText, ready } from '../support/keeper/spares.ts';
import type { Workbench } from '../support/keeper/workbench.ts';

const attempt = attempts();

describe('a spare keeper that dies', () => {
  for (const point of ['spare-told', 'before-claim']) {
    attempt(`at ${point} is replaced at once`, async (bench) => {
      const owner = bench.owner({ SPARE_FAULT: `die:${point}` });
      const pid = await ready(bench, owner);
      bench.dispatch(owner, bench.harness('exit 3'));
      expect(await bench.completion(owner)).toMatchObject({ exit_code: 3, by: 'first' });
      expect(bench.rows).not.toContain('void');
      expect(keeperPid(bench)).not.toBe(pid);
      expect(bench.log()).toEqual(['start']);
    });
  }
  attempt('before it is told is replaced', async (bench) => {
    const owner = bench.owner();
    process.kill(await ready(bench, owner), 'SIGKILL');
    bench.dispatch(owner, bench.harness('exit 3'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 3, by: 'first' });
    expect(bench.rows).not.toContain('void');
  });
  for (const point of ['after-claim', 'after-lock', 'before-spawn']) {
    attempt(`at ${point} never ran`, async (bench) => {
      const owner = bench.owner({ SPARE_FAULT: `die:${point}` });
      await ready(bench, owner);
      bench.dispatch(owner, bench.harness('exit 3'));
      const outcome = point === 'before-spawn' ? 'lost' : 'never_spawned';
      expect(await bench.completion(owner)).toMatchObject({ outcome, by: 'owner' });
      expect(bench.log()).toEqual([]);
    });
  }
  for (const point of ['after-spawn', 'after-exit', 'before-completion', 'after-completion']) {
    attempt(`at ${point} keeps the exit status`, async (bench) => {
      const owner = bench.owner({ SPARE_FAULT: `die:${point}` });
      await ready(bench, owner);
      bench.dispatch(owner, bench.harness('exit 6'));
      expect(await bench.completion(owner)).toMatchObject({ outcome: 'exited', exit_code: 6 });
      expect(bench.log()).toEqual(['start']);
    });
  }
});

describe('a spare keeper that is stopped', () => {
  attempt('before it is told is ended, and another keeper starts', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    process.kill(pid, 'SIGSTOP');
    bench.dispatch(owner, bench.harness('exit 3'));
    await owner.wait(bench.id, 10_000);
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 3, by: 'first' });
    expect(bench.rows).not.toContain('void');
    expect(bench.processes.startOf(pid)).toBe(null);
  });
  attempt('while its stage runs is ended when it ignores a cancel', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    bench.dispatch(owner, bench.harness('sleep 30', { stop: [] }));
    await bench.started();
    process.kill(pid, 'SIGSTOP');
    owner.cancel(bench.id);
    expect(await bench.completion(owner)).toMatchObject({
      outcome: 'stopped',
      reason: 'cancelled',
      by: 'successor',
    });
    expect(bench.processes.startOf(pid)).toBe(null);
  });
  attempt('is ended with its stage when its directory is gone', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    bench.dispatch(owner, bench.harness('sleep 30'));
    await bench.started();
    process.kill(pid, 'SIGSTOP');
    rmSync(bench.dir, { recursive: true });
    expect(await bench.settled(bench.owner())).toEqual({ row: 'directory_missing' });
    expect(bench.living()).toBe(0);
    await bench.until(() => bench.processes.startOf(pid) === null);
  });
});

/** An owner of a spare that can die at any byte of what it says. */
function ownedSpare(bench: Workbench): ChildProcess {
  const place = join(bench.attempts, '.spare', 'a'.repeat(16));
  mkdirSync(place, { recursive: true });
  const env = { PATH: process.env.PATH ?? '', MILLRACE_KEEPER: `${bench.workspace}/spare` };
  const stdio = ['pipe', 'ignore', 'ignore'] as const;
  return spawn(process.execPath, [bench.entry, 'spare', place], { env, stdio: [...stdio] });
}

describe('a spare keeper whose owner dies', () => {
  for (const part of [0, 1, 40, -1]) {
    attempt(`after ${part} bytes of the message ends and claims nothing`, async (bench) => {
      bench.owner().prepare(bench.harness(''), new Map());
      const child = ownedSpare(bench);
      const told = { directory: bench.dir, mode: 'first', env: {}, release: 'test' } as const;
      child.stdin?.end(assignmentText(told).slice(0, part));
      const code = await new Promise((resolve) => child.once('exit', resolve));
      expect(code).toBe(76);
      expect([bench.has('claim'), places(bench), bench.log()]).toEqual([false, [], []]);
    });
  }
  attempt('after the message goes on, and the next owner adopts it', async (bench) => {
    bench.owner().prepare(bench.ending('exit 2'), new Map());
    const child = ownedSpare(bench);
    const told = { directory: bench.dir, mode: 'first', env: {}, release: 'test' } as const;
    child.stdin?.end(assignmentText(told));
    await bench.started();
    const next = bench.owner();
    expect(next.look(bench.id)).toEqual({ row: 'held' });
    bench.go();
    expect(await bench.completion(next)).toMatchObject({ exit_code: 2, by: 'first' });
  });
});

attempt('a claim that names a stranger ends nobody of it', async (bench) => {
  const owner = bench.owner();
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  const start = bench.processes.startOf(stranger.pid ?? 0);
  const line = JSON.stringify({ kind: 'successor', pid: stranger.pid, start });
  bench.dispatch(
    owner,
    bench.harness(`echo '${line}' >>"${bench.dir}/claim"\nsleep 30`, { stop: [] }),
  );
  await bench.started();
  await bench.until(() => readText(bench.dir, 'claim').includes('successor'));
  bench.signalKeeper('SIGSTOP');
  owner.cancel(bench.id);
  expect(await bench.completion(owner)).toMatchObject({ outcome: 'stopped' });
  expect(bench.processes.startOf(stranger.pid ?? 0)).toBe(start);
  stranger.kill('SIGKILL');
});
