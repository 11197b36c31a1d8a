import { describe, expect, it } from 'vitest';
import type { TreeNotes } from '../../../src/runtime/ports/index.ts';
import { done, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { finish, firstRuns, handOver, Machine, type Opened, retire } from '../support/process.ts';
import { call, WORK } from '../support/talking.ts';

async function finished(player: Player = shippedPlayer): Promise<[Opened, Machine]> {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  await handOver(one);
  await finish(one);
  return [one, machine];
}

/** What an answer says, without what every answer says. */
async function diff(one: Opened, key: string, after?: string) {
  const answer = await call(one, 'diff', { key, ...(after === undefined ? {} : { after }) });
  const { files_changed, files, notes, stages, patch } = answer;
  return { files_changed, files, notes, stages, patch };
}

/** Notes of somebody who cannot look at the folder. */
function blind(notes: TreeNotes): TreeNotes {
  return {
    note: () => ({ unknown: 'there is no room' }),
    keep: () => undefined,
    compare: (...args) => notes.compare(...args),
    patch: () => null,
    since: () => null,
    command: () => null,
  };
}

/** Notes of a machine without git: which files differ, and nothing of their contents. */
function listing(notes: TreeNotes): TreeNotes {
  const unknown = { added: null, removed: null };
  return {
    ...blind(notes),
    note: (place) => notes.note(place),
    compare: (...args) => {
      const found = notes.compare(...args);
      if (found === null || found.total === 0) return found;
      return { ...found, ...unknown, files: found.files.map((one) => ({ ...one, ...unknown })) };
    },
  };
}

const TASK = 'task/task-one';

/** Its owner edits once the builder has ended: the stages before and after are two stretches. */
async function editedBetween(): Promise<[Opened, Machine]> {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  let edited = false;
  for (let tick = 0; tick < 80; tick += 1) {
    const { applied, did } = await one.runtime.tick({ wait_ms: 0 });
    if (did === 'idle') break;
    if (applied?.node !== 'builder' || edited) continue;
    edited = true;
    machine.world.tree.set('own.txt', 'of its owner');
  }
  return [one, machine];
}

describe('what stages changed', () => {
  it('is shown of a task, a run and a single stage, and of nothing else', async () => {
    const [one] = await finished();
    const run = one.runtime.runs(20).find(({ work }) => work === TASK)?.run_id ?? '';
    expect(await diff(one, TASK)).toMatchInlineSnapshot(`
      {
        "files": [
          {
            "kind": "added",
            "lines": "+1 -0",
            "path": "fix.txt",
          },
          {
            "kind": "added",
            "lines": "+1 -0",
            "path": "task-one.txt",
          },
        ],
        "files_changed": "2 files, +2 -0",
        "notes": [],
        "patch": "diff --git a/fix.txt b/fix.txt

      +000005
      diff --git a/task-one.txt b/task-one.txt

      +000003",
        "stages": [
          "builder",
          "checker",
          "fixer",
          "doublechecker",
          "updater",
        ],
      }
    `);
    expect(await diff(one, run)).toEqual(await diff(one, TASK));
    expect(await diff(one, `${run}/fixer`)).toMatchObject({
      files_changed: '1 file, +1 -0',
      files: [{ path: 'fix.txt', kind: 'added', lines: '+1 -0' }],
      stages: ['fixer'],
    });
  });
  it('is shown of a spec as the sum of its stages', async () => {
    const [one] = await finished();
    const { files_changed, stages, notes } = await diff(one, WORK);
    expect({ files_changed, stages, notes }).toEqual({
      files_changed: '6 files, +6 -0',
      stages: [],
      notes: [],
    });
    const { files_changed: reported } = await call(one, 'show', { key: WORK });
    expect(reported).toBe('6 files, +6 -0');
  });
  it('goes on where a page ended, or at a file', async () => {
    const [one] = await finished();
    const { patch } = await diff(one, TASK);
    const lines = String(patch).split('\n');
    expect(await diff(one, TASK, '2')).toMatchObject({ patch: lines.slice(1).join('\n') });
    const file = 'task-one.txt';
    const start = lines.findIndex((line) => line.endsWith(` b/${file}`));
    expect(await diff(one, TASK, file)).toMatchObject({ patch: lines.slice(start).join('\n') });
    expect(await diff(one, TASK, 'nowhere.txt')).toMatchObject({ patch: '' });
  });
  it('stays within its bytes whatever was changed, says what is left and leads through all of it', async () => {
    const text = Array.from({ length: 900 }, (_, at) => `line ${at} ${'x'.repeat(90)}`).join('\n');
    const [one] = await finished((request, world) => {
      if (request.node.node_id === 'fixer') {
        for (let file = 0; file < 60; file += 1) world.tree.set(`made/file-${file}.txt`, text);
      }
      return shippedPlayer(request, world);
    });
    const seen: string[] = [];
    let after: unknown;
    for (let pages = 0; pages < 5; pages += 1) {
      const answer = await call(one, 'diff', { key: TASK, ...(pages > 0 ? { after } : {}) });
      expect(JSON.stringify(answer).length).toBeLessThanOrEqual(6144);
      expect(answer).toMatchObject({ files_changed: '62 files, +54002 -0', line: seen.length + 1 });
      expect(answer.notes).toContainEqual(expect.stringMatching(/^\d+ more files are not named/));
      seen.push(...String(answer.patch).split('\n'));
      after = answer.after;
      expect(answer.next).toContain(`--after ${after}`);
    }
    expect(seen.length).toBeGreaterThan(60);
  });
  it('leaves out what others edit between two stages, and names it', async () => {
    const [one] = await editedBetween();
    const { files, notes } = await diff(one, TASK);
    expect(JSON.stringify(files)).not.toContain('own.txt');
    expect(notes).toEqual(['Others edited in between before checker, which is left out: own.txt.']);
  });
  it('counts what a stage did that was taken away', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    machine.world.tree.set('half.txt', 'half of it');
    await one.runtime.control(retire('again'));
    await finish(one);
    expect((await diff(one, WORK)).files).toContainEqual({
      path: 'half.txt',
      kind: 'added',
      lines: '+1 -0',
    });
  });
  it('counts an attempt that brought no result also when its run is over', async () => {
    const [one] = await finished((request, world) => {
      if (request.node.node_id !== 'fixer') return shippedPlayer(request, world);
      if (request.attempt.ordinal > 1) return done('FIXER_COMPLETE', request);
      world.tree.set('fix.txt', 'of the first');
      return done('NO_SUCH_OUTCOME', request);
    });
    const run = one.runtime.runs(20).find(({ work }) => work === TASK)?.run_id ?? '';
    expect(await diff(one, `${run}/fixer`)).toMatchInlineSnapshot(`
      {
        "files": [
          {
            "kind": "added",
            "lines": "+1 -0",
            "path": "fix.txt",
          },
        ],
        "files_changed": "1 file, +1 -0",
        "notes": [],
        "patch": "diff --git a/fix.txt b/fix.txt

      +of the first",
        "stages": [
          "fixer",
          "fixer",
        ],
      }
    `);
    expect((await diff(one, TASK)).files_changed).toBe('2 files, +2 -0');
    expect((await diff(one, run)).files_changed).toBe('2 files, +2 -0');
  });
  it('says that another stage ran beside also when the run is over', async () => {
    const player: Player = (request, world) =>
      request.node.node_id === 'analyst'
        ? done('ANALYST_NOOP', request)
        : shippedPlayer(request, world);
    const one = new Machine(freshDisk('learning_offline'), player).open();
    await handOver(one);
    await finish(one);
    expect((await diff(one, TASK)).notes).toMatchInlineSnapshot(`
      [
        "Another stage ran beside updater: their edits cannot be told apart.",
      ]
    `);
  });
  it('has of a running stage what was edited since it began', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    machine.world.tree.set('half.txt', 'half of it');
    expect(await diff(one, WORK)).toMatchInlineSnapshot(`
      {
        "files": [
          {
            "kind": "added",
            "lines": "+1 -0",
            "path": "half.txt",
          },
        ],
        "files_changed": "1 file, +1 -0",
        "notes": [
          "planner is at work: what was edited since it began is in it.",
        ],
        "patch": "diff --git a/half.txt b/half.txt

      +half of it",
        "stages": [
          "planner",
        ],
      }
    `);
    const { notes, stages } = await diff(machine.open({ notes: blind(one.ports.notes) }), WORK);
    expect({ notes, stages }).toEqual({
      notes: [
        'No stage of it has ended whose folder was noted before and after.',
        'planner is at work: what it changes is not known yet.',
      ],
      stages: [],
    });
  });
  it('says of a spec that nobody was there when an attempt without a result ended', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    const [attempt = ''] = machine.world.spawned.keys();
    const [request] = machine.world.requests;
    if (request !== undefined) one.attempts.finish(attempt, done('NO_SUCH_OUTCOME', request));
    const later = machine.open();
    await later.clock.sleep(3_600_000);
    await finish(later);
    expect((await diff(later, WORK)).notes).toMatchInlineSnapshot(`
      [
        "Nobody was there when a stage ended: later edits of others are in it.",
      ]
    `);
  });
  it('says that nobody was there when a stage ended', async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = machine.open();
    await handOver(one);
    await one.runtime.tick({ wait_ms: 0 });
    const [attempt = ''] = machine.world.spawned.keys();
    const [request] = machine.world.requests;
    if (request !== undefined) one.attempts.finish(attempt, done('PLANNER_COMPLETE', request));
    const later = machine.open();
    await later.clock.sleep(3_600_000);
    await finish(later);
    const run = later.runtime.runs(40).at(-1)?.run_id ?? '';
    expect((await diff(later, `${run}/planner`)).notes).toEqual([
      'Nobody was there when planner ended: later edits of others are in it.',
    ]);
  });
});

describe('what is not known of it', () => {
  it('is said with its reason, and nothing is counted as nothing', async () => {
    const machine = new Machine();
    const seen = machine.open();
    const none = machine.open({ notes: blind(seen.ports.notes) });
    await handOver(seen);
    await none.runtime.tick({ wait_ms: 0 });
    await none.runtime.tick({ wait_ms: 0 });
    await finish(seen);
    const { files_changed, notes: said } = await diff(seen, WORK);
    expect(files_changed).toBe('at least 6 files, +6 -0');
    expect(said).toContain('Not known what it changed: a stage: there is no room.');
    expect((await call(seen, 'show', { key: WORK })).files_changed).toBe('unknown: diff says why');
  });
  it('is no zero where contents are not kept: neither lines nor text (no git)', async () => {
    const [one, machine] = await finished();
    const later = machine.open({ notes: listing(one.ports.notes) });
    const run = later.runtime.runs(20).find(({ work }) => work === TASK)?.run_id ?? '';
    const key = `${run}/fixer`;
    expect(await diff(later, key)).toEqual({
      files_changed: '1 file',
      files: [{ path: 'fix.txt', kind: 'added', lines: 'lines not known' }],
      notes: ['The text of a stretch of work is not kept, so the patch lacks it.'],
      stages: ['fixer'],
      patch: '',
    });
    expect((await call(later, 'diff', { key })).lines_total).toBeUndefined();
    const { files_changed, most_changed } = await call(later, 'show', { key: WORK });
    expect(files_changed).toBe('6 files');
    expect(most_changed).toContain('fix.txt added, lines not known');
  });
  it('is said of the text of each stretch that lacks it, beside the text of the others', async () => {
    const [one, machine] = await editedBetween();
    const { notes } = one.ports;
    let asked = 0;
    const patch: TreeNotes['patch'] = (...args) => {
      asked += 1;
      return asked === 1 ? null : notes.patch(...args);
    };
    const compare: TreeNotes['compare'] = (...args) => notes.compare(...args);
    const said = await diff(machine.open({ notes: { ...blind(notes), compare, patch } }), TASK);
    expect(said.notes).toContain(
      'The text of a stretch of work is not kept, so the patch lacks it.',
    );
    expect(said.files).toMatchObject([{ path: 'fix.txt' }, { path: 'task-one.txt' }]);
    expect(said.patch).toContain('b/fix.txt');
    expect(said.patch).not.toContain('b/task-one.txt');
  });
  it('is said when it is not kept any more', async () => {
    const [one, machine] = await finished();
    machine.world.noted.clear();
    expect(await diff(one, TASK)).toMatchObject({
      files_changed: 'unknown: the notes say why',
      notes: [expect.stringContaining('not kept any more')],
    });
  });
  it('is refused for what is no work', async () => {
    const [one] = await finished();
    expect(await call(one, 'diff', { key: 'nothing' })).toMatchObject({ code: 'input_invalid' });
  });
});
