import { describe, expect, it } from 'vitest';
import { GENESIS_CHAIN, Journal, parseRecord } from '../../src/runtime/journal/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { codeOf, DIR, FIRST, Model, opened, owned, portsOf, recordOf } from './support/helpers.ts';

describe('writing and reading', () => {
  it('reads back what was written, in order, with the text of each line', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    const bodies = [recordOf(1), recordOf(2)].map((record) => model.journal.append(record));
    model.journal.close();

    const seen: string[] = [];
    const journal = new Journal(portsOf(disk), DIR);
    expect(journal.load()).toEqual({ checkpoint: null });
    journal.replay((record, body) => {
      expect(parseRecord(body)).toEqual(record);
      seen.push(body);
    });
    expect(seen).toEqual(bodies);
    expect(seen.map((body) => JSON.parse(body))).toEqual([recordOf(1), recordOf(2)]);
  });

  it('chains each line to the one before', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.append();
    const { hash } = portsOf(disk);
    const lines = (disk.dump()[FIRST] ?? '').split('\n').slice(1, 3);
    let chain = GENESIS_CHAIN;
    for (const line of lines) {
      chain = hash.sha256(chain + line.slice(65));
      expect(line.slice(0, 65)).toBe(`${chain} `);
    }
    expect(model.journal.position.chain).toBe(chain);
  });

  it('refuses a record that does not follow, and writes nothing', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    const before = disk.dump()[FIRST];
    expect(codeOf(() => model.journal.append(recordOf(2)))).toBe('internal_error');
    expect(disk.dump()[FIRST]).toBe(before);
    expect(codeOf(() => opened(disk).journal.append(recordOf(1)))).toBe('internal_error');
  });

  it('is created once', () => {
    const disk = new SimDisk();
    const ports = portsOf(disk);
    expect(Journal.exists(disk, DIR)).toBe(false);
    Journal.create(ports, DIR);
    expect(Journal.exists(disk, DIR)).toBe(true);
    expect(codeOf(() => Journal.create(ports, DIR))).toBe('internal_error');
    expect(new Model(ports).numbers).toEqual([]);
  });

  it('takes one write, one sync and the mark for a record', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    const before = disk.steps;
    model.append();
    expect(
      disk.log.slice(before).map((step) => `${step.call} ${step.path.slice(DIR.length)}`),
    ).toEqual(['write /00000001.log', 'sync /00000001.log', 'write /mark']);
  });

  it('goes on from a clean end without a step', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.journal.end();
    const before = disk.steps;
    expect(model.begin()).toEqual({
      records: 0,
      unclean: false,
      rebooted: false,
      torn: null,
    });
    expect(disk.steps).toBe(before);
    model.append();
    expect(opened(disk).numbers).toEqual([1, 2]);
  });

  it('reads lines longer than one piece', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.append(5 << 20);
    model.append();
    expect(opened(disk).numbers).toEqual([1, 2, 3]);
  });
});

describe('history', () => {
  it('gives any record by number, from any segment, without reading the others', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    for (let n = 1; n <= 40; n++) {
      model.append(n * 7);
      if (n % 10 === 0) model.checkpoint('base');
    }
    const last = model.append();
    for (const reader of [model, opened(disk)]) {
      for (const n of [41, 1, 10, 11, 40, 25, 2]) {
        expect(reader.journal.record(n)).toEqual(recordOf(n, n === last ? 0 : n * 7));
      }
      expect(reader.journal.record(0)).toBeNull();
      expect(reader.journal.record(42)).toBeNull();
    }
    model.append();
    expect(model.journal.record(42)).toEqual(recordOf(42));
  });

  it('has no record of a segment that was removed', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.checkpoint('base');
    model.append();
    disk.unlink(FIRST);
    const next = opened(disk);
    expect(next.numbers).toEqual([1, 2]);
    expect(next.journal.record(1)).toBeNull();
    expect(next.journal.record(2)).toEqual(recordOf(2));
  });

  it('notices damage where nothing else reads any more', () => {
    const disk = new SimDisk();
    const model = owned(disk);
    model.append();
    model.append();
    model.checkpoint('base');
    disk.plant(FIRST, (disk.dump()[FIRST] ?? '').replace('event 1', 'event 7'));
    const next = opened(disk);
    expect(codeOf(() => next.journal.record(1))).toBe('journal_damaged');
    expect(next.journal.record(2)).toEqual(recordOf(2));
  });
});
