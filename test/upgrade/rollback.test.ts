import { describe, expect, it } from 'vitest';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { refusal } from '../workspace/support/world.ts';
import { apply, at, files, older, preview, rollback, standing, text } from './support/world.ts';

/** A workspace that was upgraded. */
function upgraded(faults = {}): SimDisk {
  const disk = older();
  apply(disk, { take: ['entrypoints/deleted.md'] });
  return new SimDisk(disk.killImage(), faults);
}

describe('an upgrade that is undone', () => {
  it('leaves every byte as it was before', () => {
    const disk = upgraded();
    rollback(disk);
    expect(files(disk)).toEqual(files(older()));
    expect(refusal(() => rollback(disk))).toMatchInlineSnapshot(
      `"input_invalid: There is no upgrade here to undo. Expected: an upgrade that was applied and not undone since. Next: call upgrade_preview without rollback to see how the assets stand."`,
    );
  });

  it('can be applied again', () => {
    const disk = upgraded();
    const after = files(disk);
    rollback(disk);
    apply(disk, { take: ['entrypoints/deleted.md'] });
    expect(files(disk)).toEqual(after);
  });

  it('puts aside what was edited since, and says where', () => {
    const disk = upgraded();
    disk.plant(at('entrypoints/update.md'), 'since');
    const { put_aside, left } = rollback(disk);
    expect(left).toEqual([]);
    expect(put_aside.map(({ path }) => path)).toEqual(['millrace-agents/entrypoints/update.md']);
    const [aside] = put_aside;
    expect(disk.read(`/home/me/work/${aside?.to}`)).toEqual(new TextEncoder().encode('since'));
    expect(files(disk)).toEqual(files(older()));
  });

  it('is refused where its backup is not what it was', () => {
    const disk = upgraded();
    const after = files(disk);
    const folder = at('state/upgrades/1/before');
    for (const { name } of disk.list(folder) ?? []) disk.plant(`${folder}/${name}`, 'torn');
    expect(refusal(() => rollback(disk))).toMatchInlineSnapshot(
      `"config_invalid: What millrace-agents/entrypoints/gone.md was before the upgrade is not in its backup any more. Expected: millrace-agents/state/upgrades as the upgrade left it. Next: nothing was changed; take the file out of your version control."`,
    );
    expect(files(disk)).toEqual(after);
  });
});

describe('kill -9 at any step', () => {
  const whole = { before: files(older()), after: files(upgraded()) };
  const choices = { take: ['entrypoints/deleted.md'] };
  const stepsOf = (disk: SimDisk, run: (disk: SimDisk) => unknown) => {
    run(disk);
    return disk.steps;
  };

  it('of an upgrade leaves one that is finished, or undone, or never began', () => {
    const steps = stepsOf(older(), (disk) => apply(disk, choices));
    for (let step = 1; step <= steps; step += 1) {
      const disk = older({ crash_at: step });
      expect(() => apply(disk, choices)).toThrow(SimCrash);
      const image = disk.killImage();
      const finished = new SimDisk(image.clone('kill'));
      apply(finished, choices);
      expect(files(finished), `finished after step ${step}`).toEqual(whole.after);
      const back = new SimDisk(image.clone('kill'));
      if (isBegun(back)) rollback(back);
      expect(files(back), `undone after step ${step}`).toEqual(whole.before);
    }
  });

  it('of the undoing leaves one that is finished, or never began', () => {
    const steps = stepsOf(upgraded(), rollback);
    for (let step = 1; step <= steps; step += 1) {
      const disk = upgraded({ crash_at: step });
      expect(() => rollback(disk)).toThrow(SimCrash);
      const next = new SimDisk(disk.killImage());
      if (!isUndone(next)) rollback(next);
      expect(files(next), `step ${step}`).toEqual(whole.before);
    }
  });

  it('and a loss of power leaves nothing half made that is not known', () => {
    const steps = stepsOf(older(), (disk) => apply(disk, choices));
    for (let step = 1; step <= steps; step += 3) {
      const disk = older({ crash_at: step });
      expect(() => apply(disk, choices)).toThrow(SimCrash);
      for (const image of disk.powerImages(3, step)) {
        const next = new SimDisk(image);
        apply(next, choices);
        expect(files(next), `step ${step}`).toEqual(whole.after);
      }
    }
  });

  function isBegun(disk: SimDisk): boolean {
    const names = disk.list(at('state/upgrades'))?.map(({ name }) => name) ?? [];
    return names.includes('pending') || names.includes('1');
  }

  function isUndone(disk: SimDisk): boolean {
    const names = disk.list(at('state/upgrades'))?.map(({ name }) => name) ?? [];
    return names.includes('2');
  }
});

describe('an upgrade that was cut short', () => {
  /** Half of its files are written. */
  function half(): SimDisk {
    const disk = older();
    apply(disk);
    const at_half = Math.floor(disk.steps * 0.7);
    const cut = older({ crash_at: at_half });
    expect(() => apply(cut)).toThrow(SimCrash);
    return new SimDisk(cut.killImage());
  }

  it('is told by a preview, which writes nothing', () => {
    const disk = half();
    const before = disk.dump();
    expect(preview(disk).unfinished).toBe('apply');
    expect(disk.dump()).toEqual(before);
  });

  it('leaves alone what somebody edits meanwhile', () => {
    const disk = half();
    disk.plant(at('entrypoints/update.md'), 'meanwhile');
    const { resumed, swapped } = apply(disk);
    expect([resumed, swapped?.left]).toEqual([true, ['entrypoints/update.md']]);
    expect(files(disk)['entrypoints/update.md']).toBe('meanwhile');
    expect(standing(preview(disk))['entrypoints/update.md']).toEqual(['edited', 'none']);
  });

  it('is refused where its record is torn', () => {
    const disk = half();
    disk.plant(at('state/upgrades/pending/record.json'), '{"kind": "asset');
    expect(refusal(() => apply(disk))).toMatchInlineSnapshot(
      `"config_invalid: millrace-agents/state/upgrades/pending is not what an upgrade left that was cut short. Expected: its record.json as it was written. Next: move millrace-agents/state/upgrades/pending out of millrace-agents, then call upgrade_preview again."`,
    );
  });

  it('is not written where a file of it is not what was made ready', () => {
    const disk = half();
    const folder = at('state/upgrades/pending/after');
    for (const { name } of disk.list(folder) ?? []) disk.plant(`${folder}/${name}`, 'torn');
    expect(apply(disk).swapped?.left.length).toBeGreaterThan(0);
    const texts = Object.values(files(disk));
    expect(texts).not.toContain('torn');
    expect(texts).toContain(text('one', 'two'));
  });
});
