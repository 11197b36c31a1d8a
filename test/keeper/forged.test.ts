import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { KeeperAttempts } from '../../src/runtime/keeper/attempts.ts';
import { attempts } from '../support/keeper/attempt.ts';
import type { Workbench } from '../support/keeper/workbench.ts';

const attempt = attempts();

/** A completion as a keeper writes one, all but what only the keeper knows. */
function completionOf(id: string, more: object = {}): string {
  return JSON.stringify({
    attempt: id,
    outcome: 'exited',
    reason: null,
    exit_code: 0,
    by: 'first',
    swept: 0,
    started_at: '2026-01-01T00:00:00.000Z',
    ended_at: '2026-01-01T00:01:00.000Z',
    duration_ms: 60_000,
    stdout_bytes: 0,
    stderr_bytes: 0,
    ...more,
  });
}

/** A harness that writes its own completion, then goes on until it is let go and fails. */
function forging(bench: Workbench, more: object = {}) {
  const forged = join(bench.base, 'forged');
  writeFileSync(forged, completionOf(bench.id, more));
  const until = `until [ -e "${bench.base}/go" ]; do sleep 0.02; done`;
  return bench.harness(`cp "${forged}" "${bench.dir}/completion"\n${until}\nexit 3`);
}

function wasForged(bench: Workbench): Promise<void> {
  return bench.until(() => bench.has('completion'));
}

/** How often `wait` returns in a second to somebody who looks and waits again. */
async function returnsInASecond(bench: Workbench, owner: KeeperAttempts): Promise<number> {
  const end = bench.clock.monotonic() + 1000;
  let returns = 0;
  while (bench.clock.monotonic() < end) {
    expect(owner.look(bench.id)).toEqual({ row: 'held' });
    await owner.wait(bench.id, end - bench.clock.monotonic());
    returns += 1;
  }
  return returns;
}

describe('a completion that the stage wrote', () => {
  attempt('is not believed while its keeper lives, and nobody spins', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, forging(bench));
    await wasForged(bench);
    expect(await returnsInASecond(bench, owner)).toBeLessThan(14);
    bench.go();
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 3, by: 'first' });
    expect(readFileSync(join(bench.dir, 'keeper.log'), 'utf8')).toMatch(/is replaced/);
  });
  for (const by of ['first', 'successor', 'owner']) {
    attempt(`in the name of ${by} is not believed when its keeper is dead`, async (bench) => {
      const owner = bench.owner();
      bench.dispatch(owner, forging(bench, { by, key: 'f'.repeat(32) }));
      await wasForged(bench);
      bench.signalKeeper('SIGKILL');
      await bench.until(() => owner.look(bench.id).row === 'succeeding');
      await bench.until(() => owner.look(bench.id).row === 'held');
      bench.go();
      const { exit_code, key } = await bench.completion(owner);
      expect([exit_code, key === 'f'.repeat(32)]).toEqual([3, false]);
    });
    attempt(`in the name of ${by} is replaced when nothing is alive`, async (bench) => {
      const owner = bench.owner();
      bench.dispatch(owner, forging(bench, { by }));
      await wasForged(bench);
      bench.signalKeeper('SIGKILL');
      bench.go();
      await bench.until(() => bench.has('exit.3'));
      await bench.until(() => bench.living() === 0);
      const done = await bench.completion(bench.owner());
      expect(done).toMatchObject({ exit_code: 3, by: 'owner' });
      // Another owner, which may come after a crash before the first has recorded it, finds the same.
      expect(await bench.completion(bench.owner())).toEqual(done);
    });
  }
  attempt('binds no keeper: it is cancelled like any other', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, forging(bench));
    await wasForged(bench);
    owner.cancel(bench.id);
    const done = await bench.completion(owner);
    expect(done).toMatchObject({ outcome: 'stopped', reason: 'cancelled', by: 'first' });
  });
  attempt('before anybody claimed it starts nothing and ends nothing', async (bench) => {
    bench.owner().prepare(bench.harness(''), new Map());
    writeFileSync(join(bench.dir, 'completion'), completionOf(bench.id));
    expect(bench.owner().look(bench.id)).toEqual({ row: 'void' });
    expect(bench.log()).toEqual([]);
  });
});

describe('what a stage leaves in the place of a completion', () => {
  const things = {
    'a folder': 'mkdir "$d"/completion',
    'a link': 'ln -s /etc/hostname "$d"/completion',
    'a pipe': 'mkfifo "$d"/completion',
    'a folder in the place of its reserve': 'rm "$d"/completion.*; mkdir "$d"/completion.reserve',
  };
  for (const [thing, command] of Object.entries(things)) {
    attempt(`${thing} is replaced`, async (bench) => {
      const owner = bench.owner();
      bench.dispatch(owner, bench.harness(`d="${bench.dir}"\n${command}\nexit 4`));
      expect(await bench.completion(owner)).toMatchObject({ exit_code: 4, by: 'first' });
    });
  }
  attempt('another exit status counts for nothing', async (bench) => {
    const owner = bench.owner();
    bench.dispatch(owner, bench.harness(`: >"${bench.dir}/exit.0"\nexit 4`));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 4, by: 'first' });
  });
});

describe('the claim of a running stage', () => {
  attempt('that the stage has emptied still proves the completion', async (bench) => {
    const owner = bench.owner();
    const body = `: >"${bench.dir}/claim"\nuntil [ -e "${bench.base}/go" ]; do sleep 0.02; done`;
    bench.dispatch(owner, bench.harness(`${body}\nexit 5`));
    await bench.started();
    await bench.until(() => readFileSync(join(bench.dir, 'claim'), 'utf8') === '');
    expect(owner.look(bench.id)).toEqual({ row: 'held' });
    bench.go();
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 5, by: 'first' });
  });
  attempt('that the stage has removed ends it: nothing may run beside it', async (bench) => {
    bench.dispatch(bench.owner(), bench.ending('exit 5'));
    await bench.started();
    rmSync(join(bench.dir, 'claim'));
    expect(await bench.settled(bench.owner())).toEqual({ row: 'directory_missing' });
    await bench.until(() => bench.living() === 0);
    expect(bench.log()).toEqual(['start']);
  });
});

/** As release 0.1.0 wrote it before claims had seals. */
function olderClaim(bench: Workbench): string {
  return JSON.stringify({ kind: 'keeper', ...bench.processes.self(), pid: 1 });
}

describe('a completion of an earlier release', () => {
  attempt('is believed when the lock is free', async (bench) => {
    bench.owner().prepare(bench.harness(''), new Map());
    writeFileSync(join(bench.dir, 'claim'), olderClaim(bench));
    writeFileSync(join(bench.dir, 'completion'), completionOf(bench.id, { exit_code: 6 }));
    expect(await bench.completion(bench.owner())).toMatchObject({ exit_code: 6, by: 'first' });
  });
  attempt('that cannot be read is judged anew', async (bench) => {
    bench.owner().prepare(bench.harness(''), new Map());
    writeFileSync(join(bench.dir, 'claim'), olderClaim(bench));
    mkdirSync(join(bench.dir, 'completion'));
    expect(await bench.completion(bench.owner())).toMatchObject({ outcome: 'never_spawned' });
  });
});
