import { expect, it } from 'vitest';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { cacheFolder, privateCopy } from '../../src/user/private-copy.ts';

const CACHE = '/home/cache/millrace';
const source = { package: '/package', version: '1.2.3', cache: CACHE };
const hash = new NodeHash();

function installed(disk = new SimDisk()): SimDisk {
  disk.plant('/package/dist/bin.js', 'import("./part.js")');
  disk.plant('/package/dist/part.js', 'export {}');
  disk.plant('/package/dist/page/page.js', 'the page');
  disk.plant('/package/assets/prices.json', '{}');
  disk.plant('/package/docs/README.md', '# Read me');
  return disk;
}

function copy(disk: SimDisk, seed = 1): string {
  return privateCopy({ disk, hash, ids: new SimIds(seed) }, source);
}

function copies(disk: SimDisk): Record<string, string | null> {
  return disk.dump(CACHE);
}

it('makes a copy once, which the package may leave behind', () => {
  const disk = installed();
  const entry = copy(disk);
  expect(entry).toMatch(/^\/home\/cache\/millrace\/1\.2\.3-[0-9a-f]{12}\/dist\/bin\.js$/);
  const made = copies(disk);
  expect(Object.values(made)).toEqual([
    null,
    null,
    '{}',
    null,
    'import("./part.js")',
    'export {}',
    '{"type":"module"}\n',
  ]);
  const { steps } = disk;
  expect(copy(disk)).toBe(entry);
  expect(disk.steps).toBe(steps);
  disk.remove('/package');
  expect(copies(disk)).toEqual(made);
});

it('keeps the copy of another program of the same version apart', () => {
  const disk = installed();
  const first = copy(disk);
  disk.plant('/package/dist/part.js', 'export { changed }');
  const second = copy(disk);
  expect(second).not.toBe(first);
  expect(disk.stat(first)?.kind).toBe('file');
});

it('mends a copy that was damaged', () => {
  const disk = installed();
  const entry = copy(disk);
  const made = copies(disk);
  disk.plant(entry, 'something else');
  expect(copy(disk)).toBe(entry);
  expect(copies(disk)).toEqual(made);
});

it('is whole or not there, wherever it is cut short', () => {
  const whole = installed();
  const entry = copy(whole);
  for (let step = 1; step <= whole.steps; step += 1) {
    const disk = installed(new SimDisk(undefined, { crash_at: step }));
    expect(() => copy(disk)).toThrow();
    const after = new SimDisk(disk.killImage());
    const found = after.read(entry);
    if (found !== null) expect(new TextDecoder().decode(found)).toBe('import("./part.js")');
    expect(copy(after, 2)).toBe(entry);
  }
});

it('refuses with what to do where it cannot be made', () => {
  const disk = installed(new SimDisk(undefined, { fail: { at: 1, code: 'EROFS', sticky: true } }));
  expect(() => copy(disk)).toThrow(/could not be made \(EROFS\).*XDG_CACHE_HOME/s);
});

it.each([
  [{}, '/home/me/.cache/millrace'],
  [{ XDG_CACHE_HOME: '/elsewhere' }, '/elsewhere/millrace'],
  [{ XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/millrace'],
])('lies in the cache folder of the user: %j', (env, folder) => {
  expect(cacheFolder(env, '/home/me')).toBe(folder);
});
