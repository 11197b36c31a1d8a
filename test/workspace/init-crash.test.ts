import { describe, expect, it } from 'vitest';
import { layoutOf, missingPlaces } from '../../src/runtime/workspace/index.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { init, ROOT, refusal, seen, worldDisk } from './support/world.ts';

describe('whatever happens during init', () => {
  const golden = worldDisk();
  init(golden);
  const steps = golden.steps;
  const complete = seen(golden);

  it('a kill at any step leaves a workspace that the next init completes', () => {
    for (let step = 1; step <= steps; step += 1) {
      for (const torn of [0, 0.5]) {
        const disk = worldDisk(undefined, { crash_at: step, torn });
        expect(() => init(disk)).toThrow(SimCrash);
        expectRepair(new SimDisk(disk.killImage()), step);
      }
    }
  });

  it('so does a loss of power', () => {
    for (let step = 1; step <= steps; step += 3) {
      const disk = worldDisk(undefined, { crash_at: step });
      expect(() => init(disk)).toThrow(SimCrash);
      for (const image of disk.powerImages(4, step)) expectRepair(new SimDisk(image), step);
    }
  });

  it('what it reported as done survives a loss of power', () => {
    const disk = worldDisk();
    init(disk);
    for (const image of disk.powerImages(20)) expect(seen(new SimDisk(image))).toEqual(complete);
  });

  it('a full or failing disk is an error of that name, and the next init completes', () => {
    for (let step = 1; step <= steps; step += 1) {
      for (const [code, expected] of [
        ['ENOSPC', 'disk_full'],
        ['EIO', 'disk_failed'],
      ] as const) {
        const disk = worldDisk(undefined, { fail: { at: step, code, sticky: true } });
        expect(refusal(() => init(disk))).toContain(`${expected}: `);
        Object.assign(disk.faults, { fail: undefined });
        expectRepair(disk, step);
      }
    }
  });

  it('short writes are written on', () => {
    for (let step = 1; step <= steps; step += 1) {
      const disk = worldDisk(undefined, { short_at: step });
      init(disk);
      expect(seen(disk)).toEqual(complete);
    }
  });

  /** An initialized workspace is complete; any other one becomes so. */
  function expectRepair(disk: SimDisk, step: number): void {
    const done = missingPlaces(disk, layoutOf(ROOT)).length === 0;
    if (done) expect(seen(disk), `step ${step}`).toEqual(complete);
    init(disk);
    expect(seen(disk), `step ${step}`).toEqual(complete);
  }
});
