import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { attempts } from '../support/keeper/attempt.ts';
import { Workbench } from '../support/keeper/workbench.ts';

const attempt = attempts();

/** Another workspace whose attempts have the same ids, as a copy has that got a long id of its own. */
function copyOf(bench: Workbench): Workbench {
  const copy = new Workbench(bench.entry, bench.id);
  cpSync(bench.attempts, copy.attempts, { recursive: true });
  return copy;
}

describe('a copy of a workspace', () => {
  attempt('ends nothing of the original when its own attempt has vanished', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 3'));
    await bench.started();
    const copy = copyOf(bench);
    try {
      rmSync(copy.dir, { recursive: true });
      expect(copy.owner().look(copy.id)).toEqual({ row: 'directory_missing' });
      expect(bench.living()).toBeGreaterThan(1);
      bench.go();
      expect(await bench.completion(bench.owner())).toMatchObject({ exit_code: 3, by: 'first' });
    } finally {
      await copy.close();
    }
  });
  attempt('runs attempts of the same id beside it, and each sweeps its own', async (bench) => {
    const escaping = 'nohup setsid sleep 60 >/dev/null 2>&1 &';
    bench.dispatch(bench.owner(), bench.ending('exit 3'));
    await bench.started();
    const copy = new Workbench(bench.entry, bench.id);
    try {
      const owner = copy.owner();
      copy.dispatch(owner, copy.harness(`${escaping}\nexit 4`));
      const done = await copy.completion(owner);
      expect(done).toMatchObject({ exit_code: 4, swept: 1 });
      expect(bench.has('completion')).toBe(false);
      bench.go();
      expect(await bench.completion(bench.owner())).toMatchObject({ exit_code: 3, swept: 0 });
    } finally {
      await copy.close();
    }
  });
});

describe('an attempt of an earlier release', () => {
  /** Dispatched without the long id: its processes carry the id of the attempt alone. */
  const older = (bench: Workbench) => {
    const { workspace: _, ...spec } = bench.ending('exit 6');
    const env = { ...spec.env, MILLRACE_OUT: join(bench.dir, 'out') };
    return { ...spec, env, attempt: bench.id };
  };
  attempt('goes on under a successor, which finds its processes', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, older(bench));
    await bench.started();
    expect(bench.living()).toBe(0);
    bench.signalAny('SIGKILL', `MILLRACE_KEEPER=${bench.id}`);
    await bench.until(() => owner.look(bench.id).row === 'succeeding');
    await bench.until(() => owner.look(bench.id).row === 'held');
    bench.go();
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 6, by: 'successor' });
  });
  attempt('is ended when its directory is gone', async (bench) => {
    bench.dispatch(bench.owner(), older(bench));
    await bench.started();
    bench.signalAny('SIGSTOP', `MILLRACE_KEEPER=${bench.id}`);
    rmSync(bench.dir, { recursive: true });
    expect(await bench.settled(bench.owner())).toEqual({ row: 'directory_missing' });
    expect(bench.carriers(`MILLRACE_ATTEMPT=${bench.id}`)).toEqual([]);
    await bench.until(() => bench.carriers(`MILLRACE_KEEPER=${bench.id}`).length === 0);
  });
});
