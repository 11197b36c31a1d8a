import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { SimSinks } from '../../src/sim/sim-sinks.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { hopeless, untilBlocked } from './support/outbox.ts';
import { firstRuns, handOver, layout, loop, Machine, type Ran, turns } from './support/process.ts';

const TASK = `# T

Task-ID: task-x

Depends-On:
- task-none

Target-Paths:
- src

Acceptance:
- It works

Required-Checks:
- Check

References:
- none

Risk:
- none
`;

function stopAtRest(event: LoopEvent, ran: Ran): void {
  if (event.kind === 'idle') ran.stop.abort();
}

function limited(): Machine {
  const config = '[runtime]\ndefault_mode = "default_offline"\n[limits]\nstages_per_lineage = 5\n';
  return new Machine(freshDisk('default_offline', { 'millrace.toml': config }));
}

describe('a loop tells', () => {
  it('of a whole campaign that it is closed, and of nothing that goes on by itself', async () => {
    const sinks = new SimSinks();
    const one = new Machine().open({ sinks });
    await handOver(one);
    await loop(one).ended;
    expect(sinks.received.map(({ notice }) => notice)).toMatchInlineSnapshot(`
      [
        {
          "at": "2026-01-01T00:00:02.000Z",
          "id": "248c1e89af9ed025-28-closed",
          "ids": {
            "root": "spec-add-a-subtract-function",
            "run": "run-248c1e89af9ed025-000009",
          },
          "kind": "closed",
          "next": "Call runs_trace for run-248c1e89af9ed025-000009 to read the verdict.",
          "quoted": null,
          "schema_version": "1.0",
          "seq": 28,
          "simulated": true,
          "what": "spec-add-a-subtract-function is closed: all of its work is done and judged",
          "workspace": {
            "id": "248c1e89af9ed025",
            "name": "work",
          },
        },
      ]
    `);
  });

  it('of blocked work', async () => {
    const sinks = new SimSinks();
    const one = hopeless().open({ sinks });
    await handOver(one);
    await loop(one, stopAtRest).ended;
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "6 blocked: spec/spec-add-a-subtract-function is blocked (Add a subtract function)",
      ]
    `);
  });

  it('of a limit', async () => {
    const sinks = new SimSinks();
    const one = limited().open({ sinks });
    await handOver(one);
    await loop(one, stopAtRest).ended;
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "9 limit: spec-add-a-subtract-function reached limits.stages_per_lineage: nothing more of it is dispatched",
      ]
    `);
  });

  it('of work that waits for what nobody will do, once as long as it waits', async () => {
    const sinks = new SimSinks();
    const machine = new Machine();
    const one = machine.open({ sinks });
    await one.runtime.admit({ family: 'task', text: TASK, channel: 'test' });
    await loop(one, stopAtRest).ended;
    await loop(machine.open({ sinks }), stopAtRest).ended;
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "3 stuck: Work waits for other work that does not exist or waits for it in turn (task/task-x waits for task/task-none)",
      ]
    `);
    expect(sinks.ids()).toHaveLength(1);
  });

  it('of a file that is no document', async () => {
    const sinks = new SimSinks();
    const machine = new Machine();
    machine.disk.plant(layout.at('tasks/queue/odd.md'), 'odd\n');
    await loop(machine.open({ sinks }), stopAtRest).ended;
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "4 decision_needed: A document in a queue cannot be read, and its lineage cannot close before it can (line 1: The title is missing: the first line must be "# " and the title. Write it there.)",
      ]
    `);
  });

  it('an edit that cannot be used, once as long as it stands', async () => {
    const sinks = new SimSinks();
    const machine = new Machine();
    const one = machine.open({ sinks });
    await handOver(one);
    machine.disk.plant(layout.config, '[runtime');
    let applied = 0;
    await loop(one, ({ kind }, ran) => {
      if (kind === 'applied') applied += 1;
      if (applied > 5) ran.stop.abort();
    }).ended;
    expect(sinks.told().map((line) => line.replace(/^\d+/, 'N'))).toMatchInlineSnapshot(`
      [
        "N decision_needed: An edit of the config or its assets cannot be used, and what counted before goes on (The edited config cannot be used, and the one of before goes on to count: millrace.toml: Line 1, column 2: incomplete key-value: cannot find end of key. Correct...)",
      ]
    `);
  });

  it('that nobody can tell whether a stage is alive, once', async () => {
    const sinks = new SimSinks();
    const one = new Machine(undefined, firstRuns()).open({ sinks });
    one.attempts.found = { row: 'not_judgeable', why: 'the claim is of another machine' };
    await handOver(one);
    const ran = loop(one, () => undefined);
    await turns();
    await turns();
    ran.interrupt.abort();
    await ran.ended;
    expect(sinks.told()).toMatchInlineSnapshot(`
      [
        "4 decision_needed: Nobody here can tell whether a stage is alive, and nothing is started in its place (the claim is of another machine)",
      ]
    `);
  });

  it('only what a sink wants', async () => {
    const sinks = new SimSinks({ phone: ['limit'], desk: ['closed', 'blocked'] });
    const one = hopeless().open({ sinks });
    await handOver(one);
    await loop(one, stopAtRest).ended;
    expect([sinks.told('phone').length, sinks.told('desk').length]).toEqual([0, 1]);
  });
});

describe('calls tell', () => {
  it('the same as a loop', async () => {
    const sinks = new SimSinks();
    const machine = new Machine();
    await handOver(machine.open({ sinks }));
    for (let call = 0; call < 60; call += 1) {
      const { did } = await machine.open({ sinks }).runtime.tick({ wait_ms: 0 });
      if (did === 'idle') break;
    }
    expect(sinks.received.map(({ notice }) => notice.kind)).toEqual(['closed']);
  });

  it('what was decided while the file of the user could not be used', async () => {
    const sinks = new SimSinks();
    const one = hopeless().open({ sinks });
    await handOver(one);
    sinks.problem = new MillraceError('config_invalid', { what: 'half edited', next: 'mend it' });
    await untilBlocked(one);
    const { findings } = await one.runtime.doctor();
    expect(findings.map(({ code }) => code)).toContain('notify_config_invalid');
    expect(sinks.received).toEqual([]);
    sinks.problem = null;
    await one.runtime.control({ name: 'pause', reason: 'tea' });
    expect(sinks.received.map(({ notice }) => notice.kind)).toEqual(['blocked']);
  });

  it('what another call decided while they were telling', async () => {
    const sinks = new SimSinks({ phone: ['blocked', 'decision_needed'] });
    const machine = hopeless();
    const one = machine.open({ sinks });
    const other = machine.open({ sinks });
    await handOver(one);
    sinks.answer = async (_, { kind }) => {
      if (kind === 'blocked') {
        machine.disk.plant(layout.at('tasks/queue/odd.md'), 'odd\n');
        await other.runtime.tick({ wait_ms: 0 });
        await other.runtime.tick({ wait_ms: 0 });
        expect(sinks.received).toHaveLength(1);
      }
      return { ok: true };
    };
    await untilBlocked(one);
    expect(sinks.received.map(({ notice }) => notice.kind)).toEqual(['blocked', 'decision_needed']);
  });
});
