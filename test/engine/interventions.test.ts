import { expect, it } from 'vitest';
import { nextStep } from '../../src/operations/support/step.ts';
import { done, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { finish, firstRuns, handOver, Machine, type Opened, retire } from './support/process.ts';

/** A machine on which the first stage runs on, and does not obey at once. */
async function running(obeys = false): Promise<{ machine: Machine; one: Opened; attempt: string }> {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  one.attempts.obeys = obeys;
  await handOver(one);
  const tick = await one.runtime.tick({ wait_ms: 0 });
  return { machine, one, attempt: tick.stage?.attempt_id ?? '' };
}

function late({ machine, one, attempt }: Awaited<ReturnType<typeof running>>, usage?: object) {
  const [request] = machine.world.requests;
  if (request === undefined) throw new Error('no stage runs');
  const result = done('PLANNER_COMPLETE', request);
  const out =
    usage === undefined ? result.out : { ...result.out, 'usage.json': JSON.stringify(usage) };
  one.attempts.finish(attempt, { ...result, ...(out === undefined ? {} : { out }) });
}

const USAGE = {
  input_tokens: 70,
  cached_input_tokens: 0,
  output_tokens: 30,
  thinking_tokens: 0,
  total_tokens: 100,
};

it('starts nothing while it is paused, and goes on afterwards', async () => {
  const one = new Machine().open();
  await handOver(one);
  const pause = { name: 'pause', reason: 'lunch' } as const;
  expect(await one.runtime.control(pause)).toMatchObject({ applied: true, through: 'direct' });
  expect(await one.runtime.control(pause)).toMatchObject({ applied: false });
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'paused' });
  expect(one.runtime.status()).toMatchObject({
    condition: 'paused',
    outlook: { kind: 'paused', source: 'operator', reason: 'lunch', ends: 'resume' },
  });
  expect(await one.runtime.control({ name: 'resume', all: false })).toMatchObject({
    applied: true,
  });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('pauses one plane, which status says, and names what lifts it', async () => {
  const one = new Machine().open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const pause = { name: 'pause', reason: 'no edits', plane: 'planning' } as const;
  expect((await one.runtime.control(pause)).detail).toMatch(
    /^the plane planning is paused; .*; run-\S+ has begun and keeps its place, so what may not/,
  );
  expect(await one.runtime.control(pause)).toMatchObject({ applied: false });
  await one.runtime.tick({ wait_ms: 0 });
  const status = one.runtime.status();
  expect(status).toMatchObject({
    condition: 'paused',
    outlook: { kind: 'paused', source: 'operator:planning', plane: 'planning', ends: 'resume' },
    pauses: [{ source: 'operator:planning', reason: 'no edits', plane: 'planning', until: null }],
  });
  expect(nextStep(status).call).toEqual({ operation: 'resume', input: { scope: 'planning' } });
  await expect(one.runtime.control({ ...pause, plane: 'plan' })).rejects.toMatchObject({
    code: 'input_invalid',
    facts: { expected: 'one of execution, planning' },
  });
  const resume = { name: 'resume', all: false, plane: 'planning' } as const;
  expect(await one.runtime.control(resume)).toMatchObject({ applied: true });
  expect(await one.runtime.control(resume)).toMatchObject({ applied: false });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('takes in the result of a stage that ends during a pause, and starts nothing after it', async () => {
  const found = await running();
  await found.one.runtime.control({ name: 'pause', reason: 'lunch' });
  late(found);
  expect(await found.one.runtime.tick({ wait_ms: 0 })).toMatchObject({
    did: 'applied',
    applied: { outcome: 'PLANNER_COMPLETE', goes_to: 'manager' },
  });
  expect(await found.one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'paused' });
  expect(found.machine.world.spawned.size).toBe(1);
});

it('archives the late result of a stage that was taken away, and starts nothing before its end', async () => {
  const found = await running();
  const { machine, one, attempt } = found;
  expect(await one.runtime.control(retire('queue'))).toMatchObject({
    applied: true,
    detail: `${attempt} is fenced and asked to end; when it has, its work goes back to the queue`,
  });
  expect(one.attempts.cancelled).toEqual([attempt]);
  for (const _ of [1, 2, 3]) {
    expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'running' });
  }
  expect([...machine.world.spawned.keys()]).toEqual([attempt]);
  expect(one.runtime.status().queues.spec).toMatchObject({ active: 1, queue: 0 });

  late(found, USAGE);
  await finish(one);
  const events = machine.events();
  const stale = events.findIndex(({ event_type }) => event_type === 'stale_result_archived');
  const next = events.findIndex(
    ({ event_type, data }, at) => at > stale && event_type === 'stage_started' && data.node_id,
  );
  expect(events[stale]?.data).toMatchObject({ attempt, folder: `attempts/${attempt}` });
  expect(next).toBeGreaterThan(stale);
  expect(one.runtime.status()).toMatchObject({
    condition: 'idle',
    closed_roots: 1,
    totals: { stages: 24, total_tokens: 100 },
  });
  expect([...machine.world.spawned.values()].every((times) => times === 1)).toBe(true);
});

it('is the same when another process finds the fence', async () => {
  const found = await running();
  await found.one.runtime.control(retire('queue'));
  late(found);
  const other = found.machine.open();
  await finish(other);
  expect(other.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});

it('runs the same stage again, told that an operator ended the attempt before', async () => {
  const { machine, one, attempt } = await running(true);
  await one.runtime.control(retire('again'));
  await one.runtime.tick({ wait_ms: 0 });
  const [first, second] = machine.world.requests;
  expect(second?.request_id).toBe(first?.request_id);
  expect(second?.attempt).toMatchObject({
    ordinal: 2,
    retry: { kind: 'operator', errors: ['it went astray'] },
  });
  expect([...machine.world.spawned.keys()][0]).toBe(attempt);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});

it('blocks the work of a cancelled stage until it is retried, with its attempts anew', async () => {
  const { one } = await running(true);
  await one.runtime.control(retire('blocked'));
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'waiting' });
  const status = one.runtime.status();
  expect(status).toMatchObject({ condition: 'blocked', queues: { spec: { blocked: 1 } } });
  expect(status.outlook).toMatchObject({
    kind: 'blocked',
    about: { item: 'spec/spec-add-a-subtract-function', state: 'blocked' },
  });
  const [key] = ['spec-add-a-subtract-function'];
  const requeue = { name: 'requeue', item: key ?? '', reason: 'mended' } as const;
  expect(await one.runtime.control(requeue)).toMatchObject({
    applied: true,
    detail: `spec/${key} is back in its queue`,
  });
  await expect(one.runtime.control(requeue)).rejects.toMatchObject({ code: 'input_invalid' });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});

it('names the runs when it is not clear which is meant', async () => {
  const { one } = await running();
  const [run] = one.runtime.status().active;
  await expect(one.runtime.control(retire('queue', 'run-x'))).rejects.toMatchObject({
    code: 'run_not_found',
    facts: { expected: `one of ${run?.run_id} (planning)` },
  });
  const elsewhere = { ...retire('queue'), plane: 'execution' };
  await expect(one.runtime.control(elsewhere)).rejects.toMatchObject({ code: 'run_not_found' });
  const here = { ...retire('queue'), plane: 'planning' };
  expect(await one.runtime.control(here)).toMatchObject({ runs: [run?.run_id] });
});

it('puts all active work back and lifts all pauses', async () => {
  const { one } = await running(true);
  await one.runtime.control({ name: 'pause', reason: 'lunch' });
  const clear = { name: 'clear', reason: 'start over', force: false } as const;
  const [run] = one.runtime.status().active;
  expect(await one.runtime.control(clear)).toMatchObject({ applied: true, runs: [run?.run_id] });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, pauses: [] });
  expect(await one.runtime.control(clear)).toMatchObject({ applied: false });
});

it('gives up a stage that nobody can judge only when it is forced to, and records who said so', async () => {
  const { machine, one, attempt } = await running(true);
  one.attempts.found = { row: 'not_judgeable', why: 'the claim is of another machine' };
  const clear = { name: 'clear', reason: 'that machine is gone', force: false } as const;
  await one.runtime.control(clear);
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({
    did: 'running',
    recovered: ['the claim is of another machine'],
  });
  const forced = await one.runtime.control({ ...clear, force: true });
  expect(forced.detail).toContain('1 of them given up unjudged');
  one.attempts.found = null;
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(machine.events().map(({ event_type }) => event_type)).toContain(
    'attempt_given_up_by_force',
  );
  expect(machine.world.spawned.get(attempt)).toBe(1);
});

it('blocks no judgement, but starts one over when it is asked to', async () => {
  const machine = new Machine(undefined, (request, world) => {
    const judged = world.requests.filter(({ request_kind }) => request_kind === 'closure_target');
    return judged.length === 1 && judged[0] === request ? null : shippedPlayer(request, world);
  });
  const one = machine.open();
  await handOver(one);
  const judges = () => one.runtime.status().active.some(({ work }) => work === null);
  for (let tick = 0; tick < 80 && !judges(); tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().active).toMatchObject([{ node: 'arbiter', work: null }]);
  await expect(one.runtime.control(retire('blocked'))).rejects.toMatchObject({
    code: 'input_invalid',
  });
  expect(await one.runtime.control(retire('queue'))).toMatchObject({ applied: true });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});
