import { expect, it } from 'vitest';
import { endFirst, firstRuns, handOver, layout, loop, Machine, turns } from './support/process.ts';

const TOLD = ['runtime_started', 'runtime_refused', 'runtime_went_on', 'runtime_closed'];

function snapshot(machine: Machine): Record<string, unknown> {
  const bytes = machine.disk.read(`${layout.state}/runtime_snapshot.json`) ?? new Uint8Array();
  return JSON.parse(new TextDecoder().decode(bytes));
}

it('tells a refusal of the loop to every process, at once, until it is mended', async () => {
  const machine = new Machine();
  const good = machine.disk.read(layout.config) ?? new Uint8Array();
  machine.disk.plant(layout.config, '[runtime\n');
  const one = machine.open();
  const other = machine.open();
  const seen: unknown[] = [];
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'refused') {
      const { condition, blockers } = other.runtime.status();
      seen.push(condition, blockers[0]);
      machine.disk.plant(layout.config, good);
    }
    if (event.kind === 'idle' && event.did === 'idle') stop.abort();
  });
  await ran.ended;
  expect(seen).toMatchInlineSnapshot(`
    [
      "refused",
      {
        "code": "plan_invalid",
        "fix": "call compile_validate, fix every error it names, then call again",
        "kind": "refused",
        "what": "The plan does not compile: millrace.toml: Line 1, column 9: illegal character in key.",
      },
    ]
  `);
  const told = machine.events().filter(({ event_type }) => TOLD.includes(event_type));
  expect(told.map(({ event_type }) => event_type)).toEqual(TOLD);
});

it('tells an edit that cannot be used once, and goes on', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  const other = machine.open();
  await handOver(one);
  const good = machine.disk.read(layout.config) ?? new Uint8Array();
  const seen: unknown[] = [];
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'dispatched' && seen.length === 0) {
      seen.push(other.runtime.status().condition);
      machine.disk.plant(layout.config, '[limits]\nattempts_per_itm = 3\n');
    }
    if (event.kind === 'refused') {
      const { condition, reload } = other.runtime.status();
      seen.push(condition, reload);
      machine.disk.plant(layout.config, good);
      endFirst(machine, one);
    }
    if (event.kind === 'idle' && event.did === 'idle') stop.abort();
  });
  await ran.ended;
  expect(seen).toMatchInlineSnapshot(`
    [
      "working",
      "working",
      {
        "code": "config_invalid",
        "expected": "a config without errors",
        "next": "call compile_validate and fix every error that it names; it is read again then",
        "state": "refused",
        "what": "The edited config cannot be used, and the one of before goes on to count: millrace.toml:2#/limits/attempts_per_itm: The key "limits.attempts_per_itm" is not known. Did you mean "attempts_per_item"? Known: attempts_per_item, handoffs_per_lineage, remediations_per_lineage, stages_per_lineage, tokens_per_lineage, wall_minutes_per_lineage.",
      },
    ]
  `);
  const told = machine.events().filter(({ event_type }) => event_type.startsWith('config_'));
  expect(told.map(({ event_type }) => event_type)).toMatchInlineSnapshot(`
    [
      "config_reload_failed",
    ]
  `);
});

it('says in the snapshot that a loop runs, and after it that none does', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  await handOver(one);
  const during: unknown[] = [];
  const ran = loop(one, (event) => {
    if (event.kind === 'dispatched') during.push(snapshot(machine).process_running);
  });
  await turns();
  ran.stop.abort();
  endFirst(machine, one);
  await ran.ended;
  expect(during).toEqual([true]);
  expect(snapshot(machine)).toMatchObject({ runtime_mode: 'once', process_running: false });
});
