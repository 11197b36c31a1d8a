import { describe, expect, it } from 'vitest';
import { applyImport, rollbackImport } from '../../../src/runtime/index.ts';
import { initWorkspace, requireInitialized } from '../../../src/runtime/workspace/index.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { SimCrash, SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import { baseline, type Files, lock } from '../../support/earlier/files.ts';
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

describe('an import is refused', () => {
  const refused = (files: Files) => {
    const disk = earlierDisk({ ...baseline(), ...files });
    const was = contents(disk, ROOT);
    const text = refusal(() => imports(disk).apply());
    expect(contents(disk, ROOT)).toEqual(was);
    return text;
  };

  it('while the earlier program is at work', () => {
    expect(refused(lock({}))).toContain(
      'workspace_owned: The earlier program is at work in this workspace: process 1 on sim',
    );
  });

  it('while that cannot be told', () => {
    expect(refused(lock({ owner_hostname: 'barn' }))).toContain(
      'Whether process 1 on barn is still at work here cannot be told',
    );
    // A container has the same folder under a name of its own.
    expect(refused(lock({ owner_hostname: 'barn', workspace_root: '/workspace' }))).toContain(
      'Whether process 1 on barn is still at work here cannot be told',
    );
  });

  it('of a release that nobody here has read', () => {
    expect(refused(baseline('0.22.0'))).toContain(
      'was made by release 0.22.0; nothing was changed. Expected: one of release 0.16 to 0.21',
    );
    expect(refused(baseline('0.12.3'))).toContain(
      'upgrade it with its own program to 0.16 or later',
    );
    expect(refused(baseline('rm -rf /'))).toContain('an unknown release');
  });

  it('of a workspace of this program, and where there is none', () => {
    const disk = earlierDisk(baseline());
    imports(disk).apply();
    expect(refusal(() => imports(disk).apply())).toContain('is one of this program already');
    disk.remove(BASE);
    expect(refusal(() => imports(disk).preview())).toContain('There is no workspace in');
    expect(refusal(() => imports(disk).rollback())).toContain('was not imported');
  });

  it('to the second of two at once', () => {
    const disk = earlierDisk(baseline());
    const locks = new SimLocks();
    const first = imports(disk, new World(), { lock: locks.of('first', disk) });
    let second = '';
    const input = inputOf(first.ports);
    const carry: typeof input.carry = (config, isDamaged) => {
      second = refusal(() =>
        imports(disk, new World(), { lock: locks.of('second', disk) }).apply(),
      );
      return input.carry(config, isDamaged);
    };
    expect(applyImport(first.ports, { ...input, carry }).applied).toBe(true);
    expect(second).toContain('workspace_owned: Another import is at work in this workspace');
  });

  it('to be undone while a stage runs', async () => {
    const disk = earlierDisk(SCENES['planner done, manager next']);
    const world = new World();
    imports(disk, world).apply();
    await opened(disk, world).runtime.tick({ wait_ms: 0 });
    expect(refusal(() => imports(disk, world).rollback())).toContain(
      'may be running; nothing was changed',
    );
  });
});

describe('a copy', () => {
  const FROM = '/home/garden';

  function copied() {
    const disk = earlierDisk({});
    for (const [path, text] of Object.entries(SCENES.closed))
      disk.plant(`${FROM}/millrace-agents/${path}`, text);
    const { ports } = imports(disk);
    return { disk, ports, input: inputOf(ports, ROOT, FROM) };
  }

  it('leaves what it was made of, and is put away when it is undone', () => {
    const { disk, ports, input } = copied();
    disk.plant(`${FROM}/ideas/inbox/bench.md`, '# A bench\n\nTo sit on.\n');
    const was = contents(disk, FROM);
    const { taken, found } = applyImport(ports, input);
    expect(taken).toMatchObject({ documents: 2, runs: 3, targets: 1, ideas: 1 });
    expect(found).toEqual({ documents: 2, runs: 3, targets: 1, ideas: 1 });
    expect(contents(disk, FROM)).toEqual(was);
    expect(opened(disk).runtime.status().closed_roots).toBe(1);
    const { undone_to } = rollbackImport(ports, ROOT);
    expect(disk.stat(BASE)).toBeNull();
    expect(disk.stat(`${undone_to}/journal`)?.kind).toBe('dir');
    expect(applyImport(ports, input).applied).toBe(true);
  });

  it('holds files of any size, and names what cannot be copied', () => {
    const { disk, ports, input } = copied();
    const large = new Uint8Array(17 * 1024 * 1024).fill(7);
    disk.plant(`${FROM}/millrace-agents/logs/daemon.log`, large);
    disk.plantLink(`${FROM}/millrace-agents/logs/far`, '/etc');
    const { findings } = applyImport(ports, input);
    expect(findings.map(({ path, what }) => `${path} ${what}`)).toEqual([
      'logs/far is a symbolic link, and is not copied',
      'logs/daemon.log is history, which nothing reads',
    ]);
    const copy = disk.read(`${BASE}/before-import/logs/daemon.log`) ?? new Uint8Array();
    expect(Buffer.compare(copy, large)).toBe(0);
  });

  it('does not come upon a workspace', () => {
    const { ports, input, disk } = copied();
    disk.plant(`${BASE}/notes.md`, 'mine');
    expect(refusal(() => applyImport(ports, input))).toContain('There is a workspace in');
  });
});

it('says what to call where folders were changing places', () => {
  const whole = earlierDisk(baseline());
  const image = whole.killImage();
  imports(whole).apply();
  const between =
    whole.log.findIndex(({ call, path }) => call === 'rename' && path.includes('/before-import')) +
    2;
  const disk = new SimDisk(image, { crash_at: between });
  expect(() => imports(disk).apply()).toThrow(SimCrash);
  const left = new SimDisk(disk.killImage());
  const { ports } = imports(left);
  const release = { shared: left, assets: ports.assets, version: '9.9.9' };
  const init = () =>
    initWorkspace({
      disk: left,
      hash: ports.hash,
      ids: new SimIds(1),
      root: ROOT,
      mode: null,
      ...release,
    });
  for (const call of [init, () => requireInitialized(left, ROOT)]) {
    expect(refusal(call)).toContain('call import with apply true');
  }
  expect(imports(left).preview().findings[0]?.what).toContain('was cut short');
  expect(imports(left).apply()).toMatchObject({ applied: true, resumed: true });
});
