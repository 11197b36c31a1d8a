import { describe, expect, it } from 'vitest';
import { Follower } from '../../../src/runtime/engine/workspace/follower.ts';
import { layoutOf } from '../../../src/runtime/workspace/index.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import {
  at,
  baseline,
  type Files,
  json,
  snapshot,
  spec,
  target,
} from '../../support/earlier/files.ts';
import { BASE, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';
import { refusal } from '../../workspace/support/world.ts';

const BENCH = '# A bench\n\nTo sit on.\n\n## Acceptance\n\n- It holds two people.\n';
const MAIL = 'state/mailbox/incoming';

const mail = (command: string, minute: number, payload: object = {}): Files => ({
  [`${MAIL}/${command}-${minute}-aaaaaaaa.json`]: json({ command, issued_at: at(minute), payload }),
});

function imported(files: Files, change: (disk: SimDisk) => void = () => undefined) {
  const disk = earlierDisk({ ...baseline(), ...files });
  change(disk);
  const view = imports(disk).apply();
  const said = view.findings.map(({ path, fate, what }) => `${fate} ${path}: ${what}`);
  return { disk, view, said };
}

/** What its journal knows, whatever a list of it shows. */
function stateOf(disk: SimDisk) {
  const follower = new Follower(imports(disk).ports, layoutOf(ROOT));
  const { items, counters, targets } = follower.state;
  follower.close();
  return { items, counters, targets };
}

function itemsOf(disk: SimDisk): string[] {
  return [...stateOf(disk).items.values()].map(({ key, state }) => `${key} ${state}`).sort();
}

/** "owner policy" -> how often it was spent. */
function countersOf(disk: SimDisk): Record<string, number> {
  const all = [...stateOf(disk).counters];
  return Object.fromEntries(all.map(([key, count]) => [key.replace('\u001f', ' '), count]));
}

describe('ideas', () => {
  const inbox =
    (name: string, text = BENCH) =>
    (disk: SimDisk) =>
      disk.plant(`${ROOT}/ideas/inbox/${name}`, text);

  it('without a document become work, and the inbox takes none of them again', async () => {
    const { disk, said, view } = imported({}, inbox('A bench.md'));
    expect(said).toEqual([
      'changed ideas/inbox/A bench.md: is an idea that nobody had taken up, and waits as idea-A-bench',
    ]);
    expect(view.found).toEqual({ ideas: 1 });
    const { runtime } = opened(disk);
    await runtime.control({ name: 'pause', reason: 'to look' });
    for (let n = 0; n < 3; n += 1) await runtime.tick({ wait_ms: 0 });
    expect(itemsOf(disk)).toEqual(['spec/idea-A-bench queue']);
    expect(runtime.rootText('idea-A-bench').text).toContain('It holds two people.');
  });

  it('that a document stands for are not taken again, whatever their text is', async () => {
    const files = { ...target('idea-gate'), 'specs/done/idea-gate.md': spec('idea-gate') };
    const { disk, said } = imported(files, inbox('gate.md', '# The gate\n\nEdited since.\n'));
    expect(said).toEqual([
      expect.stringContaining('changed ideas/inbox/gate.md: was edited after it was taken up'),
    ]);
    const { runtime } = opened(disk);
    for (let n = 0; n < 3; n += 1) await runtime.tick({ wait_ms: 0 });
    const known = { of: 'ideas', state: null, root: null, after: null, limit: 9 } as const;
    expect(runtime.entries(known).rows).toMatchObject([{ kind: 'known', item: 'spec/idea-gate' }]);
  });

  it('whose names make one id become two', () => {
    const { disk } = imported({}, (one) => {
      inbox('A bench.md')(one);
      inbox('A-bench.md', BENCH.replace('two', 'ten'))(one);
    });
    expect(itemsOf(disk)).toEqual(['spec/idea-A-bench queue', 'spec/idea-A-bench-2 queue']);
  });

  it('of which only the kept text is left become work', () => {
    const { disk } = imported({ 'intake/ideas/idea-well.md': BENCH });
    expect(itemsOf(disk)).toEqual(['spec/idea-well queue']);
  });

  it('wait where the config takes none', () => {
    const config = { 'millrace.toml': '[watchers]\nwatch_ideas_inbox = false\n' };
    const { disk, said } = imported(config, inbox('a.md'));
    expect(itemsOf(disk)).toEqual([]);
    expect(said[0]).toContain('is an idea, and the config says that ideas are not taken up');
  });
});

describe('a mailbox', () => {
  const document = {
    schema_version: '1.0',
    kind: 'task',
    task_id: 'paint',
    title: 'Paint the gate',
    created_at: at(50),
    created_by: 'gardener',
    depends_on: [],
    target_paths: ['gate'],
    acceptance: ['It is green.'],
    required_checks: ['ls gate'],
    references: ['notes'],
    risk: ['low'],
  };

  it('with work in it: the work waits in its queue', () => {
    const { disk, said, view } = imported({
      ...mail('add_task', 50, { document }),
      ...mail('add_idea', 51, { source_name: 'pond.md', markdown: BENCH }),
    });
    expect(itemsOf(disk)).toEqual(['spec/idea-pond queue', 'task/paint queue']);
    expect(said).toEqual([
      `changed ${MAIL}/add_task-50-aaaaaaaa.json: is work that nobody had taken up, and waits as paint`,
      `changed ${MAIL}/add_idea-51-aaaaaaaa.json: is an idea that nobody had taken up, and waits as idea-pond`,
    ]);
    expect(view.taken).toMatchObject({ documents: 0, commands: 2 });
    expect(view.found).toEqual({ commands: 2 });
  });

  it('with work that cannot be taken: named with why', () => {
    const { said } = imported({
      ...mail('add_task', 50, { document }),
      ...mail('add_task', 51, { document: { ...document, title: 'Another' } }),
      ...mail('add_probe', 52, { document: { probe_id: 'p' } }),
      ...mail('add_spec', 53, { document: { spec_id: 's', title: 'S' } }),
      ...mail('resolve_incident', 54, { incident_id: 'i' }),
    });
    expect(said.slice(1)).toEqual([
      expect.stringContaining('The id paint is taken by another document'),
      expect.stringContaining('this mode has no place for what it brings'),
      expect.stringContaining('is work that cannot be taken up'),
      expect.stringContaining('is not carried out; call intervene for it'),
    ]);
  });

  it.each([
    ['torn', { [`${MAIL}/pause-1-aa.json`]: '{"comm' }],
    ['without a time', { [`${MAIL}/pause-1-aa.json`]: json({ command: 'pause' }) }],
    ['behind a resume of the same time', { ...mail('pause', 9), ...mail('resume', 9) }],
  ])('with a pause that is %s: it is paused', (_, files) => {
    const { disk } = imported({ 'specs/queue/gate.md': spec('gate'), ...files });
    expect(opened(disk).runtime.status().pauses).toMatchObject([{ source: 'operator' }]);
  });
});

describe('what held use back', () => {
  it.each([
    ['a lane with a status', { lanes_by_id: { 'execution.main': { status: 'paused' } } }],
    ['a lane that was asked to', { lanes_by_id: { 'execution.main': { pause_requested: true } } }],
  ])('%s: it is paused', (_, state) => {
    expect(imported(snapshot(state)).view.pauses).toHaveLength(1);
  });

  it('a limit that cannot be read: nothing is started until somebody says which holds', () => {
    const rule =
      '[[usage_governance.runtime_token_rules.rules]]\nrule_id = "m"\nwindow = "moon"\nthreshold = 5\n';
    for (const config of [`[usage_governance]\nenabled = true\n${rule}`, '[usage_gov'])
      expect(imported({ 'millrace.toml': config }).view.pauses).toMatchObject([
        { source: 'usage_before_import', until: null },
      ]);
  });

  it('a damaged state beside a resume that waits: it stays paused', () => {
    const { view } = imported({ 'state/usage_governance_state.json': '{', ...mail('resume', 9) });
    expect(view.pauses).toMatchObject([{ source: 'operator' }]);
  });
});

describe('a finished stage', () => {
  const scene: Files = SCENES['planner done, manager next'];
  const RESULT = 'runs/run-00000000000000000000000000000a/stage_results/request-a1.json';
  const nodes = async (files: Files) => {
    const world = new World();
    const disk = earlierDisk(files);
    imports(disk, world).apply();
    const { runtime } = opened(disk, world);
    await runtime.control({ name: 'resume', all: true });
    await runtime.tick({ wait_ms: 0 });
    return world.requests.map(({ node }) => node.node_id);
  };
  const changed = (change: object): Files => ({
    ...scene,
    [RESULT]: json({ ...JSON.parse(scene[RESULT] ?? ''), ...change }),
  });

  it.each([
    ['whose snapshot is torn', { ...scene, 'state/runtime_snapshot.json': '{"act' }],
    ['whose snapshot names a run that came to nothing', { ...scene, ...snapshot() }],
    ['with usage that is none', changed({ token_usage: { total_tokens: -1 } })],
    ['that names its request by its file alone', changed({ metadata: {} })],
    [
      'of which a copy lies beside it',
      { ...scene, [RESULT.replace('a1', 'a1 copy')]: scene[RESULT] ?? '' },
    ],
  ])('%s is not run again', async (_, files) => {
    expect(await nodes(files)).toEqual(['manager']);
  });

  it('whose work was given back since is run again', async () => {
    const row = `${JSON.stringify({ at: at(9), kind: 'spec', reason: 'anew' })}\n`;
    const files = { ...scene, ...snapshot(), 'specs/queue/gate.requeue.jsonl': row };
    expect(await nodes(files)).toEqual(['planner']);
  });

  it('is counted once, though a copy of its result lies beside it', () => {
    const { disk, said } = imported({
      ...scene,
      [RESULT.replace('a1', 'a1 copy')]: scene[RESULT] ?? '',
    });
    expect(opened(disk).runtime.status().totals.total_tokens).toBe(1000);
    expect(said[0]).toContain('repeats the result of request-a1');
  });
});

it('counts of recovery go on, with a run and without', () => {
  const count = (kind: string, id: string) => {
    const entry = { failure_class: 'x', work_item_kind: kind, work_item_id: id };
    const counted = { ...entry, mechanic_attempt_count: 1, fix_cycle_count: 2 };
    return { 'state/recovery_counters.json': json({ entries: [counted] }) };
  };
  const run = imported({ ...SCENES['planner done, manager next'], ...count('spec', 'gate') });
  expect(countersOf(run.disk)).toEqual({ 'spec/gate planning.blocked.recovery': 1 });
  const none = imported({ ...SCENES['killed while the builder ran'], ...count('task', 't-one') });
  expect(countersOf(none.disk)).toEqual({ 'task/t-one execution.fix-needed.exhaustion': 2 });
});

it('an open closure whose root document is gone goes on by its frozen contract', () => {
  const { disk, said } = imported(target('gate'));
  expect(said).toEqual([
    'changed arbiter/contracts/root-specs/gate.md: stands for the document of gate, which is gone',
  ]);
  expect(stateOf(disk).targets.get('gate')?.closed_at).toBeNull();
});

it('a closure target under two names counts once', () => {
  const files = {
    ...SCENES.closed,
    ...{ 'arbiter/targets/copy.json': target('gate')['arbiter/targets/gate.json'] ?? '' },
  };
  expect(imported(files).said).toEqual([
    'kept arbiter/targets/copy.json: is of gate, whose target has another name',
  ]);
});

it('a folder of somebody else where an import works is left alone', () => {
  const disk = earlierDisk(baseline());
  disk.plant(`${ROOT}/.millrace-import/notes.md`, 'mine');
  expect(refusal(() => imports(disk).apply())).toContain(
    'holds what no import left there: notes.md',
  );
  expect(disk.stat(`${ROOT}/.millrace-import/notes.md`)?.kind).toBe('file');
  expect(disk.stat(`${BASE}/before-import`)).toBeNull();
});

it('a mode of a later release becomes the nearest one with the same runner', () => {
  const modes = {
    lad_codex: 'default_codex',
    lad_pi: 'default_pi',
    blueprint_learning_codex: 'learning_codex',
  };
  for (const [mode, nearest] of Object.entries(modes)) {
    const { view, said } = imported({ 'millrace.toml': `[runtime]\ndefault_mode = "${mode}"\n` });
    expect(view.mode_id).toBe(nearest);
    expect(said[0]).toContain(
      `"${mode}" is no mode of this release, and ${nearest} is the nearest`,
    );
  }
});

it('a manifest with keys of a later release still tells which assets were edited', () => {
  const files = baseline();
  const manifest = {
    ...JSON.parse(files['state/baseline_manifest.json'] ?? ''),
    channel: 'stable',
  };
  const { said } = imported({
    'state/baseline_manifest.json': json(manifest),
    'skills/gate/SKILL.md': 'Mine.\n',
  });
  expect(said).toEqual(['changed skills/gate/SKILL.md: was edited, and lies where it lay']);
});
