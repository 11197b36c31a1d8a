import { expect, it } from 'vitest';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { FIRST, type Model, opened } from './support/helpers.ts';

const APPENDS = 6;

/** An owner that has written some records and made room for more. */
function withRoom(disk: SimDisk): Model {
  const model = opened(disk);
  model.begin();
  for (let at = 0; at < APPENDS; at += 1) model.append();
  model.journal.idle();
  return model;
}

function sizeOf(disk: SimDisk): number {
  return disk.stat(FIRST)?.size_bytes ?? 0;
}

it('makes room once, fills it, and gives the rest back at the end', () => {
  const disk = new SimDisk();
  disk.mkdir('/w');
  disk.mkdir('/w/millrace-agents');
  const model = withRoom(disk);
  const roomy = sizeOf(disk);
  const { offset } = model.journal.position;
  expect(roomy).toBeGreaterThan(offset + 60_000);
  model.journal.idle();
  model.append(300);
  expect(sizeOf(disk)).toBe(roomy);
  model.journal.end();
  expect(sizeOf(disk)).toBe(model.journal.position.offset);
  expect(opened(disk).numbers).toHaveLength(APPENDS + 1);
});

it('needs no repair after a kill, and a follower reads up to the mark', () => {
  const disk = new SimDisk();
  disk.mkdir('/w');
  disk.mkdir('/w/millrace-agents');
  const model = withRoom(disk);
  const follower = opened(disk);
  model.append();
  expect(follower.journal.follow(follower.each)).toBe('same');
  expect(follower.numbers).toHaveLength(APPENDS + 1);
  const next = opened(disk);
  expect(next.begin()).toEqual({ records: 0, unclean: false, rebooted: false, torn: null });
  next.append();
  next.journal.close();
  expect(opened(disk).numbers).toHaveLength(APPENDS + 2);
});

it('leaves a record that was half written into it out', () => {
  const disk = new SimDisk();
  disk.mkdir('/w');
  disk.mkdir('/w/millrace-agents');
  const { offset } = withRoom(disk).journal.position;
  const file = disk.open(FIRST, 'update');
  file.write(new TextEncoder().encode('0123456789abcdef'), offset);
  file.close();
  const next = opened(disk);
  expect(next.begin().torn).toEqual({ file: '00000001.log', at_byte: offset, size_bytes: 16 });
  next.append();
  next.journal.close();
  expect(opened(disk).numbers).toHaveLength(APPENDS + 1);
});
