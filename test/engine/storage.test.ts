import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { neededRecords } from '../../src/runtime/engine/storage/archives.ts';
import { type Change, State } from '../../src/runtime/kernel/index.ts';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { SimCrash, SimDisk } from '../../src/sim/sim-disk.ts';
import { ROOT, STATE_HOME } from '../../src/sim/sim-workspace.ts';
import { finish, firstRuns, handOver, layout, Machine } from './support/process.ts';

const YEAR_MS = 365 * 86_400_000;
const ROOTS = { of: 'roots', state: null, root: null, after: null, limit: 1 } as const;

/** A closed lineage whose journal has two archives, in a workspace that has been left alone for a year. */
async function closed(): Promise<Machine> {
  const machine = new Machine();
  const opened = machine.open();
  await handOver(opened);
  await finish(opened);
  opened.runtime.close();
  return machine;
}

function later(machine: Machine) {
  const opened = machine.open();
  opened.clock.advance(YEAR_MS);
  return opened;
}

let image: ReturnType<SimDisk['killImage']>;
let machine: Machine;

beforeAll(async () => {
  image = (await closed()).disk.killImage();
});

beforeEach(() => {
  machine = new Machine(new SimDisk(image.clone()));
});

function names(folder: string): string[] {
  return (machine.disk.list(folder) ?? []).map(({ name }) => name);
}

it('thins no record with the ids of a contract, whatever else stands in it', () => {
  const late: Change = { k: 'contract@1', root: 's', version: 1, items: [], late: true };
  const other: Change = { k: 'desire@1', running: true };
  const isNeeded = neededRecords(new State());
  const recordOf = (...c: Change[]) => ({ v: 1, n: 1, at: '', c, why: [] }) as const;
  expect(isNeeded(recordOf(other, late))).toBe(true);
  expect(isNeeded(recordOf(other))).toBe(false);
});

describe('gc', () => {
  it('previews without changing anything', async () => {
    const { runtime } = later(machine);
    const before = machine.disk.dump();
    const view = await runtime.gc(false);
    expect(view).toMatchObject({ applied: false, attempts_dropped: 24, segments_thinned: 1 });
    expect(view.freed_bytes).toBeGreaterThan(10_000);
    expect(machine.disk.dump()).toEqual(before);
  });

  it('keeps the newest three of what was given up outside, and names what goes', async () => {
    const own = { state_home: STATE_HOME };
    const first = machine.open(own);
    await first.runtime.control({ name: 'resume', all: false });
    const [id = ''] = names(`${STATE_HOME}/workspaces`);
    const given = (number: number) => `${STATE_HOME}/workspaces/${id}/anchor.replaced-${number}`;
    for (const number of [1, 2, 3, 4, 5]) {
      machine.disk.plant(`${given(number)}/journal/checkpoint`, 'older');
      const archived = `${STATE_HOME}/archived/${number}`;
      machine.disk.plant(`${archived}/place`, number === 1 ? '/elsewhere\n' : `${ROOT}\n`);
    }
    const { notes } = await first.runtime.gc(false);
    expect((await first.runtime.gc(true)).notes).toHaveLength(notes.length);
    expect(notes.map((note) => note.replaceAll(id, '<id>'))).toMatchInlineSnapshot(`
      [
        "/home/.local/state/millrace/workspaces/<id>/anchor.replaced-2, given up and older than others, would go",
        "/home/.local/state/millrace/workspaces/<id>/anchor.replaced-1, given up and older than others, would go",
        "/home/.local/state/millrace/archived/2, given up and older than others, would go",
      ]
    `);
    expect(names(`${STATE_HOME}/workspaces/${id}`).join()).not.toMatch(/replaced-[12]/);
    expect(names(`${STATE_HOME}/archived`)).toEqual(['1', '3', '4', '5']);
  });

  it('lets nothing of a young lineage go', async () => {
    const view = await machine.open().runtime.gc(false);
    expect(view).toMatchObject({ attempts_dropped: 0, segments_thinned: 0, blobs_dropped: 0 });
  });

  it('compresses archives and drops output of closed lineages, and everything still answers', async () => {
    const { runtime } = later(machine);
    const [run = ''] = runtime.runs(1).map(({ run_id }) => run_id);
    const [path = ''] = runtime
      .artifacts(run)
      .flatMap((one) => (one.kind === 'stdout' ? one.path : []));
    const documents = documentsOf();
    const view = await runtime.gc(true);
    expect(view).toMatchObject({ applied: true, attempts_dropped: 24 });
    expect(view.freed_bytes).toBeGreaterThan(10_000);
    expect(names(layout.attempts)).toEqual([]);
    expect(names(layout.journal).filter((name) => name.endsWith('.kept.gz'))).toHaveLength(1);
    expect(names(layout.run(run)).filter((name) => name.startsWith('runner_'))).toEqual([]);
    expect(documentsOf()).toEqual(documents);
    expect(() => runtime.artifact(run, path)).toThrow(/is not kept any more|has no artifact/);
    expect(runtime.trace(run).notes.join()).toMatch(/not kept any more/);
    expect(machine.events().at(-1)).toMatchObject({
      event_type: 'storage_collected',
      data: { attempts_dropped: 24, segments_thinned: 1 },
    });
    const why = runtime.why({ subject: null, before_seq: null, limit: 3, at: null });
    expect(why.kept_from).toBeGreaterThan(1);
    expect(() => runtime.why({ subject: null, before_seq: null, limit: 3, at: 5 })).toThrow(
      /every record is kept only from/,
    );
    expect((await runtime.gc(true)).attempts_dropped).toBe(0);
  });

  it('drops what diff needs of closed lineages, and says so when it is asked for', async () => {
    const [root = ''] = [...machine.open().runtime.list(ROOTS).rows].map(
      ({ about }) => about.root ?? '',
    );
    const kept = (name: string) => `${layout.trees}/kept/${name}/pack/pack-1.pack`;
    for (const name of [root, 'of-another-journal'])
      machine.disk.plant(kept(name), 'x'.repeat(500));
    machine.disk.plant(`${layout.trees}/objects/ab/cd`, 'x');
    expect(await machine.open().runtime.gc(false)).toMatchObject({ trees_dropped: 2 });
    const { runtime } = later(machine);
    const run = runtime.runs(50).at(-1)?.run_id ?? '';
    expect(await runtime.gc(true)).toMatchObject({ trees_dropped: 3 });
    expect([names(`${layout.trees}/kept`), names(layout.trees)]).toEqual([[], ['kept']]);
    const { stat, notes } = runtime.diff({ key: run, from: null, lines: 10 });
    expect({ stat, notes }).toEqual({
      stat: null,
      notes: ['An older stretch of work is left out, or not kept any more.'],
    });
  });

  it('leaves a workspace that opens, rebuilds and goes on working', async () => {
    await later(machine).runtime.gc(true);
    const next = later(machine);
    expect(
      (await next.runtime.doctor()).findings.filter(({ severity }) => severity !== 'note'),
    ).toEqual([]);
    await next.runtime.repair();
    const contract = machine.disk.read(layout.at('arbiter/contracts/root-specs/subtract.md'));
    expect(contract === null ? names(layout.at('arbiter/contracts/root-specs')) : []).toHaveLength(
      contract === null ? 1 : 0,
    );
    await next.runtime.admit({
      family: 'spec',
      text: SPEC.replaceAll('ubtract', 'ivide'),
      channel: 'test',
    });
    await finish(next);
    expect(next.runtime.status().closed_roots).toBe(2);
  });

  it('keeps documents, contracts and verdicts when they have to be written again', async () => {
    await later(machine).runtime.gc(true);
    const before = documentsOf();
    for (const path of Object.keys(before)) machine.disk.remove(`${ROOT}/millrace-agents${path}`);
    await later(machine).runtime.repair();
    expect(documentsOf()).toEqual(before);
  });

  it('waits until nothing runs', async () => {
    const busy = new Machine(undefined, firstRuns());
    const opened = busy.open();
    await handOver(opened);
    await opened.runtime.tick({ wait_ms: 0 });
    const view = await opened.runtime.gc(true);
    expect(view).toMatchObject({ applied: false });
    expect(view.notes.join()).toMatch(/is open; until it ends only archives are packed/);
  });

  it('drops blobs that nothing names, and no other', async () => {
    const present = names(layout.blobs);
    const stray = 'ab'.repeat(32);
    machine.disk.plant(`${layout.blobs}/${stray}`, 'nobody');
    const { runtime } = later(machine);
    expect((await runtime.gc(true)).blobs_dropped).toBe(1);
    expect(names(layout.blobs)).toEqual(present);
  });

  it('may be cut off at any step, and the next one finishes', async () => {
    const documents = documentsOf();
    const steps = await cutAt(Number.POSITIVE_INFINITY, documents);
    expect(steps).toBeGreaterThan(100);
    for (let at = 1; at < steps; at += 37) await cutAt(at, documents);
  });
});

async function cutAt(crash_at: number, documents: Record<string, string | null>): Promise<number> {
  machine = new Machine(new SimDisk(image.clone(), { crash_at }));
  try {
    await later(machine).runtime.gc(true);
  } catch (error) {
    if (!(error instanceof SimCrash)) throw error;
  }
  const { steps } = machine.disk;
  machine = new Machine(new SimDisk(machine.disk.killImage()));
  const { runtime } = later(machine);
  await runtime.gc(true);
  expect(documentsOf(), `cut off at step ${crash_at}`).toEqual(documents);
  expect(names(layout.attempts)).toEqual([]);
  expect((await runtime.doctor()).counts).toMatchObject({ error: 0, warning: 0 });
  runtime.close();
  return steps;
}

/** Work documents, contracts and verdicts. */
function documentsOf(): Record<string, string | null> {
  const all = machine.disk.dump(layout.runtime);
  const kept = Object.entries(all).filter(
    ([path, text]) =>
      text !== null && /\/(tasks|specs|incidents|arbiter)\/.*\.(md|json)$/.test(path),
  );
  return Object.fromEntries(kept.map(([path, text]) => [path.slice(layout.runtime.length), text]));
}
