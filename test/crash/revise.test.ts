import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../src/runtime/api/index.ts';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
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
  'amend whole': {
    name: 'amend',
    work: ROOT_SPEC,
    items: [],
    document: '# It\n\nWords.\n\nAcceptance:\n- subtract(5, 3) is 2\n- one more\n',
    reason: 'so',
    version: 1,
    is_person: true,
  },
  close_as_is: { name: 'waive', work: ROOT_SPEC, item: 'all', reason: 'so', is_person: true },
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

it.each(Object.entries(DECISIONS))(
  'makes %s once, whenever it is killed',
  async (name, command) => {
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
      const rule = name.split(' ')[0] ?? '';
      const made = rows.filter(({ rules }) => rules.includes(rule));
      expect([step, made.length]).toEqual([step, 1]);
    }
  },
);

const SPEC_FILE = `${ROOT}/millrace-agents/specs/queue/${ROOT_SPEC}.md`;

/** What somebody does to the file of a spec that is queued, and the rule by which that is taken. */
const BY_HAND: Readonly<Record<string, (disk: SimDisk) => void>> = {
  edited_by_hand: (disk) => {
    const text = new TextDecoder().decode(disk.read(SPEC_FILE) ?? new Uint8Array());
    disk.plant(SPEC_FILE, text.replace('is 2', 'is two'));
  },
  deleted_by_hand: (disk) => disk.remove(SPEC_FILE),
};

it.each(Object.entries(BY_HAND))(
  'takes what was %s once, whenever it is killed',
  async (rule, act) => {
    const disk = freshDisk('default_offline');
    const { runtime } = openSim(disk, new World(), shippedPlayer);
    await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
    runtime.close();
    act(disk);
    const image = disk.killImage();
    const right = new SimDisk(image);
    await openSim(right, new World(), shippedPlayer).runtime.tick({ wait_ms: 0 });
    expect(right.steps).toBeGreaterThan(10);
    for (let step = 1; step <= right.steps; step += 1) {
      const crashing = new SimDisk(image, { crash_at: step });
      const world = new World();
      const first = openSim(crashing, world, shippedPlayer).runtime;
      await first.tick({ wait_ms: 0 }).catch(() => undefined);
      const after = openSim(new SimDisk(crashing.killImage()), world, shippedPlayer).runtime;
      for (let tick = 0; tick < 3; tick += 1) await after.tick({ wait_ms: 0 });
      const { rows } = after.why({ subject: ROOT_SPEC, before_seq: null, limit: 200, at: null });
      const taken = rows.filter(({ rules }) => rules.includes(rule)).length;
      expect([step, taken, after.questions().length]).toEqual([
        step,
        1,
        rule.startsWith('d') ? 1 : 0,
      ]);
    }
  },
);
