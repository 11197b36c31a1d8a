import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/runtime/ports/disk.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { DIR, FIRST, type Model, opened, owned, recordOf, upTo } from './support/helpers.ts';

function follow(model: Model): 'same' | 'reopen' {
  return model.journal.follow(model.each);
}

describe('a follower', () => {
  it('sees each record after its commit, over checkpoints and owners', () => {
    const disk = new SimDisk();
    let owner = owned(disk);
    const follower = opened(disk);
    const late = opened(disk);
    for (let n = 1; n <= 12; n++) {
      owner.append(n * 50);
      if (n % 5 === 0) owner.checkpoint(n === 5 ? 'base' : 'delta');
      if (n === 7) {
        owner.journal.close();
        owner = owned(disk);
      }
      expect(follow(follower)).toBe('same');
      expect(follower.numbers).toEqual(upTo(n));
      expect(follower.journal.position).toEqual(owner.journal.position);
    }
    expect(follow(late)).toBe('same');
    expect(late.numbers).toEqual(upTo(12));
    expect(follower.journal.record(3)).toEqual(recordOf(3, 150));
  });

  it('asks the disk for nothing but the mark while nothing is new', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append();
    const calls: string[] = [];
    const spy = new Proxy<Disk>(disk, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return Reflect.get(target, name, receiver);
        return (...args: unknown[]) => {
          calls.push(`${String(name)} ${String(args[0]).slice(DIR.length)}`);
          return Reflect.apply(value, target, args);
        };
      },
    });
    const follower = opened(spy);
    calls.length = 0;
    expect(follow(follower)).toBe('same');
    expect(calls).toEqual(['read /mark']);
    expect(disk.steps).toBe(owner === follower ? 0 : disk.log.length);
  });

  it('reads nothing that is not marked as committed', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append();
    const follower = opened(disk);
    const mark = disk.read(`${DIR}/mark`) ?? new Uint8Array(0);
    owner.append();
    disk.plant(`${DIR}/mark`, mark);
    expect(follow(follower)).toBe('same');
    expect(follower.numbers).toEqual([1]);
    expect(opened(disk).numbers).toEqual([1]);
    owner.append();
    follow(follower);
    expect(follower.numbers).toEqual(upTo(3));
  });

  it('reads nothing of a new segment before its owner marked it', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append();
    disk.faults.crash_at = disk.steps + 3;
    expect(() => owner.append()).toThrow(SimCrash);

    const recovering = new SimDisk(disk.killImage());
    const next = opened(recovering);
    recovering.faults.crash_at = 8;
    expect(() => next.begin()).toThrow(SimCrash);
    const steps = recovering.log.map((step) => step.call).join(' ');
    expect(steps).toBe('create write write sync rename syncDir syncDir write');

    const image = new SimDisk(recovering.killImage());
    const follower = opened(image);
    expect(follower.numbers).toEqual([1]);
    expect(owned(image).numbers).toEqual([1, 2]);
    expect(follow(follower)).toBe('same');
    expect(follower.numbers).toEqual([1, 2]);
  });

  it('reads all whole records when the mark is of another boot, or gone', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append();
    const { offset } = owner.journal.position;
    const elsewhere = opened(disk, 'boot-2');
    disk.unlink(`${DIR}/mark`);
    const follower = opened(disk);
    disk.open(FIRST, 'update').write(new TextEncoder().encode('half a li'), offset);
    for (const reader of [elsewhere, follower]) {
      expect(follow(reader)).toBe('same');
      expect(reader.numbers).toEqual([1]);
    }
    owner.append();
    for (const reader of [elsewhere, follower, opened(disk, 'boot-2'), opened(disk)]) {
      expect(follow(reader)).toBe('same');
      expect(reader.numbers).toEqual([1, 2]);
    }
  });

  it('becomes the owner, and a follower again', () => {
    const disk = new SimDisk();
    const one = opened(disk);
    const two = opened(disk);
    for (let n = 1; n <= 6; n++) {
      const [owner, other] = n % 2 === 0 ? [one, two] : [two, one];
      expect(owner.begin().unclean).toBe(n === 1);
      expect(follow(owner)).toBe('same');
      owner.append();
      owner.journal.end();
      expect(follow(other)).toBe('same');
    }
    expect(one.numbers).toEqual(upTo(6));
    expect(two.numbers).toEqual(upTo(6));
    expect(disk.list(DIR)?.map((entry) => entry.name)).not.toContain('00000002.log');
  });
});

describe('a follower has to reopen', () => {
  it('when the folder is gone', () => {
    const disk = new SimDisk();
    const follower = opened(disk);
    disk.remove(DIR);
    expect(follow(follower)).toBe('reopen');
    expect(follower.journal.begin(follower.each)).toBe('reopen');
  });

  it('when the folder was replaced by another journal', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append();
    const follower = opened(disk);
    owner.journal.close();
    disk.remove(DIR);
    const other = owned(disk);
    other.append(9);
    other.append(9);
    expect(follow(follower)).toBe('reopen');
    follower.reload();
    expect(follower.numbers).toEqual([1, 2]);
  });

  it('when the records it read are not those that are there', () => {
    const disk = new SimDisk();
    const owner = owned(disk);
    owner.append(1);
    const before = disk.read(FIRST) ?? new Uint8Array(0);
    owner.append(2);
    const follower = opened(disk);
    owner.journal.close();
    disk.plant(FIRST, before);
    disk.unlink(`${DIR}/mark`);
    const other = owned(disk);
    other.append(3);
    other.append(4);
    expect(follow(follower)).toBe('reopen');
    expect(follower.journal.begin(follower.each)).toBe('reopen');
  });
});
