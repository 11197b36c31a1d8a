import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/runtime/journal/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { codeOf, DIR, opened, owned, portsOf, upTo } from './support/helpers.ts';

describe('checkpoints', () => {
  it('start reading where the newest one stands', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    for (let index = 0; index < 3; index++) model.append();
    model.checkpoint('base');
    model.append();
    model.checkpoint('delta');
    model.append();
    model.checkpoint('delta');
    model.append();

    const read: number[] = [];
    const journal = new Journal(portsOf(disk), DIR);
    const { checkpoint } = journal.load();
    journal.replay((record) => read.push(record.n));
    expect(checkpoint).toMatchObject({
      texts: ['1', '2 3', '', '4', '', '5'],
      deltas: 2,
      at: { seq: 5 },
    });
    expect(read).toEqual([6]);
    expect(opened(disk).numbers).toEqual(upTo(6));
  });

  it('a new base replaces the deltas and starts a segment', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    model.append();
    model.checkpoint('delta');
    model.append();
    model.checkpoint('base');
    model.checkpoint('base');
    expect(disk.list(DIR)?.map((entry) => entry.name)).toEqual([
      '00000001.log',
      '00000002.log',
      '00000003.log',
      'checkpoint',
      'mark',
      'reserve',
    ]);
    expect(opened(disk).journal.load().checkpoint).toMatchObject({
      texts: ['1', '2 3'],
      deltas: 0,
    });
  });

  it('tell how much was written since', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    const size = () => model.journal.growth.since_checkpoint_bytes;
    model.append();
    model.checkpoint('base');
    expect(size()).toBe(0);
    model.append();
    const one = size();
    model.append();
    expect(size()).toBe(2 * one);
    model.journal.close();
    const next = owned(disk);
    expect(next.journal.growth.since_checkpoint_bytes).toBe(2 * one);
    next.checkpoint('delta');
    expect(next.journal.growth.since_checkpoint_bytes).toBe(0);
    expect(owned(disk).journal.growth.since_checkpoint_bytes).toBe(0);
  });

  it('hold texts of any content', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.journal.checkpoint('base', '\ufeffline\nline\n\n\u{1f600}\0');
    model.append();
    model.journal.checkpoint('delta', '');
    expect(opened(disk).journal.load().checkpoint).toMatchObject({
      texts: ['\ufeffline\nline\n\n\u{1f600}\0', ''],
      deltas: 1,
    });
  });

  it('a base that is given up between two steps leaves the one before', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    model.append();
    const steps = model.steps('base');
    steps.next();
    expect(disk.stat(`${DIR}/checkpoint.tmp`)?.kind).toBe('file');
    steps.return();
    expect(disk.stat(`${DIR}/checkpoint.tmp`)).toBeNull();
    expect(opened(disk).journal.load().checkpoint).toMatchObject({ at: { seq: 1 } });
    model.append();
    model.checkpoint('delta');
    expect(opened(disk).numbers).toEqual([1, 2, 3]);
    expect(opened(disk).journal.load().checkpoint).toMatchObject({ deltas: 1, at: { seq: 3 } });
  });

  it('a delta that is given up between two steps is written over by the next', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    model.append();
    const steps = model.steps('delta');
    steps.next();
    steps.return();
    expect(opened(disk).journal.load().checkpoint).toMatchObject({ deltas: 0, at: { seq: 1 } });
    expect(opened(disk).numbers).toEqual([1, 2]);
    model.append();
    model.checkpoint('delta');
    const { checkpoint } = opened(disk).journal.load();
    expect(checkpoint).toMatchObject({ texts: ['', '1', '2', '3'], deltas: 1, at: { seq: 3 } });
  });

  it('refuse a delta without a base', () => {
    expect(codeOf(() => owned(new SimDisk()).journal.checkpoint('delta', ''))).toBe(
      'internal_error',
    );
  });

  it('a damaged delta only makes the replay longer', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    for (let index = 0; index < 3; index++) {
      model.append();
      model.checkpoint('delta');
    }
    const text = disk.dump()[`${DIR}/checkpoint`] ?? '';
    disk.plant(`${DIR}/checkpoint`, text.replace('\n3\n', '\n7\n'));
    const next = owned(disk);
    expect(next.numbers).toEqual(upTo(4));
    expect(next.journal.load().checkpoint?.texts).toEqual(['', '1', '', '2']);
  });

  it('a damaged base stops with what to do', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    const text = disk.dump()[`${DIR}/checkpoint`] ?? '';
    disk.plant(`${DIR}/checkpoint`, text.replace('"seq":1', '"seq":7'));
    expect(() => opened(disk)).toThrowErrorMatchingInlineSnapshot(
      `[MillraceError: millrace-agents/journal/checkpoint is damaged at byte 0: its base is not as written. Expected: records that link to each other without a gap. Next: move the file away and open the workspace again: the state is then replayed from the first record, when all segments are still there.]`,
    );
    disk.unlink(`${DIR}/checkpoint`);
    expect(opened(disk).numbers).toEqual([1]);
  });
});
