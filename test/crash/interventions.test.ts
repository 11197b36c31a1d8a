import { expect, it } from 'vitest';
import type { ControlCommand, ReviseCommand } from '../../src/runtime/api/index.ts';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const KEY = 'one-intervention';
const CALLS_MAX = 80;
const GARBAGE = 'millrace-agents/tasks/queue/garbage.md';
const LATER_MS = Date.parse('2026-01-02T00:00:00Z');
const reason = 'so';

type Runtime = ReturnType<typeof openSim>['runtime'];

interface Scene {
  readonly disk: SimDisk;
  readonly world: World;
}

async function scene(
  prepare: (runtime: Runtime, disk: SimDisk) => Promise<unknown>,
): Promise<Scene> {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer, LATER_MS);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  await prepare(runtime, disk);
  runtime.close();
  return { disk, world };
}

/** Its tasks are planned, and the first of them is built. */
async function plan(runtime: Runtime): Promise<void> {
  for (let call = 0; call < CALLS_MAX; call += 1) {
    if (runtime.status().active.some(({ node }) => node === 'builder')) return;
    await runtime.tick({ wait_ms: 0 });
  }
}

async function hand(runtime: Runtime, family: string, fields: string): Promise<void> {
  const text = `# Handed over\n\n${fields}\n\nAcceptance:\n- it holds\n`;
  await runtime.admit({ family, text, channel: 'test' });
}

const TROUBLE = [
  `Root-Spec-ID: ${ROOT_SPEC}`,
  'Source-Stage: builder',
  'Source-Plane: execution',
].join('\n');

const CASES: Readonly<
  Record<
    string,
    [ControlCommand | ReviseCommand, (runtime: Runtime, disk: SimDisk) => Promise<unknown>]
  >
> = {
  supersede: [
    { name: 'supersede', work: 'task-two', replacement: 'task-one', cascade: 'retarget', reason },
    plan,
  ],
  retarget: [{ name: 'retarget', work: 'task-two', from: 'task-one', to: null, reason }, plan],
  archive: [{ name: 'archive', work: 'task-two', reason }, plan],
  resolve: [
    { name: 'resolve', work: 'incident/incident-handed-over', reason },
    (runtime) => hand(runtime, 'incident', TROUBLE),
  ],
  reopen: [
    { name: 'reopen', work: ROOT_SPEC, reason },
    (runtime) => runtime.control({ name: 'withdraw', work: ROOT_SPEC, reason }),
  ],
  repair_lineage: [
    { name: 'repair_lineage', root: ROOT_SPEC, reason },
    async (runtime) => {
      // What it names comes later, so that its lineage cannot be told when it comes.
      await hand(runtime, 'task', 'Parent-Task-ID: task-two');
      await plan(runtime);
    },
  ],
  pause: [{ name: 'pause', plane: 'execution', reason }, plan],
  'archive file': [
    { name: 'archive', work: GARBAGE, reason },
    async (runtime, disk) => {
      disk.plant(`${ROOT}/${GARBAGE}`, 'no title\n');
      await runtime.tick({ wait_ms: 0 });
    },
  ],
};

it.each(Object.entries(CASES))(
  'makes %s once, whenever it is killed',
  async (name, [command, prepare]) => {
    const { disk, world } = await scene(prepare);
    const image = disk.killImage();
    const open = (on: SimDisk) => openSim(on, world.clone(), shippedPlayer, LATER_MS).runtime;
    const right = new SimDisk(image);
    const made = await open(right).control(command, KEY);
    expect(made.applied).toBe(true);
    expect(right.steps).toBeGreaterThan(5);
    for (let step = 1; step <= right.steps; step += 1) {
      const crashing = new SimDisk(image, { crash_at: step });
      await open(crashing)
        .control(command, KEY)
        .catch(() => undefined);
      const after = new SimDisk(crashing.killImage());
      const runtime = open(after);
      const again = await runtime.control(command, KEY);
      // What the next owner took over stands behind it.
      expect([step, again.detail.split('; The last owner')[0]]).toEqual([step, made.detail]);
      expect([step, again.lines]).toEqual([step, made.lines]);
      const asked = { subject: null, before_seq: null, limit: 200, at: null };
      const rule = name.split(' ')[0] ?? '';
      const rows = runtime.why(asked).rows.filter(({ rules }) => rules.includes(rule));
      expect([step, rows.length]).toEqual([step, 1]);
      if (name !== 'archive file') continue;
      await runtime.tick({ wait_ms: 0 });
      expect([step, after.read(`${ROOT}/${GARBAGE}`)]).toEqual([step, null]);
    }
  },
);
