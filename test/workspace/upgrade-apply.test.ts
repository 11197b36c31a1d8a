import { describe, expect, it } from 'vitest';
import {
  applyUpgrade,
  type UpgradeApplied,
  upgradePreview,
} from '../../src/runtime/workspace/index.ts';
import { SimCrash, SimDisk, type SimFaults } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { hash, init, packageFiles, plantPackage, ROOT, seen, worldDisk } from './support/world.ts';

const at = (name: string) => `${ROOT}/millrace-agents/${name}`;
const input = (disk: SimDisk) => ({ disk, hash, root: ROOT, assets: '/package', version: '2.0.0' });

function apply(disk: SimDisk): UpgradeApplied {
  return applyUpgrade({ ...input(disk), shared: disk, ids: new SimIds() });
}

function textOf(disk: SimDisk, name: string): string | null {
  const bytes = disk.read(at(name));
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** A workspace of one release, beside the next one. */
function older(faults: SimFaults = {}): SimDisk {
  const disk = worldDisk();
  const names = ['update', 'edited', 'deleted', 'gone', 'same'];
  const files = Object.fromEntries(names.map((name) => [`entrypoints/${name}.md`, '1']));
  plantPackage(disk, { ...packageFiles, ...files });
  init(disk);
  plantPackage(disk, {
    'entrypoints/update.md': '2',
    'entrypoints/edited.md': '2',
    'entrypoints/deleted.md': '2',
    'entrypoints/taken.md': '2',
    'skills/fork/SKILL.md': 'Pierce.\n',
  });
  disk.unlink('/package/entrypoints/gone.md');
  disk.plant(at('entrypoints/edited.md'), 'mine');
  disk.plant(at('entrypoints/taken.md'), 'mine');
  disk.plant(at('entrypoints/same.md'), 'mine');
  disk.unlink(at('entrypoints/deleted.md'));
  return new SimDisk(disk.killImage(), faults);
}

describe('an upgrade that is applied', () => {
  it('writes what nobody edited and what is new, and leaves everything else', () => {
    const disk = older();
    const wanted = ['entrypoints/update.md', 'skills/fork/SKILL.md'];
    expect(upgradePreview(input(disk)).wanted).toEqual(wanted);
    expect(apply(disk).written).toEqual(wanted);
    expect(upgradePreview(input(disk)).wanted).toEqual([]);
    const texts = ['update', 'edited', 'taken', 'same', 'deleted', 'gone'].map((name) => [
      name,
      textOf(disk, `entrypoints/${name}.md`),
    ]);
    expect(Object.fromEntries(texts)).toEqual({
      update: '2',
      edited: 'mine',
      taken: 'mine',
      same: 'mine',
      deleted: null,
      gone: '1',
    });
  });

  it('goes on saying of an edited file that the release has another one', () => {
    const disk = older();
    apply(disk);
    const { entries, baseline_version } = upgradePreview(input(disk));
    const left = entries.filter(({ disposition }) => disposition !== 'unchanged');
    expect(baseline_version).toBe('2.0.0');
    expect(Object.fromEntries(left.map((one) => [one.path, one.disposition]))).toEqual({
      'entrypoints/deleted.md': 'missing',
      'entrypoints/edited.md': 'conflict',
      'entrypoints/gone.md': 'conflict',
      'entrypoints/same.md': 'local_only_modification',
      'entrypoints/taken.md': 'conflict',
    });
  });

  it('does nothing the second time', () => {
    const disk = older();
    apply(disk);
    const steps = disk.steps;
    expect(apply(disk).written).toEqual([]);
    expect(disk.steps).toBe(steps);
  });

  it('writes nothing through a link that stands in place of a folder', () => {
    const disk = older();
    disk.mkdir('/home/me/elsewhere');
    disk.remove(at('skills/fork'));
    disk.plantLink(at('skills/fork'), '/home/me/elsewhere');
    expect(apply(disk).written).toEqual(['entrypoints/update.md']);
    expect(disk.list('/home/me/elsewhere')).toEqual([]);
  });

  it('is completed by the next one after a kill at any step', () => {
    const right = older();
    apply(right);
    const complete = seen(right);
    const steps = right.steps;
    for (let step = 1; step <= steps; step += 1) {
      const disk = older({ crash_at: step });
      expect(() => apply(disk)).toThrow(SimCrash);
      const next = new SimDisk(disk.killImage());
      apply(next);
      expect(seen(next), `step ${step}`).toEqual(complete);
    }
  });
});
