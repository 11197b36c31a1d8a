import { describe, expect, it } from 'vitest';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { CAMPAIGN } from './support/campaign.ts';
import { treeOf, World } from './support/fixture.ts';
import { NONSENSE } from './support/plans.ts';

const whole = new World(NONSENSE);
const firstStep = whole.disk.steps + 1;
for (const changes of CAMPAIGN) whole.step(...changes);
const lastStep = whole.disk.steps;
const golden = whole.tree();

/**
 * Every record is committed; the crash only cuts its rendering short, and the next owner takes
 * over.
 */
function run(one: World, recover: (one: World) => void): void {
  for (const changes of CAMPAIGN) {
    one.commit(...changes);
    crashing(
      () => one.flush(),
      () => recover(one),
    );
  }
}

function crashing(work: () => void, recover: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
    recover();
  }
}

/** What a reader that looks at this instant must be able to rely on. */
function expectWholeFiles(tree: Record<string, string>): void {
  for (const [path, text] of Object.entries(tree)) {
    if (path.endsWith('.json')) expect(() => JSON.parse(text), path).not.toThrow();
    if (path.endsWith('_status.md')) expect(text, path).toMatch(/^### [A-Z_]+\n$/);
    if (path.endsWith('.jsonl')) continue;
    expect(text.endsWith('\n') || text.length < 10, path).toBe(true);
  }
}

function worldThatCrashesAt(step: number, torn?: number): World {
  const one = new World(NONSENSE);
  one.disk.faults.crash_at = step;
  if (torn !== undefined) one.disk.faults.torn = torn;
  return one;
}

describe('a kill while rendering', () => {
  it('at any disk call leaves whole files, and the next owner makes the rest good', () => {
    expect(lastStep - firstStep).toBeGreaterThan(100);
    for (let step = firstStep; step <= lastStep; step += 1) {
      const isWrite = whole.disk.log[step - 1]?.call === 'write';
      for (const torn of isWrite ? [undefined, 0.5] : [undefined]) {
        const one = worldThatCrashesAt(step, torn);
        run(one, () => {
          expectWholeFiles(treeOf(new SimDisk(one.disk.killImage())));
          one.reopen();
          if (step % 4 === 0) expect(one.tree()).toEqual(one.rebuilt());
        });
        expect(one.tree(), `killed at step ${step}`).toEqual(golden);
      }
    }
  });

  it('again while the next owner opens, changes nothing', () => {
    for (let step = firstStep; step <= lastStep; step += 4) {
      for (const again of [3, 8, 15]) {
        const one = worldThatCrashesAt(step);
        run(one, () => {
          crashing(
            () => one.reopen(undefined, {}, { crash_at: again }),
            () => one.reopen(),
          );
        });
        expect(one.tree(), `killed at ${step}, then at ${again}`).toEqual(golden);
      }
    }
  });
});

describe('a power loss', () => {
  it('is made good from the last record that surely reached the platter', () => {
    for (let step = firstStep; step <= lastStep; step += 7) {
      const one = worldThatCrashesAt(step);
      let images = 0;
      for (const changes of CAMPAIGN) {
        one.commit(...changes);
        crashing(
          () => one.flush(),
          () => {
            for (const image of one.disk.powerImages(6, step)) {
              images += 1;
              const expected = one.rebuilt();
              one.reopen(image, { from: 1 });
              expect(one.tree(), `power lost at step ${step}`).toMatchObject(expected);
            }
          },
        );
      }
      expect(images).toBeGreaterThan(0);
    }
  });
});
