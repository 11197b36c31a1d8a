import { describe, expect, it } from 'vitest';
import { goneAlert } from '../../src/runtime/engine/notify/alert.ts';
import { DeliveryFile } from '../../src/runtime/engine/notify/delivery-file.ts';
import { Outbox } from '../../src/runtime/engine/notify/outbox.ts';
import { Follower } from '../../src/runtime/engine/workspace/follower.ts';
import { NOTICE_KINDS, type Sent } from '../../src/runtime/ports/index.ts';
import { SimClock } from '../../src/sim/sim-clock.ts';
import { FAILED, SimSinks } from '../../src/sim/sim-sinks.ts';
import { usedBytes } from './support/disk.ts';
import { hopeless, untilBlocked } from './support/outbox.ts';
import { finish, handOver, layout, loop, Machine } from './support/process.ts';

describe('a new target', () => {
  it('hears of what comes from now on', async () => {
    const sinks = new SimSinks({});
    const machine = new Machine();
    const one = machine.open({ sinks });
    await handOver(one);
    await finish(one);
    sinks.targets = { phone: NOTICE_KINDS };
    await loop(machine.open({ sinks })).ended;
    expect(sinks.received).toEqual([]);
  });

  it('that was gone for a while begins anew', async () => {
    const sinks = new SimSinks();
    const one = hopeless().open({ sinks });
    await handOver(one);
    sinks.targets = {};
    await untilBlocked(one);
    sinks.targets = { phone: NOTICE_KINDS };
    await one.runtime.control({ name: 'pause', reason: 'tea' });
    expect(sinks.received).toEqual([]);
  });

  it('costs nothing as long as there is none', async () => {
    const machine = new Machine();
    const one = machine.open({ sinks: new SimSinks({}) });
    await handOver(one);
    await loop(one).ended;
    expect(machine.disk.stat(layout.outbox)).toBe(null);
    expect(machine.disk.log.filter(({ path }) => path.includes('outbox'))).toEqual([]);
  });
});

it('an idle loop with a target writes nothing', async () => {
  const clock = new PollClock();
  const machine = new Machine();
  const one = machine.open({ sinks: new SimSinks(), clock });
  let steps: number | null = null;
  const ran = loop(one, () => undefined);
  clock.onSleep = (times) => {
    if (times === 10) steps = machine.disk.steps;
    if (times === 500) ran.stop.abort();
    if (times === 500) steps = machine.disk.steps - (steps ?? 0);
  };
  await ran.ended;
  expect(steps).toBe(0);
});

class PollClock extends SimClock {
  private times = 0;
  onSleep: (times: number) => void = () => undefined;

  constructor() {
    super({ auto: true });
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.times += 1;
    this.onSleep(this.times);
    await super.sleep(ms, signal);
  }
}

it('what stands is told again when it stands again', async () => {
  const sinks = new SimSinks();
  const { ports, runtime } = new Machine().open({ sinks });
  await runtime.control({ name: 'pause', reason: 'tea' });
  const follower = new Follower(ports, layout);
  const outbox = new Outbox(ports, layout);
  const gone = { session: 'one', what: 'It is gone', quoted: null };
  const alert = goneAlert(layout, follower, ports.clock, gone);
  for (const stands of [alert, alert, null, alert]) {
    outbox.take(() => follower);
    outbox.raise('owner', () => stands);
    await outbox.deliver({ signal: new AbortController().signal, end_ms: 1 });
  }
  expect(sinks.received.map(({ notice }) => notice.what)).toEqual(['It is gone', 'It is gone']);
});

it('records that tell nothing are not read again and again', async () => {
  const machine = new Machine();
  const { ports, runtime } = machine.open({ sinks: new SimSinks() });
  for (let round = 0; round < 300; round += 1) {
    await runtime.control({ name: 'pause', reason: 'tea' });
    await runtime.control({ name: 'resume', all: false });
  }
  const deliveries = new DeliveryFile(ports, layout.outbox).read();
  expect(runtime.status().seq - (deliveries?.marks.phone?.seq ?? 0)).toBeLessThan(500);
  expect(deliveries?.generation).toBe(2);
});

describe('a target that fails', () => {
  it('is tried again after longer and longer rests, then it is said what it missed', async () => {
    const sinks = new SimSinks();
    sinks.answer = () => FAILED;
    const machine = hopeless();
    const one = machine.open({ sinks });
    await handOver(one);
    const times: number[] = [];
    for (let minute = 0; minute < 440; minute += 5) {
      const before = sinks.received.length;
      await one.runtime.tick({ wait_ms: 0 });
      one.clock.advance(300_000);
      if (sinks.received.length > before) times.push(minute);
    }
    expect(times).toMatchInlineSnapshot(`
      [
        15,
        20,
        25,
        30,
        40,
        65,
        125,
        185,
        245,
        305,
        365,
        425,
      ]
    `);
    expect(sinks.lines).toMatchInlineSnapshot(`
      [
        "given up for phone, the server answered 500: 248c1e89af9ed025-6-blocked: spec/spec-add-a-subtract-function is blocked (Add a subtract function)",
      ]
    `);
    const { findings } = await one.runtime.doctor();
    expect(findings.filter(({ code }) => code.startsWith('notif'))).toMatchInlineSnapshot(`
      [
        {
          "code": "notification_failing",
          "next": "fix the target, then call millrace notify test",
          "place": "millrace-agents/state/outbox",
          "severity": "warning",
          "what": "phone failed 12 times in a row: the server answered 500; 1 notifications were given up",
        },
      ]
    `);
  });

  it('keeps neither others nor the loop waiting', async () => {
    const sinks = new SimSinks({ phone: NOTICE_KINDS, desk: NOTICE_KINDS });
    sinks.answer = (to, _, signal) => (to === 'phone' ? untilAborted(signal) : { ok: true });
    const one = new Machine().open({ sinks });
    await handOver(one);
    await loop(one).ended;
    expect(sinks.told('desk')).toHaveLength(1);
    expect(sinks.told('phone')).toHaveLength(1);
  });

  it('gets what it missed when it is well again', async () => {
    const sinks = new SimSinks();
    sinks.answer = () => FAILED;
    const machine = hopeless();
    const one = machine.open({ sinks });
    await handOver(one);
    await untilBlocked(one);
    sinks.answer = () => ({ ok: true });
    await one.runtime.tick({ wait_ms: 0 });
    expect(sinks.received).toHaveLength(1);
    one.clock.advance(5000);
    await one.runtime.tick({ wait_ms: 0 });
    expect(new Set(sinks.ids()).size).toBe(1);
    expect(sinks.received).toHaveLength(2);
    const { findings } = await one.runtime.doctor();
    expect(findings.filter(({ code }) => code.startsWith('notif'))).toEqual([]);
  });
});

function untilAborted(signal: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, reason: 'interrupted' }));
  });
}

it('a full disk is told while it is full, once', async () => {
  const sinks = new SimSinks();
  const machine = new Machine();
  await handOver(machine.open({ sinks }));
  await machine.open({ sinks }).runtime.tick({ wait_ms: 0 });
  machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 500;
  for (let call = 0; call < 4; call += 1) {
    const ticked = machine.open({ sinks }).runtime.tick({ wait_ms: 0 });
    await ticked.catch((error) => expect(error).toMatchObject({ code: 'disk_full' }));
  }
  expect(sinks.told()).toMatchInlineSnapshot(`
    [
      "4 stuck: Dispatch is paused by disk_full (no room is left on the disk; free some, and dispatch goes on by itself)",
    ]
  `);
});

it('an outbox that is garbage begins anew, and stops nobody', async () => {
  const sinks = new SimSinks();
  const machine = hopeless();
  machine.disk.plant(layout.outbox, '{"garbage":'.repeat(5000));
  const one = machine.open({ sinks });
  await handOver(one);
  await untilBlocked(one);
  expect(sinks.told()).toHaveLength(1);
});
