import { describe, expect, it } from 'vitest';
import type { Command, Envelope } from '../../src/runtime/engine/commands/schema.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { layout, Machine } from './support/process.ts';

const INCOMING = `${layout.mailbox}/incoming`;
const PROCESSED = `${layout.mailbox}/processed`;
const FAILED = `${layout.mailbox}/failed`;
const PAUSE = { name: 'pause', reason: 'lunch' } as const;
const RESUME: Command = { name: 'resume', all: false };
const ADMIT: Command = { name: 'admit', family: 'spec', text: SPEC, channel: 'test' };

function mail(command: Command, request_key: string): Omit<Envelope, 'number'> {
  return {
    schema_version: '1.0',
    kind: 'mailbox_command',
    request_key,
    actor: 'test',
    issued_at: '2026-01-01T00:00:00.000Z',
    command,
  };
}

function post(machine: Machine, command: Command, request_key: string): number {
  return machine.mailbox().post(mail(command, request_key), 0, new SimIds(request_key.length));
}

function names(machine: Machine, folder: string): string[] {
  return (machine.disk.list(folder) ?? []).map(({ name }) => name);
}

describe('commands that wait', () => {
  it('are applied once and in the order of their numbers', async () => {
    const machine = new Machine();
    const numbers = [PAUSE, RESUME, ADMIT, PAUSE].map((command, at) =>
      post(machine, command, `command-${at}`),
    );
    expect(numbers).toEqual([1, 2, 3, 4]);
    const one = machine.open();
    await one.runtime.tick({ wait_ms: 0 });
    expect(one.runtime.status()).toMatchObject({
      condition: 'paused',
      queues: { spec: { queue: 1 } },
    });
    expect(applied(machine)).toEqual(['pause', 'resume', 'admit', 'pause']);
    expect(names(machine, INCOMING)).toEqual([]);
    expect(numbers.map((number) => machine.mailbox().take(number)?.ok)).toEqual(
      numbers.map(() => true),
    );
    expect(names(machine, PROCESSED)).toEqual([]);
  });

  it('never get a number twice, whoever posts and whatever was taken out', () => {
    const machine = new Machine();
    expect(post(machine, PAUSE, 'command-a')).toBe(1);
    expect(machine.mailbox().post(mail(RESUME, 'command-b'), 7, new SimIds(9))).toBe(8);
    machine.disk.plant(`${PROCESSED}/00000011.json`, '{}');
    expect(post(machine, PAUSE, 'command-c')).toBe(12);
  });
});

describe('the file of a command', () => {
  it('may have any number of digits in its name', async () => {
    const machine = new Machine();
    const file = (number: number, command: Command) =>
      JSON.stringify({ ...mail(command, `key-of-${number}`), number });
    machine.disk.plant(`${INCOMING}/000000000000000010.json`, file(10, RESUME));
    machine.disk.plant(`${INCOMING}/9.json`, file(9, PAUSE));
    machine.disk.plant(`${INCOMING}/123456789.json`, file(123_456_789, ADMIT));
    machine.disk.plant(`${INCOMING}/${'9'.repeat(20)}.json`, file(11, PAUSE));
    const one = machine.open();
    await one.runtime.tick({ wait_ms: 0 });
    expect(applied(machine)).toEqual(['pause', 'resume', 'admit']);
    expect(names(machine, INCOMING)).toEqual([]);
    expect(names(machine, PROCESSED)).toEqual([
      '000000000000000010.json',
      '123456789.json',
      '9.json',
    ]);
    expect(names(machine, FAILED)).toEqual([`${'9'.repeat(20)}.json`]);
    expect(post(machine, PAUSE, 'a-later-one')).toBe(123_456_790);
    await one.runtime.tick({ wait_ms: 0 });
    expect(machine.mailbox().take(123_456_790)).toMatchObject({ ok: true });
  });

  it('with a name of its own takes no answer from another of its number', async () => {
    const machine = new Machine();
    machine.disk.plant(`${INCOMING}/1.json`, 'Hello');
    expect(machine.mailbox().post(mail(PAUSE, 'the-pause'), 0, new SimIds(9))).toBe(2);
    machine.disk.plant(`${INCOMING}/2.json`, 'Hello');
    await machine.open().runtime.tick({ wait_ms: 0 });
    expect(machine.mailbox().take(2)).toMatchObject({ ok: true });
    expect(names(machine, FAILED)).toEqual(['1.json', '2.json']);
  });
});

describe('a command that gets no answer', () => {
  const holder = { actor: 'loop', session: 's', stays: true, version: '0.0.0' };

  /** What an owner does to the command meanwhile, and what its sender is told then. */
  async function told(meanwhile: (machine: Machine) => void) {
    const machine = new Machine();
    await drainOn(machine.disk);
    const clock = new MeanwhileClock(() => meanwhile(machine));
    const sender = machine.open({ clock });
    const lock = machine.locks.of('an owner', machine.disk).tryTake(layout.lock);
    lock?.describe(JSON.stringify(holder));
    return sender.runtime.control(PAUSE).catch((error: unknown) => error);
  }

  it('is promised to be applied once as long as it waits', async () => {
    expect(await told(() => undefined)).toMatchObject({
      code: 'workspace_owned',
      facts: { next: expect.stringContaining('is applied once') },
    });
  });

  it('is told to be put aside when it was', async () => {
    const aside = ({ disk }: Machine) => {
      for (const { name } of disk.list(INCOMING) ?? []) {
        disk.rename(`${INCOMING}/${name}`, `${FAILED}/${name}`);
      }
    };
    expect(await told(aside)).toMatchObject({
      code: 'input_invalid',
      facts: { what: 'The owner has put command 1 aside unread; it was not applied' },
    });
  });

  it('is promised nothing when it is gone', async () => {
    const gone = ({ disk }: Machine) => {
      for (const { name } of disk.list(INCOMING) ?? []) disk.unlink(`${INCOMING}/${name}`);
    };
    expect(await told(gone)).toMatchObject({
      code: 'workspace_owned',
      facts: { next: expect.stringContaining('the command is gone from the mailbox') },
    });
  });
});

describe('an owner that is killed while it applies commands', () => {
  it('loses none and applies none twice, whatever was its last step', async () => {
    const start = new Machine();
    await drainOn(start.disk);
    [PAUSE, RESUME, ADMIT].forEach((command, at) => void post(start, command, `command-${at}`));
    const image = start.disk.killImage().settled();
    const whole = new SimDisk(image.clone());
    await drainOn(whole);
    for (let step = 1; step <= whole.steps; step += 2) {
      const disk = new SimDisk(image.clone(), { crash_at: step });
      await drainOn(disk).catch(() => undefined);
      expect(disk.crashed, `step ${step}`).toBe(true);
      const left = new Machine(new SimDisk(disk.killImage()));
      await drainOn(left.disk);
      expect(applied(left), disk.explain(2)).toEqual(['pause', 'resume', 'admit']);
      expect(names(left, INCOMING)).toEqual([]);
      expect(names(left, PROCESSED)).toHaveLength(3);
    }
  });
});

describe('what is no command', () => {
  const garbage: readonly (readonly [string, (machine: Machine, path: string) => void])[] = [
    ['not JSON', ({ disk }, path) => disk.plant(path, 'Hello')],
    ['not a command of this release', ({ disk }, path) => disk.plant(path, '{"kind":"x"}')],
    ['too large', ({ disk }, path) => disk.plant(path, new Uint8Array(6_000_001))],
  ];

  it.each(garbage)('is put aside, recorded and answered: %s', async (problem, plant) => {
    const machine = new Machine();
    plant(machine, `${INCOMING}/00000001.json`);
    expect(post(machine, PAUSE, 'the-pause')).toBe(2);
    const one = machine.open();
    await one.runtime.tick({ wait_ms: 0 });
    expect(one.runtime.status().condition).toBe('paused');
    expect(names(machine, INCOMING)).toEqual([]);
    expect(names(machine, FAILED)).toEqual(['00000001.json']);
    expect(machine.mailbox().take(1)).toMatchObject({
      ok: false,
      failure: { code: 'input_invalid', what: `The owner does not take this command: ${problem}` },
    });
    expect(machine.mailbox().take(2)).toMatchObject({ ok: true });
  });

  it.each([
    [
      'a link',
      '00000001.json',
      ({ disk }: Machine, path: string) => disk.plantLink(path, layout.config),
    ],
    ['a folder', '00000001.json', ({ disk }: Machine, path: string) => disk.mkdir(path)],
    ['a pipe', '00000001.json', ({ disk }: Machine, path: string) => disk.plantPipe(path)],
    ['a file', 'notes.txt', ({ disk }: Machine, path: string) => disk.plant(path, 'mine')],
  ])('is left alone where it is %s that nobody of us has made', async (_, name, plant) => {
    const machine = new Machine();
    for (const folder of [INCOMING, PROCESSED, FAILED]) plant(machine, `${folder}/${name}`);
    post(machine, PAUSE, 'the-pause');
    const one = machine.open();
    await one.runtime.tick({ wait_ms: 0 });
    machine.mailbox().tidy(Date.UTC(2027, 0, 1));
    expect(one.runtime.status().condition).toBe('paused');
    expect(names(machine, INCOMING)).toEqual([name]);
    expect(names(machine, FAILED)).toEqual([name]);
  });

  it('takes the place of earlier garbage of its name, and is bounded', async () => {
    const machine = new Machine();
    for (let number = 1; number <= 250; number += 1) {
      machine.disk.plant(`${FAILED}/${String(number).padStart(8, '0')}.json`, 'old');
    }
    machine.disk.plant(`${INCOMING}/00000250.json`, 'new');
    machine.disk.plant(`${INCOMING}/.abc.post`, 'left by a sender that was killed');
    const one = machine.open();
    await one.runtime.tick({ wait_ms: 0 });
    expect(machine.disk.dump(FAILED)[`${FAILED}/00000250.json`]).toBe('new');
    machine.mailbox().tidy(Date.UTC(2027, 0, 1));
    expect(names(machine, FAILED)).toHaveLength(200);
    expect(names(machine, INCOMING)).toEqual([]);
  });
});

class MeanwhileClock extends SimClock {
  constructor(private readonly meanwhile: () => void) {
    super({ auto: true });
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.meanwhile();
    return super.sleep(ms, signal);
  }
}

async function drainOn(disk: SimDisk): Promise<void> {
  await new Machine(disk).open().runtime.tick({ wait_ms: 0 });
}

/** As the journal tells it, by way of the event log. */
function applied(machine: Machine): string[] {
  const done: Readonly<Record<string, string>> = {
    runtime_paused: 'pause',
    runtime_resumed: 'resume',
    work_item_admitted: 'admit',
  };
  return machine.events().flatMap(({ event_type }) => done[event_type] ?? []);
}
