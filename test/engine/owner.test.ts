import { describe, expect, it } from 'vitest';
import { nextStep } from '../../src/operations/support/step.ts';
import { holderOf, loopHolder } from '../../src/runtime/engine/workspace/lock.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import {
  endFirst,
  finish,
  firstRuns,
  handOver,
  layout,
  loop,
  Machine,
  type Opened,
  turns,
} from './support/process.ts';

const PAUSE = { name: 'pause', reason: 'lunch' } as const;

/** What the lock file of a loop says, of process 1 unless it is replaced. */
function description(replaced: object = {}): string {
  return JSON.stringify({
    actor: 'loop',
    session: 'abcdef',
    stays: true,
    since: '2026-01-01T00:00:00.000Z',
    pid: 1,
    start: 'start-1',
    boot: 'sim-boot',
    machine: 'sim',
    pid_namespace: 'sim',
    host: 'sim',
    version: '0.0.0',
    ...replaced,
  });
}

/** Process 1 holds the lock and never answers; process 2 asks. */
async function silentOwner(replaced: object = {}): Promise<{ machine: Machine; other: Opened }> {
  const machine = new Machine();
  await machine.open().runtime.tick({ wait_ms: 0 });
  const held = machine.locks.of('process 1', machine.disk).tryTake(layout.lock);
  held?.describe(description(replaced));
  return { machine, other: machine.open() };
}

const FROM_NOW = { since: null, root: null, until: 'news' } as const;

describe('what the lock file says', () => {
  it.each([
    ['a process that was killed', {}],
    ['a pid that another process has now', { start: 'start-long-ago' }],
    ['another boot of this machine', { boot: 'another-boot' }],
    ['another machine', { machine: 'another', host: 'another' }],
    ['another release, in words that are not known', { colour: 'blue', since: undefined }],
  ])('is not taken for an owner when the lock is free: %s', async (_, replaced) => {
    const machine = new Machine();
    machine.disk.plant(layout.lock, description(replaced));
    const one = machine.open();
    expect(await one.runtime.control(PAUSE)).toMatchObject({ applied: true, through: 'direct' });
    expect(one.runtime.loop()).toMatchObject({ running: false, pid: null });
  });

  it.each([
    ['nothing', ''],
    ['garbage', '\u0000\u0001{'],
    ['a reused pid', description({ start: 'start-long-ago' })],
    ['another boot', description({ boot: 'another-boot' })],
  ])('names nobody when the lock is held and it says %s', async (_, text) => {
    const { machine, other } = await silentOwner();
    machine.disk.plant(layout.lock, text);
    expect(holderOf(other.ports, layout.lock)).toBeNull();
    await expect(other.runtime.control(PAUSE)).rejects.toMatchObject({
      code: 'workspace_owned',
      facts: { what: 'Another process owns this workspace' },
    });
  });

  it('says who, since when and what to do', async () => {
    const { other } = await silentOwner();
    const { ended } = loop(other, () => undefined);
    await expect(ended).rejects.toMatchObject({
      code: 'workspace_owned',
      facts: {
        what:
          'Another process owns this workspace: loop (process 1 on sim, ' +
          'since 2026-01-01T00:00:00.000Z, release 0.0.0)',
        next: 'leave it running and follow it with run_wait, or end it with run_stop first',
      },
    });
    expect(other.runtime.loop()).toMatchObject({ running: true, pid: 1, session: 'abcdef' });
  });

  it('is believed of another machine only while the lock is held', async () => {
    const elsewhere = { machine: 'another', host: 'another' };
    const { machine, other } = await silentOwner(elsewhere);
    expect(loopHolder(other.ports, layout.lock)).toMatchObject({ host: 'another' });
    machine.locks.kill('process 1');
    expect(loopHolder(other.ports, layout.lock)).toBeNull();
  });

  it('is empty when the owner has let go', async () => {
    const machine = new Machine();
    const one = machine.open();
    await one.runtime.control(PAUSE);
    expect(new TextDecoder().decode(machine.disk.read(layout.lock) ?? undefined)).toBe('');
  });
});

describe('whoever waits for an owner', () => {
  it('takes over when it dies, and applies what it asked for once', async () => {
    const { machine, other } = await silentOwner();
    const asked = other.runtime.control(PAUSE, 'the-pause');
    await turns();
    expect(machine.mailbox().read()).toHaveLength(1);
    machine.locks.kill('process 1');
    expect(await asked).toMatchObject({ applied: true, through: 'mailbox' });
    expect(machine.mailbox().read()).toEqual([]);
    expect(await other.runtime.control(PAUSE, 'the-pause')).toMatchObject({ applied: true });
  });

  it('is told that there was no answer in time, and the command is applied later', async () => {
    const { machine, other } = await silentOwner();
    await expect(other.runtime.control(PAUSE)).rejects.toMatchObject({
      code: 'workspace_owned',
      facts: { expected: 'an answer within 15 seconds' },
    });
    machine.locks.kill('process 1');
    await other.runtime.tick({ wait_ms: 0 });
    expect(other.runtime.status().condition).toBe('paused');
  });

  it('with a tick does the work itself when the loop has died', async () => {
    const { machine, other } = await silentOwner();
    const ticked = other.runtime.tick({ wait_ms: 600_000 });
    await turns();
    machine.locks.kill('process 1');
    machine.disk.plant(layout.lock, description({ start: 'gone' }));
    expect(await ticked).toMatchObject({ did: 'idle' });
  });

  it('reads with an older release, and is told what to update when it commands', async () => {
    const { other } = await silentOwner({ version: '0.10.0' });
    expect(other.runtime.loop()).toMatchObject({ running: true, version: '0.10.0' });
    await expect(other.runtime.control(PAUSE)).rejects.toMatchObject({
      code: 'client_outdated',
      facts: { next: 'update Millrace here to 0.10.0 and start this client again' },
    });
  });
});

describe('a loop as others see it', () => {
  it('applies what they ask, is followed, and is ended by name', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    const other = machine.open();
    await handOver(one);
    const ran = loop(one, () => undefined);
    try {
      await turns();
      expect(other.runtime.loop()).toMatchObject({ running: true, pid: 1 });
      const stale = { name: 'stop', owner: 'an-owner-before', now: true } as const;
      expect(await other.runtime.control(stale)).toMatchObject({
        applied: false,
        detail: 'it was meant for an owner that has ended',
      });
      const waiting = other.runtime.wait({ ...FROM_NOW, wait_ms: 10_000_000 });
      await turns();
      endFirst(machine, one);
      const waited = await waiting;
      expect(waited).toMatchObject({ reason: 'closed', status: { closed_roots: 1 } });
      expect(waited.events.at(-1)).toMatchObject({ kind: 'closed' });
      expect(await other.runtime.stopLoop({ now: false, wait_ms: 60_000 })).toMatchObject({
        was_running: true,
        stopped: true,
        loop: { running: false },
      });
    } finally {
      ran.stop.abort();
      await ran.ended;
    }
    expect(await other.runtime.wait({ ...FROM_NOW, wait_ms: 600_000 })).toMatchObject({
      reason: 'stopped',
    });
    expect(await other.runtime.stopLoop({ now: false, wait_ms: 0 })).toMatchObject({
      was_running: false,
      stopped: true,
    });
  });

  it('is not waited for on behalf of work that is not there', async () => {
    const one = new Machine().open();
    await handOver(one);
    const wait = one.runtime.wait({ ...FROM_NOW, root: 'no-such-spec', wait_ms: 600_000 });
    await expect(wait).rejects.toMatchObject({ code: 'resource_not_found' });
  });

  it('is waited for no longer on behalf of a spec that was withdrawn', async () => {
    const one = new Machine().open();
    await handOver(one);
    const all = { of: 'roots', state: null, root: null, after: null, limit: 1 } as const;
    const root = one.runtime.list(all).rows[0]?.about.root ?? '';
    await one.runtime.control({ name: 'withdraw', work: root, reason: 'not wanted' });
    expect(await one.runtime.wait({ ...FROM_NOW, root, wait_ms: 600_000 })).toMatchObject({
      reason: 'withdrawn',
      lineage: { state: 'withdrawn' },
    });
  });

  it('should run and does not: the next answer says so', async () => {
    const one = new Machine().open();
    await one.runtime.control({ name: 'desire', running: true });
    const { loop: view } = one.runtime.status();
    expect(view).toMatchObject({ running: false, should_run: true });
    expect(nextStep(one.runtime.status()).why).toContain('a loop should run and does not');
  });

  it('is what answers lead to, unless the config wants stages one by one', async () => {
    const toml = '[runtime]\ndefault_mode = "default_offline"\n';
    const machine = new Machine(freshDisk('default_offline', { 'millrace.toml': toml }));
    const one = machine.open();
    await handOver(one);
    const next = () => nextStep(one.runtime.status()).call.operation;
    expect(next()).toBe('run_start');
    machine.disk.plant(layout.config, `${toml}run_style = "once"\n`);
    await one.runtime.tick({ wait_ms: 0 });
    expect(next()).toBe('run_once');
    await one.runtime.control({ name: 'desire', running: true });
    expect(next()).toBe('run_start');
  });
});

it('goes on with a journal of an earlier release, whose epoch is short', async () => {
  const machine = new Machine();
  const ids = new SimIds(7);
  const short = machine.open({ ids: { hex: (length) => ids.hex(length).slice(0, 4) } });
  await handOver(short);
  await short.runtime.tick({ wait_ms: 0 });
  short.runtime.close();
  const newer = machine.open();
  await finish(newer);
  expect(newer.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(newer.runtime.runs(1)[0]?.run_id).toMatch(/^run-[0-9a-f]{4}-\d{6}$/);
  expect((await newer.runtime.doctor()).findings).toEqual([]);
  const fresh = new Machine();
  await handOver(fresh.open());
  await finish(fresh.open());
  expect(fresh.open().runtime.runs(1)[0]?.run_id).toMatch(/^run-[0-9a-f]{16}-\d{6}$/);
});
