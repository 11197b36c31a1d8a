import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { attempts } from '../support/keeper/attempt.ts';

const attempt = attempts();

const ESCAPING =
  'nohup setsid sleep 60 >/dev/null 2>&1 &\n(setsid sh -c "sleep 61 & sleep 62" &)\nsleep 63 &';
/** Longer than any test: who waits for it was not woken. */
const HOUR_MS = 3_600_000;
const STUBBORN = "trap '' INT TERM HUP";

describe('an attempt that ends by itself', () => {
  attempt('keeps the exit status and the bytes', async (bench) => {
    const owner = bench.owner();
    const spec = bench.harness('cat\necho problem >&2\nexit 5', { stdin: 'prompt.md' });
    bench.dispatch(owner, spec);
    expect(await bench.completion(owner)).toMatchObject({
      attempt: bench.id,
      outcome: 'exited',
      reason: null,
      exit_code: 5,
      by: 'first',
      stdout_bytes: 'the prompt\n'.length,
      stderr_bytes: 'problem\n'.length,
    });
    expect(bench.rows.filter((row) => row !== 'starting' && row !== 'held')).toEqual(['completed']);
  });
  attempt('ends its escaped children with it', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness(`${ESCAPING}\nexit 2`));
    const done = await bench.completion(owner);
    expect(done).toMatchObject({ outcome: 'exited', exit_code: 2 });
    expect(done.swept).toBeGreaterThanOrEqual(3);
  });
  attempt('says 128 plus the signal that killed the harness', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('kill -SEGV $$'));
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'exited', exit_code: 139 });
  });
  attempt('says 127 for a program that is not there', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, { ...bench.harness(''), argv: ['no-such-program-anywhere'] });
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'exited', exit_code: 127 });
  });
  attempt('never ran where its folder is missing', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('', { cwd: join(bench.base, 'missing') }));
    expect(await bench.completion(owner)).toMatchObject({
      outcome: 'never_spawned',
      reason: 'ENOENT',
    });
  });
  attempt('wakes the owner that waits', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 0.2'));
    await owner.wait(bench.id, HOUR_MS);
    expect(bench.has('completion')).toBe(true);
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'exited', exit_code: 0 });
  });
});

describe('an attempt that is ended', () => {
  attempt('by a cancel', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness(`${STUBBORN}\n${ESCAPING}\nwhile :; do sleep 1; done`));
    await bench.started();
    owner.cancel(bench.id);
    owner.cancel(bench.id);
    const done = await bench.completion(owner);
    expect(done).toMatchObject({ outcome: 'stopped', reason: 'cancelled' });
    expect(bench.living()).toBeLessThanOrEqual(1);
  });
  attempt('because it hangs after its hand-back, and is said to', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 30'));
    await bench.started();
    owner.cancel(bench.id, 'idle');
    owner.cancel(bench.id);
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'stopped', reason: 'idle' });
  });
  attempt('before it started', async (bench) => {
    const owner = bench.owner({ FIRST_FAULT: 'hold:after-claim' });
    bench.dispatch(owner, bench.harness(''));
    owner.cancel(bench.id);
    bench.go();
    expect(await bench.completion(owner)).toMatchObject({
      outcome: 'never_spawned',
      reason: 'cancelled',
    });
  });
  attempt('by its deadline, without an owner', async (bench) => {
    bench.dispatch(bench.owner(), bench.harness(`${ESCAPING}\nsleep 30`, { timeout_ms: 400 }));
    await bench.until(() => bench.has('completion'));
    expect(await bench.completion(bench.owner())).toMatchObject({
      outcome: 'stopped',
      reason: 'deadline',
    });
  });
  attempt('by its silence', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('echo x; sleep 30', { silence_ms: 500 }));
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'stopped', reason: 'silence' });
  });
  attempt('by how much it wrote', async (bench) => {
    const owner = bench.owner();
    const endless = `truncate -s 3000000000 '${bench.dir}/stdout'; sleep 30`;
    bench.dispatch(owner, bench.harness(endless));
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'stopped', reason: 'output' });
  });
  attempt('by its keeper when its directory is deleted', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 30'));
    await bench.started();
    rmSync(bench.dir, { recursive: true });
    await bench.until(() => bench.living() === 0);
    expect(await bench.settled(owner)).toEqual({ row: 'directory_missing' });
  });
  attempt('by the owner when directory and keeper are gone', async (bench) => {
    bench.dispatch(bench.owner(), bench.harness(`${ESCAPING}\nsleep 30`));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    rmSync(bench.dir, { recursive: true });
    expect(await bench.settled(bench.owner())).toEqual({ row: 'directory_missing' });
    expect(bench.living()).toBe(0);
  });
  attempt('by a successor when its keeper ignores the cancel', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 30', { stop: [] }));
    await bench.started();
    bench.signalKeeper('SIGSTOP');
    owner.cancel(bench.id);
    expect(await bench.completion(owner)).toMatchObject({
      outcome: 'stopped',
      reason: 'cancelled',
    });
    expect(bench.rows).toContain('held');
  });
});

describe('an attempt whose keeper dies', () => {
  for (const point of ['before-claim', 'after-claim', 'after-lock', 'before-spawn']) {
    attempt(`at ${point} never ran`, async (bench) => {
      const owner = bench.owner({ FIRST_FAULT: `die:${point}` });
      bench.dispatch(owner, bench.harness('exit 3'));
      const view = await bench.settled(owner);
      if (point === 'before-claim') expect(view).toEqual({ row: 'void' });
      else if (point !== 'before-spawn') {
        expect(view).toMatchObject({ completion: { outcome: 'never_spawned', by: 'owner' } });
      } else expect(view).toMatchObject({ completion: { outcome: 'lost', by: 'owner' } });
      expect(bench.log()).toEqual([]);
    });
  }
  for (const point of ['after-exit', 'before-completion', 'after-completion']) {
    attempt(`at ${point} keeps its exit status`, async (bench) => {
      const owner = bench.owner({ FIRST_FAULT: `die:${point}` });
      bench.dispatch(owner, bench.harness('exit 6'));
      expect(await bench.completion(owner)).toMatchObject({ outcome: 'exited', exit_code: 6 });
    });
  }
  attempt('goes on under a successor with the same deadline', async (bench) => {
    const owner = bench.owner({ FIRST_FAULT: 'die:after-spawn' });
    bench.dispatch(owner, bench.harness('sleep 30', { timeout_ms: 900 }));
    const done = await bench.completion(owner);
    expect(done).toMatchObject({ outcome: 'stopped', reason: 'deadline', by: 'successor' });
    expect(bench.rows).toContain('succeeding');
  });
  attempt('keeps the exit status that comes later', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 7'));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    bench.go();
    const done = await bench.completion(bench.owner({ SUCCESSOR_FAULT: 'pause:after-lock:100' }));
    expect(done).toMatchObject({ outcome: 'exited', exit_code: 7 });
  });
  attempt('counts as stopped when the stop had begun', async (bench) => {
    const owner = bench.owner({ FIRST_FAULT: 'die:after-exit' });
    bench.dispatch(owner, bench.harness('sleep 30', { timeout_ms: 300 }));
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'stopped', reason: 'deadline' });
  });
  for (const point of ['before-claim', 'after-lock', 'after-exit', 'before-completion']) {
    attempt(`keeps it when the successor dies at ${point} as well`, async (bench) => {
      bench.dispatch(bench.owner(), bench.ending('exit 8'));
      await bench.started();
      bench.signalKeeper('SIGKILL');
      const second = bench.owner({ SUCCESSOR_FAULT: `die:${point}` });
      await bench.until(() => second.look(bench.id).row === 'succeeding');
      bench.go();
      await bench.until(() => bench.has('exit.8'));
      expect(await bench.completion(bench.owner())).toMatchObject({
        outcome: 'exited',
        exit_code: 8,
      });
    });
  }
  attempt('is judged once by two owners', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 9'));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    bench.go();
    const [one, two] = await Promise.all([
      bench.completion(bench.owner()),
      bench.completion(bench.owner()),
    ]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ outcome: 'exited', exit_code: 9 });
  });
  attempt('is lost with its recorder', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 30'));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    bench.signalHarness('SIGKILL');
    expect(await bench.completion(owner)).toMatchObject({ outcome: 'lost', exit_code: null });
  });
});

describe('an owner that comes later', () => {
  attempt('voids what was never started', async (bench) => {
    bench.owner().prepare(bench.harness(''), new Map());
    expect(bench.owner().look(bench.id)).toEqual({ row: 'void' });
    expect(bench.owner().look(bench.id)).toEqual({ row: 'void' });
  });
  attempt('voids before a slow keeper claims, which then runs nothing', async (bench) => {
    const first = bench.owner({ FIRST_FAULT: 'hold:before-claim' });
    bench.dispatch(first, bench.harness(''));
    expect(first.look(bench.id)).toEqual({ row: 'starting' });
    expect(bench.owner().look(bench.id)).toEqual({ row: 'void' });
    bench.go();
    await bench.until(() => bench.living() === 0);
    expect(bench.log()).toEqual([]);
  });
  attempt('adopts what runs', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 4'));
    await bench.started();
    const second = bench.owner();
    expect(second.look(bench.id)).toEqual({ row: 'held' });
    bench.go();
    expect(await bench.completion(second)).toMatchObject({ exit_code: 4, by: 'first' });
  });
  attempt('waits where liveness cannot be judged', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 5'));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    await bench.until(() => bench.owner({}, { machine: 'another' }).look(bench.id).row !== 'held');
    for (const other of [{ machine: 'another' }, { pid_namespace: 'pid:[1]' }]) {
      expect(bench.owner({}, other).look(bench.id)).toMatchObject({ row: 'not_judgeable' });
    }
    bench.go();
    expect(await bench.completion(bench.owner())).toMatchObject({ exit_code: 5 });
  });
  attempt('takes everything for dead after a reboot', async (bench) => {
    bench.dispatch(bench.owner(), bench.harness('sleep 30'));
    await bench.started();
    bench.signalKeeper('SIGKILL');
    bench.signalHarness('SIGKILL');
    await bench.until(() => bench.living() === 0);
    const done = await bench.completion(bench.owner({}, { boot: 'another' }));
    expect(done).toMatchObject({ outcome: 'lost', by: 'owner' });
  });
});

describe('the attempt directory', () => {
  attempt('is made once, with all its files', async (bench) => {
    const owner = bench.owner();
    const files = new Map([['in/work/item.md', '# Item\n']]);
    owner.prepare(bench.harness(''), files);
    expect(bench.has('in/work/item.md') && bench.has('out') && bench.has('request.json')).toBe(
      true,
    );
    expect(() => owner.prepare(bench.harness(''), files)).toThrow(/exists already/);
    owner.look(bench.id);
  });
  attempt('cannot be filled by two keepers', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness('sleep 0.3\nexit 1'));
    owner.spawn(bench.id);
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 1 });
    expect(bench.log()).toEqual(['start']);
  });
  attempt('is not needed for a cancel', async (bench) => {
    mkdirSync(bench.attempts, { recursive: true });
    expect(() => bench.owner().cancel(bench.id)).not.toThrow();
  });
});
