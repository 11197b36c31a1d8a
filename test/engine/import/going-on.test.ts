import { describe, expect, it } from 'vitest';
import { World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { baseline, task } from '../../support/earlier/files.ts';
import { BASE, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';

async function ticks(disk: SimDisk, world: World, count: number): Promise<string[]> {
  const { runtime } = opened(disk, world);
  const did: string[] = [];
  for (let n = 0; n < count; n += 1) did.push((await runtime.tick({ wait_ms: 0 })).did);
  return did;
}

const nodesOf = (world: World) => world.requests.map(({ node }) => node.node_id);

describe('after an import', () => {
  it.each([
    'queued, paused by its operator',
    'stopped while governance had paused it',
    'a pause waits in the mailbox',
  ] as const)('nothing is spent against a pause: %s', async (name) => {
    const disk = earlierDisk(SCENES[name]);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 3);
    expect(nodesOf(world)).toEqual([]);
    const { runtime } = opened(disk, world);
    await runtime.control({ name: 'resume', all: true });
    await ticks(disk, world, 1);
    expect(nodesOf(world)).toHaveLength(1);
  });

  it('a run goes on where it was, and its finished stage is not run again', async () => {
    const disk = earlierDisk(SCENES['planner done, manager next']);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 80);
    const own = world.requests.filter(({ work }) => work?.id === 'gate');
    expect(own.map(({ node }) => node.node_id)).toEqual(['manager']);
    const { runtime } = opened(disk, world);
    expect(runtime.status().closed_roots).toBe(1);
    const [last] = runtime.runs(20).slice(-1);
    expect(last).toMatchObject({
      run_id: 'run-00000000000000000000000000000a',
      status: 'complete',
      stages: 2,
    });
  });

  it('the outcome of a stage that nobody had followed is followed, once', async () => {
    const disk = earlierDisk(SCENES['updater done, not yet applied']);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 1);
    expect(nodesOf(world)).toEqual(['arbiter']);
  });

  it('a judgement that nobody had followed closes its lineage', async () => {
    const disk = earlierDisk(SCENES['arbiter done, not yet applied']);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 2);
    expect(nodesOf(world)).toEqual([]);
    expect(opened(disk, world).runtime.status().closed_roots).toBe(1);
    const { latest_report_path } = JSON.parse(
      new TextDecoder().decode(disk.read(`${BASE}/arbiter/targets/gate.json`) ?? undefined),
    );
    const report = disk.read(`${ROOT}/${latest_report_path}`);
    expect(new TextDecoder().decode(report ?? undefined)).toBe('All hinges are quiet.\n');
  });

  it('what was killed is built again, and nothing before it', async () => {
    const disk = earlierDisk(SCENES['killed while the builder ran']);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 1);
    expect(nodesOf(world)).toEqual(['builder']);
    expect(world.requests[0]?.work?.id).toBe('t-one');
  });

  it('parked work is superseded by what was planned instead, and its lineage closes', async () => {
    const disk = earlierDisk(SCENES['planned anew after a handoff']);
    const world = new World();
    imports(disk, world).apply();
    await ticks(disk, world, 60);
    const { runtime } = opened(disk, world);
    const { queues, closed_roots } = runtime.status();
    expect(closed_roots).toBe(1);
    expect(queues.task).toMatchObject({ blocked: 0, superseded: 1 });
  });

  it('a blocked task says why, and can be tried again', async () => {
    const disk = earlierDisk(SCENES['blocked, a dependent waits']);
    const world = new World();
    imports(disk, world).apply();
    const { runtime } = opened(disk, world);
    await runtime.control({ name: 'desire', running: false });
    expect(
      JSON.stringify(runtime.why({ subject: 'task/t-one', before_seq: null, limit: 20, at: null })),
    ).toContain('hinge_rusted');
    await runtime.control({ name: 'requeue', item: 'task/t-one', reason: 'oiled' });
    await ticks(disk, world, 1);
    expect(nodesOf(world)).toEqual(['builder']);
  });
});

it('takes a few steps of the disk for each document, however many there are', () => {
  const stepsWith = (count: number) => {
    const many = Array.from({ length: count }, (_, n) => `t-${String(n).padStart(4, '0')}`);
    const files = Object.fromEntries(many.map((id) => [`tasks/done/${id}.md`, task(id)]));
    const disk = earlierDisk({ ...baseline(), ...files });
    imports(disk).apply();
    return disk.steps;
  };
  expect((stepsWith(300) - stepsWith(100)) / 200).toBeLessThan(3);
});
