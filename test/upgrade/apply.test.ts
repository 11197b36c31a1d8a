import { describe, expect, it } from 'vitest';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimLocks } from '../../src/sim/sim-lock.ts';
import { init, refusal, worldDisk } from '../workspace/support/world.ts';
import { apply, at, files, older, preview, rollback, standing, text } from './support/world.ts';

const entrypoints = (disk: SimDisk) =>
  Object.fromEntries(
    Object.entries(files(disk)).flatMap(([path, value]) =>
      path.startsWith('entrypoints/') ? [[path.slice('entrypoints/'.length), value]] : [],
    ),
  );

describe('an upgrade that is applied', () => {
  it('writes and removes what nobody edited, keeps the rest, and puts the new text beside it', () => {
    const disk = older();
    apply(disk);
    expect(entrypoints(disk)).toEqual({
      'cook.md': 'Cook.\n',
      'update.md': text('one', 'TWO'),
      'edited.md': text('MY', 'two'),
      'both.md': text('MY', 'two'),
      'both.md.new': text('one', 'TWO'),
      'clash.md': text('one', 'MINE'),
      'clash.md.new': text('one', 'TWO'),
      'taken.md': 'mine',
      'taken.md.new': 'theirs',
      'mine.md': text('MY', 'two'),
      'same.md': text('one', 'TWO'),
      'kept.md': text('one', 'two'),
    });
    expect(files(disk)['skills/fork/SKILL.md']).toBe('Pierce.\n');
  });

  it('leaves a manifest whose id is that of the same files of the release', () => {
    const disk = worldDisk();
    init(disk);
    apply(disk);
    const { before, after } = preview(disk);
    expect(before).toEqual(after);
  });

  it('goes on saying what is left to its user, and writes nothing for it', () => {
    const disk = older();
    apply(disk);
    const again = preview(disk);
    expect(again.before.seed_package_version).toBe('2.0.0');
    expect(standing(again)).toEqual({
      'entrypoints/both.md': ['both_changed', 'beside'],
      'entrypoints/clash.md': ['both_changed', 'beside'],
      'entrypoints/deleted.md': ['deleted_local', 'none'],
      'entrypoints/edited.md': ['edited', 'none'],
      'entrypoints/mine.md': ['removed_edited', 'none'],
      'entrypoints/taken.md': ['name_taken', 'beside'],
    });
    expect(again.changes).toEqual([]);
    const before = files(disk);
    expect(apply(disk).swapped).toBeNull();
    expect(files(disk)).toEqual(before);
  });

  it('does with single files what was chosen, and asks no more about them', () => {
    const disk = older();
    apply(disk);
    apply(disk, {
      take: ['entrypoints/deleted.md', 'entrypoints/edited.md'],
      keep: ['entrypoints/clash.md', 'entrypoints/taken.md'],
      merge: ['entrypoints/both.md'],
      localize_removed: ['entrypoints/mine.md'],
    });
    expect(entrypoints(disk)).toMatchObject({
      'deleted.md': text('one', 'TWO'),
      'edited.md': text('one', 'two'),
      'clash.md': text('one', 'MINE'),
      'taken.md': 'mine',
      'both.md': text('MY', 'TWO'),
      'mine.md': text('MY', 'two'),
    });
    expect(Object.keys(entrypoints(disk)).filter((name) => name.endsWith('.new'))).toEqual([]);
    expect(standing(preview(disk))).toEqual({
      'entrypoints/both.md': ['edited', 'none'],
      'entrypoints/clash.md': ['edited', 'none'],
      'entrypoints/taken.md': ['edited', 'none'],
    });
  });

  it('removes an edited file that the release has dropped only when that is chosen', () => {
    const disk = older();
    apply(disk, { take: ['entrypoints/mine.md'], keep: ['entrypoints/gone.md'] });
    expect(entrypoints(disk)['mine.md']).toBeUndefined();
    expect(entrypoints(disk)['gone.md']).toBe(text('one', 'two'));
    expect(standing(preview(disk))['entrypoints/gone.md']).toBeUndefined();
  });

  it('writes nothing through a link that stands in place of a folder', () => {
    const disk = older();
    disk.mkdir('/home/me/elsewhere');
    disk.plantLink(at('skills/fork'), '/home/me/elsewhere');
    apply(disk);
    expect(disk.list('/home/me/elsewhere')).toEqual([]);
    expect(standing(preview(disk))['skills/fork/SKILL.md']).toEqual(['blocked', 'none']);
  });

  it('is refused while another one is at work', () => {
    const disk = older();
    const locks = new SimLocks();
    disk.plantFolder(at('state/upgrades'));
    const held = locks.of('other', disk).tryTake(at('state/upgrades/lock'));
    const before = files(disk);
    expect(refusal(() => apply(disk, {}, locks))).toMatchInlineSnapshot(
      `"workspace_owned: Another upgrade is at work in this workspace. Expected: one upgrade at a time. Next: wait until it has ended, then call upgrade_preview again."`,
    );
    expect(files(disk)).toEqual(before);
    held?.release();
    expect(apply(disk, {}, locks).swapped).not.toBeNull();
  });

  it('keeps the last five, so that each of them can be undone', () => {
    const disk = older();
    const before = files(disk);
    apply(disk);
    const numbers = () => disk.list(at('state/upgrades'))?.map(({ name }) => name);
    for (let n = 2; n <= 4; n += 1) {
      disk.plant('/package/entrypoints/update.md', text('one', String(n)));
      apply(disk);
    }
    expect(numbers()).toEqual(['1', '2', '3', '4', 'lock']);
    for (let n = 1; n <= 4; n += 1) rollback(disk);
    expect(files(disk)).toEqual(before);
    expect(numbers()).toEqual(['4', '5', '6', '7', '8', 'lock']);
  });
});
