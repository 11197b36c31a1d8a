import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { Journal } from '../../src/runtime/journal/index.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { DIR, FIRST, type Model, opened, owned, recordOf, upTo } from './support/helpers.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isMillraceError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

function stateOf(disk: SimDisk): number[] | string {
  try {
    return Journal.exists(disk, DIR) ? owned(disk).numbers : [];
  } catch (error) {
    if (isMillraceError(error)) return error.code;
    throw error;
  }
}

const LOSSES: Record<string, (disk: SimDisk) => void> = {
  'the whole folder is deleted': (disk) => disk.remove(DIR),
  'the segment is deleted': (disk) => disk.unlink(FIRST),
  'the folder is moved away': (disk) => disk.rename(DIR, '/w/stash'),
  'the segment is replaced by a copy': (disk) => {
    const bytes = disk.read(FIRST) ?? new Uint8Array(0);
    disk.unlink(FIRST);
    disk.plant(FIRST, bytes);
  },
  'everything is deleted': (disk) => disk.remove('/w/millrace-agents'),
};

describe.each(Object.entries(LOSSES))('when %s under a live owner', (_name, lose) => {
  function rebuilt(disk: SimDisk): Model {
    const model = owned(disk);
    model.append();
    model.append();
    lose(disk);
    expect(codeOf(() => model.append())).toBe('journal_replaced');
    expect(model.journal.position.seq).toBe(2);
    expect(codeOf(() => model.append())).toBe('journal_replaced');
    model.journal.rebuildFrom('1 2');
    return model;
  }

  it('nothing is acknowledged, and the journal goes on from memory', () => {
    const disk = new SimDisk();
    const model = rebuilt(disk);
    expect(model.append()).toBe(3);
    expect(opened(disk).numbers).toEqual(upTo(3));
    expect(model.journal.record(3)).toEqual(recordOf(3));
    expect(model.journal.record(2)).toBeNull();
    model.journal.close();
    expect(owned(disk).numbers).toEqual(upTo(3));
  });

  it('what is acknowledged afterwards survives a power loss', () => {
    const disk = new SimDisk();
    rebuilt(disk).append();
    for (const image of disk.powerImages(50)) {
      expect(owned(new SimDisk(image), 'boot-2').numbers).toEqual(upTo(3));
    }
  });

  it('a crash on the way leaves nothing that reads as another state', () => {
    const whole = new SimDisk();
    rebuilt(whole);
    for (let crash_at = 1; crash_at <= whole.steps; crash_at++) {
      const disk = new SimDisk(undefined, { crash_at });
      expect(() => rebuilt(disk)).toThrow(SimCrash);
      for (const image of [disk.killImage(), ...disk.powerImages(10, crash_at)]) {
        const state = stateOf(new SimDisk(image));
        // Record 3 stands in the old folder, when the deletion did not reach the platter.
        expect(['', '1', '1,2', '1,2,3', 'journal_damaged']).toContain(String(state));
      }
    }
  });
});

it('keeps what stood in the way of a rebuilt journal', () => {
  const disk = new SimDisk();
  const model = owned(disk);
  model.append();
  for (let round = 1; round <= 2; round++) {
    const name = disk.list(DIR)?.find((entry) => entry.name.endsWith('.log'))?.name ?? '';
    disk.unlink(`${DIR}/${name}`);
    disk.plant(`${DIR}/${name}`, `foreign ${round}`);
    expect(codeOf(() => model.append())).toBe('journal_replaced');
    model.journal.rebuildFrom('1');
  }
  expect(disk.dump()[`${DIR}.replaced-1/00000001.log`]).toBe('foreign 1');
  expect(disk.dump()[`${DIR}.replaced-2/00000002.log`]).toBe('foreign 2');
});

it('is not fooled by a disk that always shows the same inode: the check is what notices', () => {
  const disk = new SimDisk();
  const model = owned(disk);
  model.append();
  const inode = disk.stat(FIRST)?.inode ?? 0;
  disk.remove(DIR);
  disk.stat = () => ({ kind: 'file', size_bytes: 0, mtime_ms: 0, inode });
  expect(codeOf(() => model.append())).toBe('no error');
});

describe('a full disk', () => {
  it('refuses a record, takes a last one from the reserve, and goes on with new room', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append(2000);
    const used = Object.values(disk.dump()).reduce((sum, text) => sum + (text?.length ?? 0), 0);
    disk.faults.capacity_bytes = used + 300;

    expect(codeOf(() => model.append(2000))).toBe('disk_full');
    expect(model.journal.poisoned).toBe(false);
    const size = disk.stat(FIRST)?.size_bytes;
    expect(size).toBe(model.journal.position.offset);
    model.journal.appendFromReserve(recordOf(2, 2000));
    expect(disk.stat(`${DIR}/reserve`)).toBeNull();
    model.journal.close();

    const next = owned(disk);
    expect(next.numbers).toEqual([1, 2]);
    disk.faults.capacity_bytes = used + 400_000;
    next.begin();
    expect(disk.stat(`${DIR}/reserve`)?.size_bytes).toBe(256 * 1024);
  });

  it('does not let a new reserve eat the room that is left', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.journal.appendFromReserve(recordOf(1));
    const used = Object.values(disk.dump()).reduce((sum, text) => sum + (text?.length ?? 0), 0);
    disk.faults.capacity_bytes = used + 100_000;
    model.begin();
    expect(disk.stat(`${DIR}/reserve`)).toBeNull();
    model.journal.append(recordOf(2, 50_000));
  });

  it('keeps the old checkpoint and the records when a new one does not fit', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    model.append();
    const used = Object.values(disk.dump()).reduce((sum, text) => sum + (text?.length ?? 0), 0);
    disk.faults.capacity_bytes = used + 1000;
    expect(codeOf(() => model.journal.checkpoint('base', 'x'.repeat(5000)))).toBe('disk_full');
    expect(codeOf(() => model.journal.checkpoint('delta', 'x'.repeat(5000)))).toBe('disk_full');
    expect(model.journal.poisoned).toBe(false);
    model.append();
    model.checkpoint('delta');
    expect(opened(disk).numbers).toEqual(upTo(3));
  });
});

describe('a failed sync', () => {
  it('poisons: nothing more is taken until the journal is opened anew', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    disk.faults.fail = { at: disk.steps + 2, code: 'EIO' };
    expect(codeOf(() => model.append())).toBe('disk_failed');
    expect(model.journal.poisoned).toBe(true);
    const before = disk.steps;
    expect(codeOf(() => model.append())).toBe('disk_failed');
    expect(codeOf(() => model.checkpoint('base'))).toBe('disk_failed');
    expect(codeOf(() => model.journal.appendFromReserve(recordOf(2)))).toBe('disk_failed');
    expect(disk.steps).toBe(before);
    model.journal.close();
    const next = owned(disk);
    expect(next.journal.poisoned).toBe(false);
    next.append();
  });

  it('of the name lookup says what cannot be done', () => {
    const disk = new SimDisk();
    disk.faults.fail = { at: 1, code: 'EROFS', sticky: true };
    expect(() => opened(disk)).toThrowErrorMatchingInlineSnapshot(
      `[MillraceError: Creating the journal failed: the system says EROFS. Next: make the folder writable for this user, or name another workspace, then do the same again.]`,
    );
  });
});
