import { describe, expect, it } from 'vitest';
import { idOfPlace, outsideOf, rememberPlace } from '../../../src/runtime/anchor/index.ts';
import { applyImport, rollbackImport } from '../../../src/runtime/index.ts';
import {
  layoutOf,
  readWorkspaceId,
  requireInitialized,
} from '../../../src/runtime/workspace/index.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { SimCrash, SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { baseline } from '../../support/earlier/files.ts';
import {
  BASE,
  contents,
  earlierDisk,
  imports,
  inputOf,
  opened,
} from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';
import { refusal } from '../../workspace/support/world.ts';

const files = SCENES['queued, paused by its operator'];
const WORKSHOP = `${ROOT}/.millrace-import`;
const HELD = `${WORKSHOP}/new/millrace-agents/before-import`;

/** The disk of a process that is killed right after a rename of this kind. */
function killedAfter(
  whole: SimDisk,
  isMeant: (path: string) => boolean,
  work: (disk: SimDisk) => void,
) {
  const image = whole.killImage();
  const trial = new SimDisk(image);
  work(trial);
  const at = trial.log.findIndex(({ call, path }) => call === 'rename' && isMeant(path)) + 2;
  const disk = new SimDisk(image, { crash_at: at });
  expect(() => work(disk)).toThrow(SimCrash);
  return new SimDisk(disk.killImage());
}

/** Something happens right after each rename to a path that ends like this. */
function meanwhile(image: SimDisk, end: string, happens: (disk: SimDisk) => void): SimDisk {
  class Busy extends SimDisk {
    override rename(from: string, to: string): void {
      super.rename(from, to);
      if (to.endsWith(end)) happens(this);
    }
  }
  return new Busy(image.killImage());
}

describe('while the folders change places', () => {
  it('something else takes the place: what was before is not touched, and comes back', () => {
    const disk = earlierDisk(files);
    const was = contents(disk);
    const left = killedAfter(
      disk,
      (path) => path.includes('/before-import'),
      (one) => imports(one).apply(),
    );
    left.plant(`${BASE}/state/runtime_snapshot.json`, '{}');
    const held = contents(left, HELD);
    const { preview, apply, rollback } = imports(left);
    for (const call of [preview, apply, rollback, apply]) {
      const text = refusal(call);
      expect(text).toContain(`what was there before lies in ${HELD}`);
      expect(text).toContain(`move ${BASE} away, then call import with apply true`);
    }
    expect(contents(left, HELD)).toEqual(held);
    left.remove(BASE);
    expect(apply()).toMatchObject({ applied: true, resumed: true });
    rollback();
    expect(contents(left)).toEqual(was);
  });

  it('the same in the midst of one call', () => {
    const disk = meanwhile(earlierDisk(files), '/before-import', (one) =>
      one.plant(`${BASE}/logs/daemon.log`, 'at work'),
    );
    expect(refusal(() => imports(disk).apply())).toContain('ENOTEMPTY');
    expect(refusal(() => imports(disk).apply())).toContain(`move ${BASE} away`);
    expect(disk.stat(`${HELD}/specs/queue/gate.md`)?.kind).toBe('file');
  });

  it('something else takes the place of what is being put back', () => {
    const disk = earlierDisk(files);
    const was = contents(disk);
    imports(disk).apply();
    const left = killedAfter(
      disk,
      (path) => path.includes('rolled-back'),
      (one) => imports(one).rollback(),
    );
    expect(refusal(() => requireInitialized(left, ROOT))).toContain(
      'call import with rollback true',
    );
    expect(imports(left).preview()).toMatchObject({ unfinished: 'rollback', applied: false });
    left.plant(`${BASE}/notes.md`, 'mine');
    expect(refusal(() => imports(left).rollback())).toContain(`move ${BASE} away`);
    left.remove(BASE);
    imports(left).rollback();
    expect(contents(left)).toEqual(was);
  });

  it('of an undone import nobody becomes the owner', () => {
    const locks = new SimLocks();
    const disk = earlierDisk(files);
    imports(disk).apply();
    let taken: unknown = 'not asked';
    const busy = meanwhile(disk, '.rolled-back-1', (one) => {
      const kept = layoutOf(ROOT).lock.replace('millrace-agents', 'millrace-agents.rolled-back-1');
      taken = locks.of('other', one).tryTake(kept);
    });
    imports(busy, new World(), { lock: locks.of('first', busy) }).rollback();
    expect(taken).toBeNull();
  });
});

it('a process that had the imported workspace open leaves the earlier one alone', async () => {
  const disk = earlierDisk(files);
  const was = contents(disk);
  const world = new World();
  imports(disk, world).apply();
  const { runtime } = opened(disk, world);
  await runtime.control({ name: 'resume', all: true });
  imports(disk, world).rollback();
  await expect(runtime.control({ name: 'pause', reason: 'to think' })).rejects.toThrow(
    'was made by another program',
  );
  await expect(runtime.tick({ wait_ms: 0 })).rejects.toThrow('was made by another program');
  expect(() => runtime.status()).toThrow('was made by another program');
  expect(contents(disk)).toEqual(was);
});

it('a copy of an imported workspace is undone without what is kept of the original', () => {
  const disk = earlierDisk(files);
  const home = '/home/me/state';
  const { ports, apply, rollback } = imports(disk, new World(), { state_home: home });
  apply();
  const id = readWorkspaceId(disk, layoutOf(ROOT)) ?? '';
  rememberPlace(ports, home, id, ROOT);
  for (const [path, text] of Object.entries(contents(disk, ROOT)))
    if (text !== null) disk.plant(`/copy${path.slice(ROOT.length)}`, text);
  rollbackImport(ports, '/copy');
  expect(disk.stat('/copy/millrace-agents/specs/queue/gate.md')?.kind).toBe('file');
  expect(idOfPlace(ports, home, ROOT)).toBe(id);
  rollback();
  expect(disk.stat(outsideOf(home, id).folder)).toBeNull();
});

it('a copy that was cut short is begun anew, of whatever is named then', () => {
  const disk = earlierDisk({});
  for (const garden of ['/home/one', '/home/two'])
    for (const [path, text] of Object.entries(baseline()))
      disk.plant(`${garden}/millrace-agents/${path}`, text);
  disk.plant('/home/two/millrace-agents/outline.md', 'The second.\n');
  const copies = (from: string) => (one: SimDisk) => {
    const { ports } = imports(one);
    return applyImport(ports, inputOf(ports, ROOT, from));
  };
  const image = disk.killImage();
  const trial = new SimDisk(image);
  copies('/home/one')(trial);
  const last = trial.log.findLastIndex(({ call }) => call === 'rename') + 1;
  const cut = new SimDisk(image, { crash_at: last });
  expect(() => copies('/home/one')(cut)).toThrow(SimCrash);
  const left = new SimDisk(cut.killImage());
  expect(copies('/home/two')(left)).toMatchObject({ applied: true, resumed: false });
  expect(left.dump(BASE)[`${BASE}/before-import/outline.md`]).toBe('The second.\n');
});
