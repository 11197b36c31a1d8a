import { expect, it } from 'vitest';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { CAMPAIGN } from './support/campaign.ts';
import { treeOf, World } from './support/fixture.ts';
import { NONSENSE } from './support/plans.ts';

const SIZE_BYTES_MAX = 2000;
const LIVE = 'logs/runtime_events.jsonl';

/** A campaign whose log is put aside as often as it can be. */
function rotating(): World {
  const one = new World(NONSENSE);
  for (const changes of CAMPAIGN) {
    one.step(...changes);
    one.renderer.rotate(one.state, SIZE_BYTES_MAX);
  }
  return one;
}

function plain(): World {
  const one = new World(NONSENSE);
  for (const changes of CAMPAIGN) one.step(...changes);
  return one;
}

const logsOf = (tree: Record<string, string>) =>
  Object.keys(tree).filter((path) => path.startsWith('logs/runtime_events'));

/** All rows in order, each once: a new log begins with rows that the one before it ends with. */
function rowsOf(tree: Record<string, string>): string[] {
  const text = [...logsOf(tree).filter((path) => path !== LIVE), LIVE].map((path) => tree[path]);
  return [...new Set(text.join('').split('\n'))].filter((line) => line !== '');
}

const golden = new Set(rowsOf(plain().tree()));

it('keeps every row over several files', () => {
  const tree = rotating().tree();
  expect(logsOf(tree).length).toBeGreaterThan(3);
  expect(new Set(rowsOf(tree))).toEqual(golden);
  for (const path of logsOf(tree)) expect(tree[path]?.length).toBeLessThan(3 * SIZE_BYTES_MAX);
});

it('opens a rotated log without writing, and a rebuild does not repeat older rows', () => {
  const one = rotating();
  const before = one.tree();
  one.reopen();
  expect(one.tree()).toEqual(before);
  one.renderer.rebuild(one.state, one.index);
  expect(one.tree()).toEqual(before);
});

it('renders all rows again that no older log has', () => {
  const one = rotating();
  const [first] = logsOf(one.tree());
  one.disk.remove(`/ws/millrace-agents/${LIVE}`);
  one.reopen();
  expect(new Set(rowsOf(one.tree()))).toEqual(golden);
  expect(first).toMatch(/^logs\/runtime_events\.[0-9a-f]+-\d{9}\.jsonl$/);
});

it('may be cut off at any step of a rotation', () => {
  for (let step = 1; step < 40; step += 1) {
    const one = plain();
    one.disk.faults.crash_at = one.disk.steps + step;
    try {
      one.renderer.rotate(one.state, SIZE_BYTES_MAX);
    } catch (error) {
      if (!(error instanceof SimCrash)) throw error;
    }
    if (!one.disk.crashed) {
      expect(step).toBeGreaterThan(4);
      return;
    }
    for (const image of [one.disk.killImage(), ...one.disk.powerImages(6)]) {
      one.reopen(image, { from: 1 });
      one.renderer.rebuild(one.state, one.index);
      expect(new Set(rowsOf(treeOf(new SimDisk(one.disk.killImage()))))).toEqual(golden);
    }
  }
  throw new Error('the rotation did not end');
});
