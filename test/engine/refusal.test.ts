import { expect, it } from 'vitest';
import { endFirst, firstRuns, handOver, layout, loop, Machine, turns } from './support/process.ts';

const EDITED = new TextEncoder().encode('\n[limits]\nstages_per_lineage = 7\n');

const TOLD = ['runtime_started', 'runtime_refused', 'runtime_went_on', 'runtime_closed'];

function edit(machine: Machine, text: Uint8Array): void {
  const config = machine.disk.read(layout.config) ?? new Uint8Array();
  machine.disk.plant(layout.config, new Uint8Array([...config, ...text]));
}

function snapshot(machine: Machine): Record<string, unknown> {
  const bytes = machine.disk.read(`${layout.state}/runtime_snapshot.json`) ?? new Uint8Array();
  return JSON.parse(new TextDecoder().decode(bytes));
}

it('tells a refusal of the loop to every process, at once, until it is mended', async () => {
  const machine = new Machine(undefined, firstRuns());
  const one = machine.open();
  const other = machine.open();
  await handOver(one);
  const good = machine.disk.read(layout.config) ?? new Uint8Array();
  const seen: unknown[] = [];
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'dispatched' && seen.length === 0) {
      seen.push(other.runtime.status().condition);
      edit(machine, EDITED);
    }
    if (event.kind === 'refused') {
      const { condition, blockers } = other.runtime.status();
      seen.push(condition, blockers[0]);
      machine.disk.plant(layout.config, good);
    }
    if (event.kind === 'idle' && event.did === 'idle') stop.abort();
  });
  for (let turn = 0; turn < 100 && seen.length < 3; turn += 1) await turns();
  endFirst(machine, one);
  await ran.ended;
  expect(seen).toMatchInlineSnapshot(`
    [
      "working",
      "refused",
      {
        "adoptable": true,
        "code": "plan_stale",
        "fix": "undo the edit, or call compile_validate with adopt true to go on under the new plan",
        "kind": "refused",
        "what": "The adopted plan no longer matches its inputs while a run is in flight: config [limits] changed",
      },
    ]
  `);
  const told = machine.events().filter(({ event_type }) => TOLD.includes(event_type));
  expect(told.map(({ event_type }) => event_type)).toEqual(TOLD);
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
