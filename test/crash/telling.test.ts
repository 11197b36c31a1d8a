import { expect, it } from 'vitest';
import { start } from '../../src/prove/sim/machine.ts';
import {
  type Telling,
  toldAfterKill,
  toldAfterPowerLoss,
  toldBy,
} from '../../src/prove/sim/notifications.ts';
import { TRIES_MAX } from '../../src/runtime/engine/notify/delivery-cursor.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { SimSinks } from '../../src/sim/sim-sinks.ts';
import { campaign } from '../support/campaign.ts';

/** The call of the shipped campaign that closes it, and what it tells. */
async function closing(): Promise<Telling & Awaited<ReturnType<typeof toldBy>>> {
  const golden = await campaign();
  for (let op = golden.boundaries.length - 2; op > 0; op -= 1) {
    const told = await toldBy({ golden, op });
    if (told.ids.length > 0) return { golden, op, ...told };
  }
  throw new Error('nothing was told');
}

/** Every step that has to do with telling, and every `every`th of the others. */
function steps({ log }: Pick<Awaited<ReturnType<typeof closing>>, 'log'>, every: number): number[] {
  const all = [...log.keys()].map((at) => at + 1);
  return all.filter((at) => at % every === 0 || log[at - 1]?.path.includes('/state/outbox'));
}

it('tells what was decided after a kill at any disk step, once or twice', async () => {
  const one = await closing();
  const points = steps(one, 3);
  expect(points.length).toBeGreaterThan(20);
  for (const crash_at of points) {
    const torn = one.log[crash_at - 1]?.call === 'write' ? { torn: 0.5 } : {};
    const problem = await toldAfterKill(one, one.ids, { crash_at, ...torn });
    expect([crash_at, problem]).toEqual([crash_at, null]);
  }
});

it('tells it after a power loss at any disk step', async () => {
  const one = await closing();
  for (const crash_at of steps(one, 10)) {
    const problem = await toldAfterPowerLoss(one, one.ids, { crash_at }, 2);
    expect([crash_at, problem]).toEqual([crash_at, null]);
  }
});

it('tells nothing endlessly, whoever dies of it', async () => {
  const { golden, op, ids } = await closing();
  const before = golden.boundaries[op];
  if (before === undefined) throw new Error('there is no such call');
  const disk = new SimDisk(before.image);
  const world = before.world.clone();
  const sinks = new SimSinks();
  sinks.answer = () => {
    throw new SimCrash('the process dies while it tells');
  };
  for (let call = 0; call < 2 * TRIES_MAX; call += 1) {
    const client = start({ disk, world, player: golden.story.player, sinks });
    const told = golden.story.perform(client, op + call, false);
    await told.catch((error) => expect(error).toBeInstanceOf(SimCrash));
    client.runtime.close();
  }
  expect(sinks.ids()).toEqual(Array.from({ length: TRIES_MAX }, () => ids[0]));
  expect(sinks.lines).toHaveLength(1);
  expect(sinks.lines[0]).toContain(ids[0]);
});
