import { expect, it } from 'vitest';
import { NodeGzip } from '../../src/runtime/host/gzip.ts';
import { Journal } from '../../src/runtime/journal/index.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { DIR, Model, portsOf, upTo } from './support/helpers.ts';

const RECORDS_PER_SEGMENT = 5;

function withGzip(disk: SimDisk) {
  return { ...portsOf(disk), gzip: new NodeGzip() };
}

/** Three segments of history and the current one, with two records. */
function written(disk = new SimDisk()): Model {
  Journal.create(withGzip(disk), DIR);
  const model = new Model(withGzip(disk));
  model.begin();
  for (let segment = 0; segment < 3; segment += 1) {
    for (let at = 0; at < RECORDS_PER_SEGMENT; at += 1) model.append(300);
    model.checkpoint('base');
  }
  model.append();
  model.append();
  return model;
}

function numbers(model: Model, from = 1, to = 100): number[] {
  return [...model.journal.archive.records(from, to)].map(({ n }) => n);
}

it('knows which segments only history needs', () => {
  const { archive } = written().journal;
  expect(
    archive.archives().map(({ form, first_seq, last_seq }) => [form, first_seq, last_seq]),
  ).toEqual([
    ['plain', 1, 5],
    ['plain', 6, 10],
    ['plain', 11, 15],
  ]);
  expect(archive.whole_from).toBe(1);
});

it('reads every record of compressed archives, also in a process that knew them whole', () => {
  const disk = new SimDisk();
  const model = written(disk);
  const other = new Model(withGzip(disk));
  expect(other.journal.record(3)?.n).toBe(3);
  const { archive } = model.journal;
  for (const one of archive.archives()) archive.compress(one);
  expect(archive.archives().map(({ form }) => form)).toEqual(['gzip', 'gzip', 'gzip']);
  for (const one of [model, other]) {
    expect(upTo(17).map((seq) => one.journal.record(seq)?.n)).toEqual(upTo(17));
    expect(numbers(one)).toEqual(upTo(17));
  }
  const sizes = archive.archives().map(({ size_bytes }) => size_bytes);
  expect(Math.max(...sizes)).toBeLessThan(900);
});

it('keeps of a compacted archive what is wanted, and says from where history is whole', () => {
  const model = written();
  const { archive } = model.journal;
  const [first, second] = archive.archives();
  if (first === undefined || second === undefined) throw new Error('no archives');
  archive.compress(first);
  for (const one of archive.archives().slice(0, 2)) archive.compact(one, ({ n }) => n % 4 === 0);
  expect(archive.whole_from).toBe(11);
  expect(numbers(model)).toEqual([4, 8, 11, 12, 13, 14, 15, 16, 17]);
  expect([1, 4, 5, 8].map((seq) => model.journal.record(seq)?.n)).toEqual([
    undefined,
    4,
    undefined,
    8,
  ]);
});

it('finds the records that hold a text, newest first, within its bound', () => {
  const model = written();
  const { archive } = model.journal;
  const [first] = archive.archives();
  if (first !== undefined) archive.compress(first);
  expect(archive.mentions('event 1', { from: 1, before: 1000, bytes_max: 1e9 })).toEqual({
    found: [17, 16, 15, 14, 13, 12, 11, 10, 1],
    complete_from: 1,
  });
  expect(archive.mentions('event 1', { from: 1, before: 17, bytes_max: 100 })).toEqual({
    found: [16],
    complete_from: 16,
  });
  expect(archive.mentions('event 1', { from: 17, before: 1000, bytes_max: 1e9 })).toEqual({
    found: [17],
    complete_from: 1,
  });
});

it('is replayed from its first record when archives are unpacked and the checkpoint is gone', () => {
  const disk = new SimDisk();
  const model = written(disk);
  const { archive } = model.journal;
  for (const one of archive.archives()) archive.compress(one);
  model.journal.close();
  for (const { name } of disk.list(DIR) ?? []) {
    const number = /^(\d{8})\.after-\d+\.log\.gz$/.exec(name)?.[1];
    if (number === undefined) continue;
    const bytes = new NodeGzip().unpack(disk.read(`${DIR}/${name}`) ?? new Uint8Array(), 1e9);
    disk.plant(`${DIR}/${number}.log`, bytes ?? '');
  }
  disk.remove(`${DIR}/checkpoint`);
  expect(new Model(withGzip(disk)).numbers).toEqual(upTo(17));
});

it('notices an archive that is not as it was written', () => {
  const disk = new SimDisk();
  const model = written(disk);
  const { archive } = model.journal;
  const [first] = archive.archives();
  if (first !== undefined) archive.compress(first);
  disk.plant(`${DIR}/00000001.after-0.log.gz`, 'no gzip');
  archive.forget();
  expect(() => model.journal.record(2)).toThrow(/cannot be unpacked/);
  expect(model.journal.record(7)?.n).toBe(7);
});

it('loses no record when it is cut off at any step of packing and thinning', () => {
  const steps = runCut(Number.POSITIVE_INFINITY);
  for (let at = 1; at <= steps; at += 1) runCut(at);
  expect(steps).toBeGreaterThan(10);
});

/** Packs two archives and thins one, cut off at a step; then all that must be there is read. */
function runCut(crash_at: number): number {
  const before = new SimDisk();
  written(before).journal.close();
  const disk = new SimDisk(before.killImage());
  disk.faults.crash_at = crash_at;
  try {
    const { archive } = new Model(withGzip(disk)).journal;
    const [first, second] = archive.archives();
    if (first !== undefined) archive.compress(first);
    if (second !== undefined) archive.compact(second, ({ n }) => n === 7);
    archive.tidy();
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
  }
  for (const image of [disk.killImage(), ...disk.powerImages(4)]) {
    const model = new Model(withGzip(new SimDisk(image)));
    model.begin();
    model.journal.archive.tidy();
    expect(numbers(model)).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 7, 11, 15, 17]));
  }
  return disk.steps;
}
