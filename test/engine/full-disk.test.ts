import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { usedBytes } from './support/disk.ts';
import { finish, handOver, layout, loop, Machine, type Opened } from './support/process.ts';

const HEADROOM_BYTES = 5 * 1024 * 1024;

async function begun(): Promise<Machine> {
  const machine = new Machine();
  const opened = machine.open();
  await handOver(opened);
  await opened.runtime.tick({ wait_ms: 0 });
  opened.runtime.close();
  return machine;
}

/** Ticks until it is refused, or has paused because of what it met. */
async function stopsFor({ runtime }: Opened): Promise<string> {
  for (let tick = 0; tick < 80; tick += 1) {
    try {
      const { did } = await runtime.tick({ wait_ms: 0 });
      if (did === 'paused' || did === 'idle') return did;
    } catch (error) {
      return isMillraceError(error) ? error.code : String(error);
    }
  }
  return 'nothing';
}

describe('a full disk', () => {
  it('pauses with a record, says so, and goes on by itself when there is room', async () => {
    const machine = await begun();
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 900;
    const full = machine.open();
    const first = await full.runtime.tick({ wait_ms: 0 });
    expect(first).toMatchObject({ did: 'applied' });
    expect(first.recovered.at(-1)).toContain('It is recorded, and a file that follows from it');
    const reader = machine.open();
    expect(reader.runtime.status()).toMatchObject({
      condition: 'paused',
      pauses: [{ source: 'disk_full', until: null }],
    });
    // The result of the stage that ran fits into the room that the reserve gave back.
    for (let tick = 0; tick < 3; tick += 1) await full.runtime.tick({ wait_ms: 0 });
    expect(full.runtime.status()).toMatchObject({ condition: 'paused' });
    expect(machine.world.spawned.size).toBe(1);
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 4 * HEADROOM_BYTES;
    await finish(full);
    expect(full.runtime.status()).toMatchObject({ closed_roots: 1, pauses: [] });
    expect([...machine.world.spawned.values()].every((times) => times === 1)).toBe(true);
    expect(machine.events().map(({ event_type }) => event_type)).toContain('runtime_resumed');
  });

  it.each([0, 3_000, 15_000, 40_000])('loses nothing with room for %i bytes', async (room) => {
    const machine = await begun();
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + room;
    expect(await stopsFor(machine.open())).toMatch(/^(disk_full|paused)$/);
    delete machine.disk.faults.capacity_bytes;
    await finish(machine.open());
    expect(machine.open().runtime.status()).toMatchObject({ closed_roots: 1, pauses: [] });
    expect((await machine.open().runtime.doctor()).counts).toMatchObject({ error: 0, warning: 0 });
  });

  it('is waited out by a loop', async () => {
    const machine = await begun();
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 500;
    const ran = loop(machine.open(), (event, { stop }) => {
      if (event.kind === 'refused') delete machine.disk.faults.capacity_bytes;
      if (event.kind === 'idle' && event.did === 'idle') stop.abort();
    });
    await ran.ended;
    expect(ran.kinds).toContain('refused');
    expect(machine.open().runtime.status()).toMatchObject({ closed_roots: 1, pauses: [] });
  });

  it('is waited out by a loop that rests because of it', async () => {
    const machine = await begun();
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 500;
    expect(await stopsFor(machine.open())).toMatch(/^(disk_full|paused)$/);
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 3 * 1024 * 1024;
    const rests: (string | null)[] = [];
    const ran = loop(machine.open(), (event, { stop }) => {
      if (event.kind !== 'idle') return;
      rests.push(event.reason);
      if (event.did === 'paused') delete machine.disk.faults.capacity_bytes;
      if (event.did === 'idle') stop.abort();
    });
    await ran.ended;
    expect(rests[0]).toMatch(/no room is left on the disk/);
    expect(machine.open().runtime.status()).toMatchObject({ closed_roots: 1, pauses: [] });
  });
});

describe('a file system that became read-only', () => {
  it('refuses to work with the reason, answers questions, and does no damage', async () => {
    const machine = await begun();
    const before = machine.disk.dump();
    const opened = machine.open();
    machine.disk.faults.fail = { at: machine.disk.steps + 1, code: 'EROFS', sticky: true };
    await expect(opened.runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({
      code: 'workspace_not_writable',
    });
    const spec = { family: 'spec', text: SPEC.replaceAll('ubtract', 'ivide'), channel: 'test' };
    await expect(opened.runtime.admit(spec)).rejects.toMatchObject({
      code: 'workspace_not_writable',
    });
    expect(opened.runtime.status().queues).toBeDefined();
    expect(opened.runtime.why({ subject: null, before_seq: null, limit: 5, at: null }).seq).toBe(
      opened.runtime.status().seq,
    );
    expect((await opened.runtime.doctor()).ok).toBe(true);
    expect(machine.disk.dump()).toEqual(before);
    delete machine.disk.faults.fail;
    await finish(opened);
    expect(opened.runtime.status().closed_roots).toBe(1);
  });
});

it('refuses a file system without locks, with the reason', async () => {
  const machine = await begun();
  const { MillraceError } = await import('../../src/runtime/errors/errors.ts');
  const lock = {
    tryTake: () => {
      throw new MillraceError('lock_not_supported', { what: 'no locks here', next: 'move it' });
    },
  };
  const { runtime } = machine.open({ lock });
  await expect(runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({ code: 'lock_not_supported' });
  const { findings } = await runtime.doctor();
  expect(findings[0]).toMatchObject({ code: 'lock_not_supported', what: 'no locks here' });
});

it('leaves foreign files in the folders of documents alone', async () => {
  const machine = new Machine();
  const opened = machine.open();
  const queue = layout.at('specs/queue');
  machine.disk.plant(`${queue}/notes.txt`, 'notes');
  machine.disk.plant(`${queue}/picture.md/inside.md`, 'a folder');
  machine.disk.plantLink(`${queue}/link.md`, '/etc/passwd');
  machine.disk.plant(`${queue}/.hidden`, 'x');
  await handOver(opened);
  await finish(opened);
  expect(opened.runtime.status()).toMatchObject({ closed_roots: 1, blockers_total: 0 });
  const names = (machine.disk.list(queue) ?? []).map(({ name }) => name);
  expect(names).toEqual(['.hidden', 'link.md', 'notes.txt', 'picture.md']);
});
