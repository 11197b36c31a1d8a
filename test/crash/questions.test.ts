import { expect, it } from 'vitest';
import { done, SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { type Player, World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const TICKS_MAX = 40;
const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');

const QUESTION = {
  question: 'Integers or floats?',
  options: ['integers', 'floats'],
  default: 'floats',
  expires_hours: 1,
};

/** The first planner asks. */
const player: Player = (request, world) => {
  if (request.node.node_id !== 'planner' || world.requests.length > 1) {
    return shippedPlayer(request, world);
  }
  const played = done('BLOCKED', request);
  const result = { ...JSON.parse(played?.out?.['result.json'] ?? '{}'), questions: [QUESTION] };
  return { ...played, out: { ...played?.out, 'result.json': JSON.stringify(result) } };
};

interface Scene {
  readonly disk: SimDisk;
  readonly world: World;
}

type Runtime = ReturnType<typeof openSim>['runtime'];

async function ticks(runtime: Runtime, isDone: () => boolean): Promise<void> {
  for (let tick = 0; tick < TICKS_MAX && !isDone(); tick += 1) await runtime.tick({ wait_ms: 0 });
}

async function scene(until: 'handed over' | 'asked'): Promise<Scene> {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, player);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  if (until === 'asked') await ticks(runtime, () => runtime.questions().length > 0);
  runtime.close();
  return { disk, world };
}

/** Kills at each step of `act`; whoever comes next does it again, and it happened once. */
async function sweep(
  { disk, world }: Scene,
  now_ms: number,
  act: (runtime: Runtime) => Promise<unknown>,
  kind: 'question' | 'answer',
): Promise<number> {
  const image = disk.killImage();
  const right = new SimDisk(image);
  await act(openSim(right, world.clone(), player, now_ms).runtime);
  for (let step = 1; step <= right.steps; step += 1) {
    const crashing = new SimDisk(image, { crash_at: step });
    const again = world.clone();
    await act(openSim(crashing, again, player, now_ms).runtime).catch(() => undefined);
    const after = new SimDisk(crashing.killImage());
    const { runtime } = openSim(after, again, player, now_ms);
    await act(runtime);
    const { rows } = runtime.entries({
      of: 'decisions',
      state: kind,
      root: null,
      after: null,
      limit: 9,
    });
    expect([step, rows.length]).toEqual([step, 1]);
  }
  return right.steps;
}

it('asks once, whenever it is killed', async () => {
  const act = (runtime: Runtime) => ticks(runtime, () => runtime.questions().length > 0);
  expect(await sweep(await scene('handed over'), START_MS, act, 'question')).toBeGreaterThan(10);
});

it('takes an answer once, whenever it is killed', async () => {
  const answer = { name: 'answer', question: 'Q1', text: '1', is_person: false } as const;
  const act = (runtime: Runtime) => runtime.control(answer, 'one-answer');
  expect(await sweep(await scene('asked'), START_MS, act, 'answer')).toBeGreaterThan(10);
});

it('takes a default once, whenever it is killed', async () => {
  const act = (runtime: Runtime) => ticks(runtime, () => runtime.questions().length === 0);
  const later = START_MS + 2 * HOUR_MS;
  expect(await sweep(await scene('asked'), later, act, 'answer')).toBeGreaterThan(10);
});
