import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/runtime/ports/disk.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { SimCrash, SimDisk, type SimFaults } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { describeDiskContract } from '../support/disk-contract.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describeDiskContract('SimDisk', () => {
  const disk = new SimDisk();
  disk.mkdir('/d');
  return { disk, dir: '/d', symlink: (path, target) => disk.plantLink(path, target) };
});

function append(disk: Disk, path: string, text: string, sync: boolean): void {
  const file = disk.open(path, 'upsert');
  const bytes = encode(text);
  let from = 0;
  const start = file.stat().size_bytes;
  while (from < bytes.length) from += file.write(bytes.subarray(from), start + from);
  if (sync) file.sync();
}

function powerDumps(disk: SimDisk, limit = 1000): string[] {
  const dumps = [...disk.powerImages(limit)].map((image) =>
    JSON.stringify(new SimDisk(image).dump()),
  );
  return [...new Set(dumps)].sort();
}

describe('power loss', () => {
  it('keeps neither an unsynced name nor unsynced bytes for sure', () => {
    const disk = new SimDisk();
    append(disk, '/f', 'ab', false);
    expect(powerDumps(disk)).toEqual([
      '{"/f":""}',
      '{"/f":"\\u0000b"}',
      '{"/f":"a"}',
      '{"/f":"ab"}',
      '{}',
    ]);
  });

  it('keeps what was synced, bytes and names apart', () => {
    const disk = new SimDisk();
    append(disk, '/f', 'ab', true);
    expect(powerDumps(disk)).toEqual(['{"/f":"ab"}', '{}']);
    disk.syncDir('/');
    expect(powerDumps(disk)).toEqual(['{"/f":"ab"}']);
  });

  it('renames inside a directory at once, and across directories as two changes', () => {
    const disk = new SimDisk();
    disk.plant('/a/f', 'x');
    disk.plant('/b/g', 'y');
    disk.rename('/a/f', '/a/h');
    expect(powerDumps(disk).map((dump) => dump.includes('/a/f') !== dump.includes('/a/h'))).toEqual(
      [true, true],
    );
    disk.rename('/a/h', '/b/h');
    expect(powerDumps(disk)).toContain('{"/a":null,"/b":null,"/b/g":"y"}');
  });

  it('replaces a name with the old or the new content, never a mixture', () => {
    const disk = new SimDisk();
    disk.plant('/f', 'old');
    append(disk, '/f.tmp', 'new', true);
    disk.rename('/f.tmp', '/f');
    expect(powerDumps(disk)).toEqual([
      '{"/f":"new"}',
      '{"/f":"old","/f.tmp":"new"}',
      '{"/f":"old"}',
    ]);
  });

  it('samples when there are too many combinations, the same for the same seed', () => {
    const disk = new SimDisk();
    for (let index = 0; index < 20; index++) append(disk, `/f${index}`, 'text', false);
    const labels = (seed: number) => [...disk.powerImages(10, seed)].map((image) => image.label);
    expect(labels(1)).toHaveLength(10);
    expect(labels(1)).toEqual(labels(1));
    expect(labels(1)).not.toEqual(labels(2));
  });
});

describe('kill', () => {
  it('leaves the page cache: later syncs still make it durable', () => {
    const disk = new SimDisk();
    append(disk, '/f', 'ab', false);
    const next = new SimDisk(disk.killImage());
    expect(next.dump()).toEqual({ '/f': 'ab' });
    expect(powerDumps(next)).toContain('{}');
    next.open('/f', 'update').sync();
    next.syncDir('/');
    expect(powerDumps(next)).toEqual(['{"/f":"ab"}']);
  });

  it('images change neither with the disk that they come from nor with one made of them', () => {
    const disk = new SimDisk();
    append(disk, '/f', 'one', true);
    const image = disk.killImage();
    append(disk, '/f', 'two', true);
    const other = new SimDisk(image);
    append(other, '/f', '!', true);
    other.unlink('/f');
    expect(new SimDisk(image).dump()).toEqual({ '/f': 'one' });
    expect(disk.dump()).toEqual({ '/f': 'onetwo' });
  });
});

describe('faults', () => {
  const script = (disk: SimDisk) => {
    disk.mkdir('/d');
    append(disk, '/d/f', 'abcd', true);
    disk.rename('/d/f', '/d/g');
    disk.syncDir('/d');
  };
  const run = (faults: SimFaults) => {
    const disk = new SimDisk(undefined, faults);
    let ended = 'well';
    try {
      script(disk);
    } catch (error) {
      ended = error instanceof Error ? `${error.constructor.name} ${error.message}` : 'other';
    }
    return { disk, ended };
  };

  it('numbers each changing primitive', () => {
    expect(run({}).disk.explain(20)).toBe(
      [
        '1 mkdir /d',
        '2 create /d/f',
        '3 write /d/f',
        '4 sync /d/f',
        '5 rename /d/f -> /d/g',
        '6 syncDir /d',
      ].join('\n'),
    );
  });

  it('crashes before a step, and stays dead', () => {
    const { disk, ended } = run({ crash_at: 3 });
    expect(ended).toBe('SimCrash at step 3 write /d/f');
    expect(() => disk.list('/')).toThrow(SimCrash);
    expect(new SimDisk(disk.killImage()).dump()).toEqual({ '/d': null, '/d/f': '' });
  });

  it('tears a write', () => {
    const { disk } = run({ crash_at: 3, torn: 0.75 });
    expect(new SimDisk(disk.killImage()).dump()['/d/f']).toBe('abc');
  });

  it('fails one step, or each from then on', () => {
    const once = run({ fail: { at: 3, code: 'EIO' } });
    expect(once.ended).toBe('DiskFault EIO: write /d/f');
    once.disk.write('/later', encode('x'));
    const sticky = run({ fail: { at: 3, code: 'ENOSPC', sticky: true } });
    expect(() => sticky.disk.write('/later', encode('x'))).toThrow('ENOSPC');
  });

  it('writes short', () => {
    const { disk, ended } = run({ short_at: 3 });
    expect(ended).toBe('well');
    expect(disk.dump()['/d/g']).toBe('abcd');
    expect(disk.steps).toBe(7);
  });

  it('has the room that it was given', () => {
    const disk = new SimDisk(undefined, { capacity_bytes: 10 });
    disk.write('/a', new Uint8Array(8));
    expect(() => disk.write('/b', new Uint8Array(8))).toThrow('ENOSPC');
    expect(disk.stat('/b')?.size_bytes).toBe(2);
    disk.unlink('/a');
    disk.write('/b', new Uint8Array(10));
    expect(disk.open('/b', 'update').write(encode('overwritten'.slice(0, 10)), 0)).toBe(10);
  });

  it.each([
    ['kept', 'abcd'],
    ['reverted', 'ab'],
  ] as const)('drops the dirty pages of a failed sync, reads see them %s', (after, seen) => {
    const disk = new SimDisk();
    disk.plant('/f', 'ab');
    Object.assign(disk.faults, { fail: { at: 2, code: 'EIO' }, after_failed_sync: after });
    expect(() => append(disk, '/f', 'cd', true)).toThrow('EIO');
    expect(disk.dump()['/f']).toBe(seen);
    const file = disk.open('/f', 'update');
    file.write(encode('ef'), 4);
    file.sync();
    expect(powerDumps(disk)).toEqual(['{"/f":"ab\\u0000\\u0000ef"}']);
  });
});

it('appends a long file in time that does not grow with it', () => {
  const disk = new SimDisk();
  const file = disk.open('/log', 'create');
  const line = encode('x'.repeat(100));
  for (let index = 0; index < 5000; index++) {
    file.write(line, index * 100);
    expect(file.read(index * 100, 100).length).toBe(100);
    if (index % 10 === 0) file.sync();
  }
  expect(disk.stat('/log')?.size_bytes).toBe(500_000);
});

it('keeps reads right under random overlapping writes and truncations', () => {
  const disk = new SimDisk();
  const file = disk.open('/f', 'create');
  const ids = new SimIds(7);
  let model = Buffer.alloc(0);
  const number = (below: number) => Number.parseInt(ids.hex(6), 16) % below;
  for (let round = 0; round < 3000; round++) {
    const at = number(60);
    if (number(5) === 0) {
      file.truncate(at);
      model = Buffer.concat([model.subarray(0, at), Buffer.alloc(Math.max(0, at - model.length))]);
    } else {
      const bytes = Buffer.from(ids.hex(number(20)));
      file.write(bytes, at);
      if (bytes.length > 0) {
        const grown = Buffer.alloc(Math.max(model.length, at + bytes.length));
        model.copy(grown);
        bytes.copy(grown, at);
        model = grown;
      }
    }
    const from = number(40);
    expect(Buffer.from(file.read(from, 30)).equals(model.subarray(from, from + 30))).toBe(true);
  }
});

it('wakes sleepers when time is moved, in the order of their ends', async () => {
  const clock = new SimClock({ now_ms: 1000 });
  const woken: string[] = [];
  const controller = new AbortController();
  const all = [
    clock.sleep(20).then(() => woken.push('late')),
    clock.sleep(10).then(() => woken.push('early')),
    clock.sleep(99, controller.signal).then(() => woken.push('aborted')),
  ];
  clock.advance(20);
  await Promise.all(all.slice(0, 2));
  controller.abort();
  await Promise.all(all);
  expect(woken).toEqual(['early', 'late', 'aborted']);
  expect([clock.now(), clock.monotonic(), clock.sleeping]).toEqual([1020, 20, 0]);
});
