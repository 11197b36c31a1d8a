import { expect, it } from 'vitest';
import { task } from '../../src/sim/shipped-player.ts';
import type { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { type Ending, play, playerOf, type Script, scene, standing } from './support/play.ts';

const KIT = `${ROOT}/millrace-agents`;
const PACKET = 'recon/packets/probe-slow.md';
const PROBE = '# Why is the export slow?\n\nProbe-ID: probe-slow\n\nIt takes a minute.\n';
const SPEC = [
  '# A fast export',
  '',
  'Spec-ID: spec-export',
  'Summary: The export is fast.',
  'Source-Type: probe',
  '',
  ...['Goals:', '- It is fast.', ''],
  ...['Constraints:', '- No new dependency.', ''],
  ...['Acceptance:', '- It takes a second.', '- It says how long it took.', ''],
  ...['References:', `- millrace-agents/${PACKET}`, ''],
].join('\n');

const toExecution: Ending = {
  outcome: 'RECON_TO_EXECUTION',
  work: { 'task-export.md': task('task-export') },
};
const toPlanning: Ending = { outcome: 'RECON_TO_PLANNING', work: { 'spec-export.md': SPEC } };
/** Its constraint is part of the contract, too. */
const covering = task('task-fast').replace('- A2\n', '- A2\n- C1\n');
const recon = (...endings: readonly [Ending, ...Ending[]]): Script => ({
  recon: endings,
  manager: [{ outcome: 'MANAGER_COMPLETE', work: { 'task-fast.md': covering } }],
  arbiter: [{ outcome: 'ARBITER_COMPLETE' }],
});

async function probed(script: Script) {
  const one = scene('default_offline_recon', script);
  await one.runtime.admit({ family: 'probe', text: PROBE, channel: 'test' });
  return { ...one, story: await play(one.runtime) };
}

it('hands a small request to execution as a task', async () => {
  const { runtime, story } = await probed(recon(toExecution));
  expect(story).toEqual([
    'recon RECON_TO_EXECUTION -> end:recon_to_execution',
    'builder BUILDER_COMPLETE -> checker',
    'checker CHECKER_PASS -> updater',
    'updater UPDATE_COMPLETE -> end:update_complete',
  ]);
  expect(standing(runtime)).toEqual({ 'probe/probe-slow': 'done', 'task/task-export': 'done' });
  expect(runtime.status()).toMatchObject({ condition: 'idle', blockers: [] });
});

it('hands a large one to planning as a root spec, which gets the packet and is brought to closure', async () => {
  const { runtime, story, disk, world } = await probed(recon(toPlanning));
  expect([story[0], story[1], story.at(-1)]).toEqual([
    'recon RECON_TO_PLANNING -> end:recon_to_planning',
    'planner PLANNER_COMPLETE -> manager',
    'arbiter ARBITER_COMPLETE -> end:arbiter_complete',
  ]);
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  const spec = new TextDecoder().decode(disk.read(`${KIT}/specs/done/spec-export.md`) ?? undefined);
  expect(spec).toContain('Source-Type: probe\nSource-ID: probe-slow\n');
  const planner = world.requests.find(({ node }) => node.node_id === 'planner');
  const copies = `${KIT}/attempts/${planner?.attempt.attempt_id}/in/evidence`;
  expect((disk.list(copies) ?? []).map(({ name }) => name)).toEqual([
    '01-probe-slow.md',
    'index.md',
  ]);
});

it('closes a question with its findings, which show names', async () => {
  const { runtime, story, disk } = await probed(recon({ outcome: 'RECON_NOOP' }));
  expect(story).toEqual(['recon RECON_NOOP -> end:recon_noop']);
  const view = runtime.show('probe/probe-slow');
  expect(view).toMatchObject({
    about: { state: 'done' },
    last: { outcome: 'RECON_NOOP', artifacts: { recon_packet: `millrace-agents/${PACKET}` } },
    blockers: [],
  });
  expect(disk.read(`${KIT}/${PACKET}`)).not.toBeNull();
  expect(runtime.status().condition).toBe('idle');
});

it('lies blocked where nothing can be chosen, and goes on once somebody says so', async () => {
  const { runtime, story } = await probed(recon({ outcome: 'RECON_BLOCKED' }, toExecution));
  expect(story).toEqual(['recon RECON_BLOCKED -> end:recon_blocked']);
  expect(runtime.status().blockers).toMatchObject([{ kind: 'blocked' }]);
  await runtime.control({ name: 'requeue', item: 'probe/probe-slow', reason: 'it was said' });
  expect((await play(runtime))[0]).toBe('recon RECON_TO_EXECUTION -> end:recon_to_execution');
});

it('looks once more after a look that failed, and no more than that', async () => {
  const failed = { outcome: 'BLOCKED' };
  const again = await probed(recon(failed, { outcome: 'RECON_NOOP' }));
  expect(again.story).toEqual(['recon BLOCKED -> recon', 'recon RECON_NOOP -> end:recon_noop']);
  const never = await probed(recon(failed));
  expect(never.story).toEqual(['recon BLOCKED -> recon', 'recon BLOCKED -> end:recon_blocked']);
  expect(standing(never.runtime)).toEqual({ 'probe/probe-slow': 'blocked' });
});

const spare = { 'task-spare.md': task('task-spare') };
const needed = 'RECON_TO_PLANNING needs at least one spec in out/work/';
it.each<[string, Ending, readonly string[]]>([
  ['hands over nothing', { outcome: 'RECON_TO_PLANNING' }, [needed]],
  [
    'hands over a document of the other kind',
    { outcome: 'RECON_TO_PLANNING', work: spare },
    [
      needed,
      expect.stringContaining('takes no task in out/work/, and there is out/work/task-spare.md'),
    ],
  ],
  [
    'hands over two',
    { outcome: 'RECON_TO_EXECUTION', work: { ...toExecution.work, ...spare } },
    [expect.stringContaining('RECON_TO_EXECUTION takes only one task in out/work/')],
  ],
  [
    'finds nothing to do and hands work over',
    { outcome: 'RECON_NOOP', work: spare },
    [expect.stringContaining('RECON_NOOP takes no task')],
  ],
])('sends a result back that %s, with what is wrong', async (_, ending, errors) => {
  const { world, runtime } = scene('default_offline_recon', recon(ending));
  await runtime.admit({ family: 'probe', text: PROBE, channel: 'test' });
  expect(await play(runtime)).toEqual([
    'recon BLOCKED -> recon',
    'recon BLOCKED -> end:recon_blocked',
  ]);
  expect(standing(runtime)).toEqual({ 'probe/probe-slow': 'blocked' });
  expect(world.requests[1]?.attempt.retry).toEqual({ kind: 'contract', errors });
});

it('waits behind the spec that is worked on, and status says so', async () => {
  const { runtime } = scene('default_offline_recon', recon({ outcome: 'RECON_NOOP' }));
  const spec =
    '# Subtract\n\nIt shall subtract.\n\n## Acceptance\n\n- 5 less 3 is 2\n- It says so\n';
  await runtime.admit({ family: 'spec', text: spec, channel: 'test' });
  await runtime.tick({ wait_ms: 0 });
  await runtime.admit({ family: 'probe', text: PROBE, channel: 'test' });
  expect(runtime.status().closure).toMatchObject({
    deferred: 1,
    deferred_first: ['probe/probe-slow'],
  });
  const asked = { subject: 'probe/probe-slow', at: null, before_seq: null, limit: 1 };
  expect(runtime.why(asked).stands).toEqual([
    'probe/probe-slow is queue after 0 stages, waits behind spec-subtract: Why is the export slow?',
  ]);
  const story = await play(runtime);
  expect(story.at(-2)).toBe('arbiter ARBITER_COMPLETE -> end:arbiter_complete');
  expect(story.at(-1)).toBe('recon RECON_NOOP -> end:recon_noop');
});

it('hands on one spec, whole, whenever the runtime is killed', async () => {
  const script = recon(toPlanning);
  const { disk, world, runtime } = scene('default_offline_recon', script);
  await runtime.admit({ family: 'probe', text: PROBE, channel: 'test' });
  await runtime.tick({ wait_ms: 0 });
  runtime.close();
  const image = disk.killImage();
  const open = (on: SimDisk, of: World) => openSim(on, of, playerOf(script)).runtime;
  const whole = new SimDisk(image);
  await open(whole, world.clone()).tick({ wait_ms: 0 });
  const { steps } = whole;
  const expected = await handedOn(open(whole, world.clone()), whole);
  for (let step = 1; step <= steps; step += 2) {
    const crashing = new SimDisk(image, { crash_at: step, torn: 0.5 });
    const killed = world.clone();
    await open(crashing, killed)
      .tick({ wait_ms: 0 })
      .catch(() => undefined);
    const left = new SimDisk(crashing.killImage());
    expect([step, await handedOn(open(left, killed), left)]).toEqual([step, expected]);
  }
  expect(steps).toBeGreaterThan(20);
});

/** Once the first stage of the spec has ended: what there is, and how many stages ran. */
async function handedOn(runtime: ReturnType<typeof openSim>['runtime'], disk: SimDisk) {
  let node: string | undefined;
  for (let tick = 0; node !== 'planner' && tick < 4; tick += 1) {
    node = (await runtime.tick({ wait_ms: 0 })).applied?.node;
  }
  const packet = disk.read(`${KIT}/${PACKET}`)?.length ?? 0;
  return [node, standing(runtime), packet > 0, runtime.status().totals.stages];
}
