import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { attempts } from '../support/keeper/attempt.ts';
import { keeperPid, places, readText, ready, spares } from '../support/keeper/spares.ts';

const attempt = attempts();

describe('a spare keeper', () => {
  attempt('runs the attempt that it is told, and leaves nothing behind', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    const body = `echo "$SECRET" >"${bench.base}/secret"\nexit 5`;
    bench.dispatch(owner, bench.harness(body, { env_pass: ['SECRET'] }));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 5, by: 'first' });
    expect(keeperPid(bench)).toBe(pid);
    expect(readFileSync(join(bench.base, 'secret'), 'utf8')).toBe('of the owner\n');
    expect(places(bench)).toEqual([]);
    expect(readdirSync(bench.dir).sort()).toEqual([
      'claim',
      'completion',
      'exit.5',
      'exit.reserve',
      'in',
      'out',
      'prompt.md',
      'request.json',
      'spawning',
      'stderr',
      'stdout',
    ]);
    await bench.until(() => spares(bench).length === 0);
  });
  attempt('knows nothing of its owner before it is told', async (bench) => {
    const owner = bench.owner();
    await ready(bench, owner);
    const names = spares(bench)[0]?.env.map((entry) => entry.replace(/=.*/, ''));
    expect(names?.sort()).toEqual(['MILLRACE_KEEPER', 'PATH']);
    owner.standDown();
  });
  attempt('opens its log when it has an attempt', async (bench) => {
    const owner = bench.owner();
    await ready(bench, owner);
    bench.dispatch(owner, bench.harness(`echo '{}' >"${bench.dir}/completion"`));
    await bench.completion(owner);
    expect(readText(bench.dir, 'keeper.log')).toMatch(/^somebody else wrote a completion/);
  });
  attempt('ends what escaped, though it is older than all of it', async (bench) => {
    const owner = bench.owner();
    await ready(bench, owner);
    bench.dispatch(owner, bench.harness('nohup setsid sleep 60 >/dev/null 2>&1 &\nexit 2'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 2, swept: 1 });
  });
  attempt('is one, and an attempt at the same moment takes the ordinary way', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    owner.ready();
    expect(spares(bench).map((one) => one.pid)).toEqual([pid]);
    const second = `${bench.id}-second`;
    owner.prepare({ ...bench.harness('exit 1'), attempt: second }, new Map());
    bench.dispatch(owner, bench.harness('exit 1'));
    owner.spawn(second);
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 1 });
    await bench.until(() => owner.look(second).row === 'completed');
    expect(keeperPid(bench)).toBe(pid);
    expect(readText(bench.dir, `../${second}/claim`)).not.toContain(`"pid":${pid},`);
  });
  attempt('of another release is not used, and the stage runs all the same', async (bench) => {
    const owner = bench.owner({}, {}, 'the next release');
    const pid = await ready(bench, owner);
    bench.dispatch(owner, bench.harness('exit 3'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 3, by: 'first' });
    expect(keeperPid(bench)).not.toBe(pid);
    expect(places(bench)).toEqual([]);
  });
  attempt('that claims after the attempt was voided runs nothing', async (bench) => {
    const first = bench.owner({ SPARE_FAULT: 'pause:before-claim:500' });
    await ready(bench, first);
    bench.dispatch(first, bench.harness(''));
    expect(bench.owner().look(bench.id)).toEqual({ row: 'void' });
    await bench.until(() => spares(bench).length === 0);
    expect(bench.log()).toEqual([]);
    expect(first.look(bench.id)).toEqual({ row: 'void' });
  });
  attempt('ends when nothing runs', async (bench) => {
    const owner = bench.owner();
    await ready(bench, owner);
    owner.standDown();
    await bench.until(() => spares(bench).length === 0 && places(bench).length === 0);
    await ready(bench, owner);
    owner.standDown();
    await bench.until(() => spares(bench).length === 0);
  });
  attempt('that cannot live is not made for ever', async (bench) => {
    const owner = bench.owner({ SPARE_FAULT: 'die:spare-ready' });
    const made = new Set<string | undefined>();
    const again = () => {
      owner.ready();
      return made.add(places(bench)[0]).size;
    };
    await bench.until(() => again() === 3);
    await bench.until(() => spares(bench).length === 0);
    for (let time = 0; time < 10; time += 1) {
      expect(again()).toBe(3);
      await bench.clock.sleep(20);
    }
    bench.dispatch(owner, bench.harness('exit 4'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 4 });
  });
  attempt('leaves a folder when it is killed, which the next one removes', async (bench) => {
    const owner = bench.owner();
    const pid = await ready(bench, owner);
    const [left = ''] = places(bench);
    mkdirSync(join(bench.attempts, '.spare', 'of somebody else'));
    process.kill(pid, 'SIGKILL');
    await bench.until(() => spares(bench).length === 0);
    await bench.until(() => {
      owner.ready();
      return spares(bench).length === 1;
    });
    expect(places(bench)).not.toContain(left);
    expect(places(bench)).toContain(join(bench.attempts, '.spare', 'of somebody else'));
    owner.standDown();
  });
  attempt('is done without where its folder cannot be made', async (bench) => {
    const owner = bench.owner();
    writeFileSync(join(bench.attempts, '.spare'), 'a file of somebody else');
    owner.ready();
    expect(spares(bench)).toEqual([]);
    bench.dispatch(owner, bench.harness('exit 4'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 4 });
  });
  attempt('goes on where its folder was deleted', async (bench) => {
    const owner = bench.owner();
    await ready(bench, owner);
    rmSync(join(bench.attempts, '.spare'), { recursive: true });
    bench.dispatch(owner, bench.harness('exit 4'));
    expect(await bench.completion(owner)).toMatchObject({ exit_code: 4, by: 'first' });
  });
});
