import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../src/runtime/api/index.ts';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const KEY = 'one-decision';
const CALLS_MAX = 80;

const DECISIONS: Readonly<Record<string, ReviseCommand>> = {
  amend: {
    name: 'amend',
    work: ROOT_SPEC,
    items: ['C: No new dependency'],
    reason: 'so',
    version: null,
    is_person: false,
  },
  waive: { name: 'waive', work: ROOT_SPEC, item: 'A2', reason: 'so', is_person: true },
  withdraw: { name: 'withdraw', work: 'task-two', reason: 'so' },
};

/** A workspace whose tasks are planned, while the first of them is built. */
async function planned(): Promise<{ disk: SimDisk; world: World }> {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  for (let call = 0; call < CALLS_MAX; call += 1) {
    if (world.requests.at(-1)?.node.node_id === 'builder') break;
    await runtime.tick({ wait_ms: 0 });
  }
  runtime.close();
  return { disk, world };
}

it.each(Object.entries(DECISIONS))('makes %s once, whenever it is killed', async (_, command) => {
  const { disk, world } = await planned();
  const image = disk.killImage();
  const right = new SimDisk(image);
  const golden = openSim(right, world.clone(), shippedPlayer).runtime;
  const { lines } = await golden.control(command, KEY);
  expect(right.steps).toBeGreaterThan(10);
  for (let step = 1; step <= right.steps; step += 1) {
    const crashing = new SimDisk(image, { crash_at: step });
    const first = openSim(crashing, world.clone(), shippedPlayer).runtime;
    await first.control(command, KEY).catch(() => undefined);
    const after = new SimDisk(crashing.killImage());
    const { runtime } = openSim(after, world.clone(), shippedPlayer);
    expect([step, (await runtime.control(command, KEY)).lines]).toEqual([step, lines]);
    const { rows } = runtime.why({ subject: ROOT_SPEC, before_seq: null, limit: 200, at: null });
    const made = rows.filter(({ rules }) => rules.includes(command.name));
    expect([step, made.length]).toEqual([step, 1]);
  }
});
