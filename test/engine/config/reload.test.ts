import { expect, it } from 'vitest';
import { ConfigWatch, type SeenConfig } from '../../../src/runtime/engine/plan/config-watch.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { SimClock } from '../../../src/sim/sim-clock.ts';
import { SimSinks } from '../../../src/sim/sim-sinks.ts';
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
} from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const MODE = '[runtime]\ndefault_mode = "default_offline"\n';
const RELOAD = { name: 'reload_config' } as const;

function edit({ disk }: Machine, text: string): void {
  disk.plant(layout.config, `${MODE}${text}`);
}

function told(machine: Machine): string[] {
  const all = machine.events().map(({ event_type }) => event_type);
  return all.filter((type) => type.startsWith('config_') || type === 'plan_adopted');
}

/** One stage runs until the test ends it. */
async function working(): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, firstRuns());
  edit(machine, '');
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  return { machine, one };
}

it('says of each key when it counts, and what it waits for', async () => {
  const { machine, one } = await working();
  const { plan_id } = one.runtime.status();
  edit(
    machine,
    'idle_sleep_seconds = 9\n[limits]\nattempts_per_item = 30\n[storage]\nmax_archive_mb = 9\n' +
      '[runners.claude]\nretries_max = 5\n',
  );
  const { detail, lines, runs } = await one.runtime.control(RELOAD);
  const run = one.runtime.status().active[0]?.run_id ?? '';
  expect(runs).toEqual([run]);
  expect([detail, ...(lines ?? [])].join('\n').replaceAll(run, 'RUN')).toMatchInlineSnapshot(`
    "the config is read; its new plan waits until RUN has ended, under the plan that it began with
    runtime.idle_sleep_seconds (next_tick): counts with the next step of work
    runners.claude.retries_max (recompile): waits until RUN has ended, under the plan that it began with
    limits.attempts_per_item (recompile): waits until RUN has ended, under the plan that it began with
    storage.max_archive_mb (immediate): counts now"
  `);
  expect(await one.runtime.control(RELOAD)).toMatchObject({ applied: false, runs: [run] });
  endFirst(machine, one);
  await finish(one);
  expect(one.runtime.status().plan_id).not.toBe(plan_id);
  expect(told(machine)).toEqual(['plan_adopted', 'config_reloaded', 'plan_adopted']);
});

it('is what a loop does by itself, and it goes on', async () => {
  const { machine, one } = await working();
  const ran = loop(one, (event, { stop }) => {
    if (event.kind === 'reloaded') endFirst(machine, one);
    if (event.kind === 'idle' && event.did === 'idle') stop.abort();
  });
  await turns();
  edit(machine, 'idle_sleep_seconds = 9\n');
  await ran.ended;
  const reloads = machine.events().filter(({ event_type }) => event_type === 'config_reloaded');
  expect(reloads.map(({ data }) => data.keys)).toEqual([['runtime.idle_sleep_seconds']]);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, reload: null });
});

it('waits while the file is being edited, however often, and reads what is left then', () => {
  const machine = new Machine();
  const clock = new SimClock({ auto: false });
  const ports = { ...machine.open().ports, clock };
  const watch = new ConfigWatch(ports, layout.config);
  expect(watch.look(250)).toBeNull();
  for (let edits = 0; edits < 50; edits += 1) {
    edit(machine, `idle_sleep_seconds = ${edits + 1}\n`);
    clock.advance(100);
    expect([watch.look(250), watch.isMoving]).toEqual([null, true]);
  }
  clock.advance(249);
  expect(watch.look(250)).toBeNull();
  clock.advance(1);
  expect(text(watch.look(250))).toContain('idle_sleep_seconds = 50');
  expect(watch.isMoving).toBe(false);
  edit(machine, '');
  expect(text(watch.peek())).toBe(MODE);
  expect(watch.look(250)).toBeNull();
  expect(text(watch.now())).toBe(MODE);
});

function text(seen: SeenConfig | null): string {
  return new TextDecoder().decode(seen?.is === 'config' ? (seen.bytes ?? undefined) : undefined);
}

it('goes through the mailbox of a loop, and a refusal comes back', async () => {
  const { machine } = await working();
  const ran = loop(machine.open(), () => undefined);
  await turns();
  const other = machine.open();
  const answers: unknown[] = [];
  for (const text of ['[limits]\nattempts_per_item = "many"\n', 'idle_sleep_seconds = 9\n']) {
    edit(machine, text);
    answers.push(await other.runtime.control(RELOAD).catch((error: unknown) => error));
  }
  ran.interrupt.abort();
  await ran.ended;
  expect(answers).toMatchObject([
    { code: 'config_invalid', facts: { expected: 'a config without errors' } },
    // The loop may have read it by itself before.
    { through: 'mailbox' },
  ]);
  expect(told(machine)).toEqual(['plan_adopted', 'config_reload_failed', 'config_reloaded']);
});

/** What may become of the file, and a word of what is said of it. */
const SPOILT: Readonly<Record<string, readonly [(machine: Machine) => void, string]>> = {
  torn: [(machine) => edit(machine, '[limits]\nattempts_per'), 'Line 4'],
  'no UTF-8': [({ disk }) => disk.plant(layout.config, new Uint8Array([0x5b, 0xff])), 'UTF-8'],
  'larger than a megabyte': [(machine) => edit(machine, '#'.repeat(1_048_577)), 'larger than'],
  'an unknown key': [
    (machine) => edit(machine, '[limits]\nattempts_per_itm = 3\n'),
    'millrace.toml:4#/limits/attempts_per_itm: The key "limits.attempts_per_itm" is not known. ' +
      'Did you mean "attempts_per_item"?',
  ],
  'an unknown section': [(machine) => edit(machine, '[limit]\n'), 'Did you mean "limits"?'],
  'a rule twice': [
    (machine) =>
      edit(
        machine,
        '[[usage_governance.runtime_token_rules.rules]]\nrule_id = "x"\nwindow = "per_run"\nthreshold = 1\n'.repeat(
          2,
        ),
      ),
    'millrace.toml:8#/usage_governance/runtime_token_rules/rules/1/rule_id: The rule "x" is declared twice',
  ],
  'an unknown mode': [
    ({ disk }) => disk.plant(layout.config, '[runtime]\ndefault_mode = "default_ofline"\n'),
    'Did you mean "default_offline"?',
  ],
  'a stage that no loop has': [
    (machine) => edit(machine, '[stages.bilder]\nmodel = "m"\n'),
    'builder',
  ],
  'a folder': [
    ({ disk }) => {
      disk.remove(layout.config);
      disk.plantFolder(layout.config);
    },
    'not a regular file',
  ],
  'a link': [
    ({ disk }) => {
      disk.remove(layout.config);
      disk.plant('/elsewhere.toml', MODE);
      disk.plantLink(layout.config, '/elsewhere.toml');
    },
    'symbolic link',
  ],
  'a pipe': [
    ({ disk }) => {
      disk.remove(layout.config);
      disk.plantPipe(layout.config);
    },
    'not a regular file',
  ],
  gone: [({ disk }) => disk.remove(layout.config), 'an empty file'],
};

it.each(Object.entries(SPOILT))(
  'a config that is %s counts for nothing',
  async (_, [spoil, words]) => {
    const sinks = new SimSinks();
    const machine = new Machine();
    edit(machine, '[limits]\nattempts_per_item = 30\n');
    const one = machine.open({ sinks });
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    const { plan_id } = one.runtime.status();
    spoil(machine);
    for (let tick = 0; tick < 3; tick += 1) await one.runtime.tick({ wait_ms: 0 });
    const { reload, plan_id: after, totals } = one.runtime.status();
    expect(totals.stages).toBeGreaterThan(1);
    expect([after, reload?.state]).toEqual([plan_id, 'refused']);
    expect(JSON.stringify(reload).replaceAll('\\"', '"')).toContain(words);
    expect(told(machine)).toEqual(['plan_adopted', 'config_reload_failed']);
    expect(sinks.told().filter((line) => line.includes('An edit of the config'))).toHaveLength(1);
    machine.disk.remove(layout.config);
    edit(machine, '[limits]\nattempts_per_item = 30\n');
    await one.runtime.tick({ wait_ms: 0 });
    expect(one.runtime.status()).toMatchObject({ plan_id, currentness: 'current', reload: null });
    expect(told(machine).slice(2)).toEqual(['config_reload_undone']);
  },
);

it('an edit of an asset that makes no plan changes nothing, and is said once', async () => {
  const { machine, one } = await working();
  const prompt = layout.at('entrypoints/execution/builder.md');
  const text = machine.disk.read(prompt) ?? new Uint8Array();
  machine.disk.remove(prompt);
  endFirst(machine, one);
  for (let tick = 0; tick < 6; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(machine.open().runtime.status().reload).toMatchObject({
    state: 'refused',
    code: 'plan_invalid',
    what: expect.stringContaining('builder.md'),
  });
  machine.disk.plant(prompt, text);
  await finish(one);
  expect(told(machine)).toEqual(['plan_adopted', 'config_reload_failed', 'config_reload_undone']);
});

it('a plan does not wait for a run that only it can free', async () => {
  const machine = new Machine();
  edit(machine, '[limits]\nstages_per_lineage = 3\n');
  const one = machine.open();
  await handOver(one);
  for (let tick = 0; tick < 8; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().condition).toBe('held');
  edit(machine, '[limits]\nstages_per_lineage = 300\n');
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, totals: { stages: 24 } });
});

it('a plan without a place for a run in flight waits for it, also when it is told not to', async () => {
  const drafted: Player = (request, world) => {
    const { node } = request;
    const node_id = node.node_id === 'drafter' ? 'planner' : node.node_id;
    return shippedPlayer({ ...request, node: { ...node, node_id } }, world);
  };
  const machine = new Machine(undefined, firstRuns(drafted));
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const graph = layout.at('graphs/planning/planning.standard.json');
  const json = new TextDecoder().decode(machine.disk.read(graph) ?? new Uint8Array());
  machine.disk.plant(
    graph,
    json
      .replaceAll('"planner"', '"drafter"')
      .replaceAll('"stage_kind_id": "drafter"', '"stage_kind_id": "planner"'),
  );
  await expect(one.runtime.adopt()).rejects.toMatchObject({
    code: 'plan_invalid',
    facts: { what: expect.stringContaining('is in flight at the node planner') },
  });
  endFirst(machine, one);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, currentness: 'current' });
});

it('goes on under the mode that was chosen for the plan, until the config names another', async () => {
  const machine = new Machine();
  const one = machine.open();
  await one.runtime.adopt('default_codex');
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  machine.disk.plant(layout.config, `${config}\n[limits]\nattempts_per_item = 30\n`);
  await one.runtime.control(RELOAD);
  expect(one.runtime.status()).toMatchObject({ mode_id: 'default_codex', currentness: 'current' });
});

it('a rule that is removed ends its pause with the next tick, in the middle of a run', async () => {
  const rules = `[usage_governance]
enabled = true

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 1
`;
  const machine = governed(rules, each(5));
  const one = machine.open();
  await handOver(one);
  for (let tick = 0; tick < 4; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  const { plan_id, condition } = one.runtime.status();
  expect(condition).toBe('paused');
  edit(machine, '');
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({ plan_id, currentness: 'current', pauses: [] });
});
