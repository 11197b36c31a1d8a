import { expect, it } from 'vitest';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import { each } from '../engine/support/usage.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const TICKS = 4;
const CONFIG = `[runtime]
default_mode = "default_offline"

[usage_governance]
enabled = true

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 100
`;

const player = each(60);
type Runtime = ReturnType<typeof openSim>['runtime'];

/** What a status says of usage. */
function standing(runtime: Runtime, world: World) {
  const { pauses, totals } = runtime.status();
  const started = [...world.spawned.values()];
  return { pauses, tokens: totals.total_tokens, stages: totals.stages, started };
}

async function work(runtime: Runtime): Promise<void> {
  for (let tick = 0; tick < TICKS; tick += 1) await runtime.tick({ wait_ms: 0 });
}

async function handedOver(): Promise<SimDisk> {
  const disk = freshDisk('default_offline', { 'millrace.toml': CONFIG });
  const { runtime } = openSim(disk, new World(), player);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  runtime.close();
  return disk;
}

/** Kills at each step of the work; whoever comes next ends where nobody was killed. */
async function sweep(disk: SimDisk, world: World, now_ms: number): Promise<number> {
  const image = disk.killImage();
  const right = { disk: new SimDisk(image), world: world.clone() };
  const whole = openSim(right.disk, right.world, player, now_ms).runtime;
  await work(whole);
  const wanted = standing(whole, right.world);
  const { steps } = right.disk;
  for (let step = 1; step <= steps; step += 1) {
    const crashing = new SimDisk(image, { crash_at: step });
    const again = world.clone();
    await work(openSim(crashing, again, player, now_ms).runtime).catch(() => undefined);
    const { runtime } = openSim(new SimDisk(crashing.killImage()), again, player, now_ms);
    await work(runtime);
    expect(standing(runtime, again), `killed before step ${step}`).toEqual(wanted);
  }
  return steps;
}

it('a kill at any step of a pause counts nothing twice, forgets nothing and pauses the same', async () => {
  const disk = await handedOver();
  expect(await sweep(disk, new World(), START_MS)).toBeGreaterThan(50);
});

it('a kill at any step of its end goes on once, at the recorded time', async () => {
  const disk = await handedOver();
  const world = new World();
  world.now = () => START_MS;
  const { runtime } = openSim(disk, world, player);
  await work(runtime);
  expect(runtime.status().pauses).toMatchObject([{ until: '2026-01-02T00:00:00.000Z' }]);
  runtime.close();
  world.now = () => START_MS + DAY_MS;
  expect(await sweep(disk, world, START_MS + DAY_MS)).toBeGreaterThan(50);
});
