import { expect, it } from 'vitest';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const JOURNAL = `${ROOT}/millrace-agents/journal`;
const TICKS_MAX = 120;

async function finish(runtime: ReturnType<typeof openSim>['runtime']) {
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did } = await runtime.tick({ wait_ms: 0 });
    if (did !== 'applied' && did !== 'running') break;
  }
  return runtime.status();
}

/** Runs a campaign, loses the journal under the process, which goes on for a tick; another one finishes. */
async function loseUnderOwner(ticks: number) {
  const disk = freshDisk('default_offline');
  const world = new World();
  const first = openSim(disk, world, shippedPlayer).runtime;
  await first.admit({ family: 'spec', text: SPEC, channel: 'test' });
  for (let tick = 0; tick < ticks; tick += 1) await first.tick({ wait_ms: 0 });
  disk.remove(JOURNAL);
  const { recovered } = await first.tick({ wait_ms: 0 });
  first.close();
  return { recovered, status: await finish(openSim(disk, world, shippedPlayer).runtime) };
}

/** Runs a campaign, loses the journal after so many ticks with no process alive, and goes on. */
async function loseAfter(ticks: number) {
  const disk = freshDisk('default_offline');
  const world = new World();
  const first = openSim(disk, world, shippedPlayer).runtime;
  await first.admit({ family: 'spec', text: SPEC, channel: 'test' });
  for (let tick = 0; tick < ticks; tick += 1) await first.tick({ wait_ms: 0 });
  first.close();
  disk.remove(JOURNAL);
  const { runtime } = openSim(disk, world, shippedPlayer);
  const { recovered } = await runtime.tick({ wait_ms: 0 });
  return { recovered, status: await finish(runtime) };
}

it.each([
  ['among the first tasks', 6, 'task', { done: 3, superseded: 1 }],
  ['after an item was superseded', 36, 'task', { done: 3, superseded: 1 }],
  ['after everything', 60, 'spec', { done: 1 }],
])('a journal lost %s still ends in closure', async (_, ticks, family, queue) => {
  const { recovered, status } = await loseAfter(ticks);
  expect(recovered[0]).toContain('taken in from their folders');
  expect(status).toMatchObject({
    condition: 'idle',
    closed_roots: 1,
    queues: { [family]: queue },
    blockers: [],
  });
});

it('says that work is blocked when the journal that knew its substitute is lost', async () => {
  const { status } = await loseAfter(24);
  expect(status).toMatchObject({ condition: 'blocked', closed_roots: 0 });
});

it.each([1, 6, 9, 21, 24, 35, 47])(
  'another process goes on when the journal came back from memory at tick %i',
  async (ticks) => {
    const { recovered, status } = await loseUnderOwner(ticks);
    expect(recovered).toEqual([expect.stringContaining('rebuilt from memory')]);
    expect(status).toMatchObject({
      condition: 'idle',
      closed_roots: 1,
      queues: { task: { done: 3, superseded: 1 }, incident: { done: 2 } },
      totals: { stages: 24 },
    });
  },
);
