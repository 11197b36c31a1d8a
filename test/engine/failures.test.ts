import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { shippedPlayer } from '../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../src/sim/sim-attempts.ts';
import { finish, firstRuns, handOver, loop, Machine } from './support/process.ts';

const MISSING: Played = { stdout: '', outcome: 'never_spawned', reason: 'ENOENT' };
const KILLED: Played = { stdout: '', exit_code: 137 };
const LIMITED: Played = {
  stdout: '',
  stderr: '429 too many requests; retry after 90 seconds',
  exit_code: 1,
};
const BROKEN: Played = { stdout: '', exit_code: 1 };

/** The first attempts end like this, all later ones are played. */
function first(times: number, played: Played): Player {
  return (request, world) =>
    world.requests.length <= times ? played : shippedPlayer(request, world);
}

async function started(player: Player) {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  await handOver(one);
  return { machine, one, tick: () => one.runtime.tick({ wait_ms: 1000 }) };
}

describe('what only a person can mend', () => {
  it('holds everything with a clear text, is tried again by each call, and spends nothing', async () => {
    const { machine, one, tick } = await started(first(3, MISSING));
    for (let call = 1; call <= 3; call += 1) {
      expect(await tick()).toMatchObject({ did: 'paused', applied: null });
      expect(machine.world.requests).toHaveLength(call);
    }
    const { condition, outlook, pauses, totals } = one.runtime.status();
    expect({
      condition,
      totals: totals.stages,
      sources: pauses.map(({ source }) => source),
    }).toEqual({
      condition: 'paused',
      totals: 0,
      sources: ['runner'],
    });
    expect(outlook).toEqual({
      kind: 'paused',
      source: 'runner',
      plane: null,
      reason:
        'The program of the harness or its folder could not be used: ENOENT. ' +
        'Install the harness, or set its command under [runners] in millrace.toml; ' +
        'then call run_once',
      until: null,
      ends: 'mend',
    });
    expect(await tick()).toMatchObject({ did: 'applied', applied: { result_class: 'success' } });
    await finish(one);
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
    expect(new Set(machine.world.requests.slice(0, 4).map((one) => one.request_id)).size).toBe(1);
  });

  it('holds a loop until resume', async () => {
    const { machine, one } = await started(first(1, MISSING));
    const ran = loop(one, (event, { stop }) => {
      if (event.kind === 'idle' && event.did === 'paused') stop.abort();
    });
    await ran.ended;
    expect(one.runtime.status().outlook).toMatchObject({ kind: 'paused', ends: 'mend' });
    await one.runtime.control({ name: 'resume', all: false });
    await loop(machine.open()).ended;
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
  });
});

it('an attempt that was killed from outside is tried again, then counts', async () => {
  const { machine, tick } = await started(first(99, KILLED));
  const { applied } = await tick();
  expect(machine.world.requests).toHaveLength(3);
  expect(applied).toMatchObject({
    failure_class: 'runner_killed',
    result_class: 'recoverable_failure',
  });
});

it('the trouble of a provider rests for as long as it said', async () => {
  const { one, tick } = await started(first(1, LIMITED));
  expect(await tick()).toMatchObject({ did: 'paused' });
  expect(one.runtime.status().pauses).toMatchObject([
    { source: 'provider', reason: 'provider_rate_limited' },
  ]);
  expect(await tick()).toMatchObject({ did: 'paused' });
  one.clock.advance(90_000);
  expect(await tick()).toMatchObject({ did: 'applied', applied: { result_class: 'success' } });
});

it('a failure of its own counts at once', async () => {
  const { tick } = await started(first(1, BROKEN));
  expect((await tick()).applied).toMatchObject({ failure_class: 'runner_non_zero_exit' });
});

it('answers a status for which no descriptor is left with a code', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const { disk } = machine;
  const said = new Set<string>();
  for (let opening = 1; ; opening += 1) {
    const at = disk.openings + opening;
    disk.faults.descriptors = { at };
    try {
      machine.open().runtime.status();
      if (disk.openings < at) break;
    } catch (error) {
      said.add(isMillraceError(error) ? `${error.code}: ${error.facts.next}` : `${error}`);
    }
  }
  expect([...said].map((text) => text.slice(0, 70))).toMatchInlineSnapshot(`
    [
      "disk_failed: end programs that hold many files open, or raise the limi",
    ]
  `);
});
