import { expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { Blobs } from '../../src/runtime/journal/index.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';

const hash = new NodeHash();
const DIR = '/w/millrace-agents/blobs';
const one = new TextEncoder().encode('one');
const two = new TextEncoder().encode('the second');
const [first, second] = [hash.sha256(one), hash.sha256(two)];

function blobsOn(disk: SimDisk): Blobs {
  return new Blobs({ disk, hash }, DIR);
}

it('gives back what was put, and nothing for the rest', () => {
  const blobs = blobsOn(new SimDisk());
  expect([blobs.has(first), blobs.get(first)]).toEqual([false, null]);
  blobs.put(first, one);
  expect([blobs.has(first), blobs.has(second)]).toEqual([true, false]);
  expect(blobs.get(first)).toEqual(one);
});

it('syncs the names of a batch once, and writes what is there only when its size is wrong', () => {
  const disk = new SimDisk();
  const blobs = blobsOn(disk);
  blobs.put(first, one);
  disk.plant(`${DIR}/${second}`, 'tooshort');
  const before = disk.steps;
  blobs.putAll([
    { sha256: first, bytes: one },
    { sha256: second, bytes: two },
  ]);
  expect(disk.log.slice(before).map((step) => step.call)).toEqual([
    'create',
    'write',
    'sync',
    'rename',
    'syncDir',
  ]);
  expect(blobs.get(second)).toEqual(two);
});

it('does not hand out damaged bytes', () => {
  const disk = new SimDisk();
  const blobs = blobsOn(disk);
  blobs.put(first, one);
  disk.plant(`${DIR}/${first}`, 'onE');
  expect(() => blobs.get(first)).toThrowErrorMatchingInlineSnapshot(
    `[MillraceError: millrace-agents/blobs/7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed does not have the content that its name says. Expected: a file whose SHA-256 is its name. Next: restore that file from a backup, or remove it and hand the document over again.]`,
  );
});

it('has all of a batch after it returned, whatever was lost before', () => {
  const batch = [
    { sha256: first, bytes: one },
    { sha256: second, bytes: two },
  ];
  const whole = new SimDisk();
  blobsOn(whole).putAll(batch);
  for (let crash_at = 1; crash_at <= whole.steps; crash_at++) {
    const disk = new SimDisk(undefined, { crash_at, torn: 0.5 });
    expect(() => blobsOn(disk).putAll(batch)).toThrow(SimCrash);
    for (const image of [disk.killImage(), ...disk.powerImages(20)]) {
      const again = new SimDisk(image);
      blobsOn(again).putAll(batch);
      for (const lost of again.powerImages(20)) {
        const blobs = blobsOn(new SimDisk(lost));
        expect([blobs.get(first), blobs.get(second)]).toEqual([one, two]);
      }
    }
  }
});

it('takes and gives nothing under a name that is not its digest', () => {
  const disk = new SimDisk();
  const blobs = blobsOn(disk);
  expect(() => blobs.put(second, one)).toThrow('is not the SHA-256');
  for (const name of ['../journal/mark', '', first.toUpperCase()]) {
    expect(() => blobs.get(name)).toThrow('is not the SHA-256');
  }
  expect(blobs.has(second)).toBe(false);
});

it('says that a full disk is full', () => {
  const disk = new SimDisk(undefined, { capacity_bytes: 2 });
  try {
    blobsOn(disk).put(first, one);
    expect.unreachable();
  } catch (error) {
    expect(isMillraceError(error) && error.code).toBe('disk_full');
  }
});
