import { expect, it } from 'vitest';
import type { LoopEvent } from '../../src/runtime/api.ts';
import { Loop } from '../../src/runtime/engine/loop.ts';
import { PlanWatch } from '../../src/runtime/engine/plan-watch.ts';
import { OwnerSession } from '../../src/runtime/engine/session.ts';
import { requireInitialized } from '../../src/runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../sim/shipped-player.ts';
import { World } from '../sim/sim-attempts.ts';
import { freshDisk, openSim, ROOT } from '../sim/sim-workspace.ts';

function loopOn(disk: ReturnType<typeof freshDisk>, world: World, stop_after: number | null) {
  const { ports } = openSim(disk, world, shippedPlayer);
  const layout = requireInitialized(disk, ROOT);
  const session = new OwnerSession(ports, layout, 'loop');
  const attempts = ports.attempts(layout.attempts);
  const parts = { ports, session, attempts, folders: new Map(), watch: new PlanWatch(ports) };
  const events: LoopEvent[] = [];
  const stop = new AbortController();
  const interrupt = new AbortController().signal;
  const watch = (event: LoopEvent) => {
    events.push(event);
    if (event.kind === 'rest' && event.did === 'idle') stop.abort();
  };
  const input = {
    max_ticks: stop_after,
    while_desired: false,
    watch,
    stop: stop.signal,
    interrupt,
  };
  return { loop: new Loop(parts, input), events };
}

it('runs a whole campaign by itself and stops when it is told to', async () => {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  const { loop, events } = loopOn(disk, world, null);
  await loop.run();
  const kinds = events.map((event) => event.kind);
  expect(kinds.filter((kind) => kind === 'applied')).toHaveLength(24);
  expect(kinds.at(-1)).toBe('stopped');
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect([...world.spawned.values()].every((times) => times === 1)).toBe(true);
});

it('ends after the number of ticks it was given, with nothing stranded', async () => {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  const { loop } = loopOn(disk, world, 3);
  await loop.run();
  expect(runtime.status().active.every((stage) => stage.phase === 'waiting')).toBe(true);
  const again = loopOn(disk, world, null);
  await again.loop.run();
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});
