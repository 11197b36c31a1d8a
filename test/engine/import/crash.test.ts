import { describe, expect, it } from 'vitest';
import { World } from '../../../src/sim/sim-attempts.ts';
import { SimCrash, SimDisk, type SimImage } from '../../../src/sim/sim-disk.ts';
import { BASE, contents, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';

const files = SCENES['planner done, manager next'];

/** What a person sees of the imported workspace, without ids that are random in each. */
async function standing(disk: SimDisk): Promise<unknown> {
  const { runtime } = opened(disk, new World());
  await runtime.control({ name: 'desire', running: false });
  const { queues, active, pauses, totals } = runtime.status();
  return { queues, active: active.map(({ node, run_id }) => [node, run_id]), pauses, totals };
}

/** Of the many steps that build what nobody sees yet, every so many-th. */
const SKIPPED = 11;

/** What the first owner looks at and makes right. */
const MADE_RIGHT = /\/(?:specs|tasks|incidents)\/|\/journal\/(?:mark|reserve)$/;

/** The step at which the folders begin to change places, and all steps. */
function swapOf({ log }: SimDisk): { readonly swap: number; readonly steps: number } {
  const swap =
    log.findIndex(({ call, path }) => call === 'rename' && path.includes('/before-import')) + 1;
  expect(swap).toBeGreaterThan(50);
  return { swap, steps: log.length };
}

/** How many steps of the disk some work takes. */
function stepsOf(image: SimImage, work: (disk: SimDisk) => void): number {
  const disk = new SimDisk(image);
  work(disk);
  return disk.steps;
}

function cutAt(image: SimImage, step: number, work: (disk: SimDisk) => void): SimDisk {
  const disk = new SimDisk(image, { crash_at: step });
  try {
    work(disk);
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
  }
  return disk;
}

describe('an import that is killed', () => {
  const image = earlierDisk(files).killImage();
  const apply = (disk: SimDisk) => void imports(disk).apply();
  const rollback = (disk: SimDisk) => void imports(disk).rollback();

  it('at any step leaves one workspace or the other, and the next call finishes it', async () => {
    const before = new SimDisk(image);
    const was = contents(before);
    const whole = new SimDisk(image);
    apply(whole);
    const wanted = await standing(whole);
    const { swap, steps } = swapOf(whole);
    const seen = new Set<string>();
    for (let step = 1; step <= steps; step += step < swap - SKIPPED ? SKIPPED : 1) {
      const left = cutAt(image, step, apply).killImage();
      seen.add(await judged(left, was, wanted));
    }
    expect([...seen].sort()).toEqual(['between', 'earlier', 'imported']);
  });

  /** That a folder gets its new name as a whole is what file systems promise; the disk here does not. */
  it('by a power loss before the folders change places leaves the earlier one', async () => {
    const was = contents(new SimDisk(image));
    const whole = new SimDisk(image);
    apply(whole);
    const wanted = await standing(whole);
    const { swap } = swapOf(whole);
    for (let step = 1; step <= swap; step += 5 * SKIPPED) {
      const disk = cutAt(image, step, apply);
      for (const left of disk.powerImages(3, step)) {
        expect(await judged(left, was, wanted)).toBe('earlier');
      }
    }
  });

  it('by a power loss when the folders change places has built what lasts', () => {
    const own = { 'skills/own/deep/mine.md': 'Mine.\n' };
    const nested = earlierDisk({ ...files, ...own }).killImage();
    const whole = new SimDisk(nested);
    apply(whole);
    const disk = cutAt(nested, swapOf(whole).swap, apply);
    const built = lastingFiles(new SimDisk(disk.killImage()));
    expect(Object.keys(built).length).toBeGreaterThan(50);
    for (const left of disk.powerImages(20, 1)) {
      expect(lastingFiles(new SimDisk(left))).toEqual(built);
    }
  });

  it('while it is undone, the next call finishes that', async () => {
    const was = contents(new SimDisk(image));
    const whole = new SimDisk(image);
    apply(whole);
    const imported = whole.killImage();
    const steps = stepsOf(imported, rollback);
    for (let step = 1; step <= steps; step += 1) {
      const left = new SimDisk(cutAt(imported, step, rollback).killImage());
      const isBack = left.stat(`${BASE}/before-import`) === null && left.stat(BASE) !== null;
      if (!isBack) rollback(left);
      expect(contents(left)).toEqual(was);
      expect(left.stat(`${BASE}.rolled-back-1`)?.kind).toBe('dir');
    }
  });

  function lastingFiles(disk: SimDisk): Record<string, string | null> {
    const all = Object.entries(contents(disk, '/work/.millrace-import'));
    return Object.fromEntries(
      all.filter(([path, text]) => text !== null && !MADE_RIGHT.test(path)),
    );
  }

  async function judged(left: SimImage, was: object, wanted: unknown): Promise<string> {
    const disk = new SimDisk(left);
    const isImported = disk.stat(`${BASE}/before-import`) !== null;
    const kind = isImported ? 'imported' : disk.stat(BASE) === null ? 'between' : 'earlier';
    if (kind === 'earlier') expect(contents(disk)).toEqual(was);
    if (!isImported) apply(disk);
    expect(await standing(disk)).toEqual(wanted);
    expect(() => apply(disk)).toThrow('one of this program already');
    expect(disk.stat('/work/.millrace-import')).toBeNull();
    return kind;
  }
});
