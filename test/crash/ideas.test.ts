import { expect, it } from 'vitest';
import { shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const NAMES = ['a.md', 'b.md', 'c.md'];
const idea = (of: string) => `# ${of}\n\nDone when: ${of} is there\n`;

type Runtime = ReturnType<typeof openSim>['runtime'];

const tick = (runtime: Runtime) => runtime.tick({ wait_ms: 0 });
const open = (disk: SimDisk) => openSim(disk, new World(), shippedPlayer).runtime;

/** Nothing is claimed, so that only the inbox moves. */
async function scene(text: (of: string) => string): Promise<SimImage> {
  const disk = freshDisk('default_offline');
  const runtime = open(disk);
  await runtime.control({ name: 'pause', reason: 'to look' });
  for (const name of NAMES) disk.plant(`${ROOT}/ideas/inbox/${name}`, text(name));
  await tick(runtime);
  runtime.close();
  for (const name of NAMES) disk.plant(`${ROOT}/ideas/inbox/${name}`, idea(name));
  return disk.killImage();
}

/** What is there: each idea with its fate, each spec with its text. */
function told(runtime: Runtime) {
  const asked = { state: null, root: null, after: null, limit: 50 };
  const fates = runtime
    .entries({ of: 'ideas', ...asked })
    .rows.map(({ kind, item }) => [kind, item]);
  const specs = runtime.list({ of: 'roots', ...asked }).rows.map(({ about }) => about.root ?? '');
  return [fates.sort(), specs.map((root) => runtime.rootText(root).text).sort()];
}

async function sweep(image: SimImage): Promise<number> {
  const right = new SimDisk(image);
  const whole = open(right);
  await tick(whole);
  const expected = told(whole);
  for (let step = 1; step <= right.steps; step += 1) {
    for (const torn of [undefined, 0.5]) {
      const crashing = new SimDisk(image, {
        crash_at: step,
        ...(torn === undefined ? {} : { torn }),
      });
      await tick(open(crashing)).catch(() => undefined);
      const after = open(new SimDisk(crashing.killImage()));
      await tick(after);
      await tick(after);
      expect([step, told(after)]).toEqual([step, expected]);
    }
  }
  return right.steps;
}

it('takes each idea once and loses none, whenever it is killed', async () => {
  const empty = await scene(() => '');
  expect(await sweep(empty)).toBeGreaterThan(10);
});

it('takes each edit once, whenever it is killed', async () => {
  const before = await scene((of) => idea(`the first ${of}`));
  expect(await sweep(before)).toBeGreaterThan(10);
});
