import { describe, expect, it } from 'vitest';
import { verify } from '../../src/runtime/render/index.ts';
import { CAMPAIGN } from './support/campaign.ts';
import { admit, claim, dispatch, move, result, revise, route } from './support/changes.ts';
import { hash, ROOT, recorded, World } from './support/fixture.ts';
import { NONSENSE } from './support/plans.ts';

const queued = 'sky/kites/incoming/k1.md';
const aloft = 'sky/kites/aloft/k1.md';
const landed = 'sky/kites/landed/k1.md';

function world(): World {
  return new World(NONSENSE);
}

function documents(one: World): string[] {
  return Object.keys(one.tree()).filter((path) => path.startsWith('sky/'));
}

function callsDuring(one: World, work: () => void): string[] {
  const before = one.disk.log.length;
  work();
  return one.disk.log.slice(before).map(({ call, path }) => `${call} ${path.replaceAll(ROOT, '')}`);
}

describe('documents', () => {
  it('move with their item, by one rename each', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    expect(documents(one)).toEqual([queued]);
    one.step(...claim('run-1', 'tide', 'kite/k1', 'wade'));
    expect(documents(one)).toEqual([aloft]);
    one.commit(move('kite/k1', 'done'), route('run-1', null, 'idle'));
    const renames = callsDuring(one, () => one.flush()).filter((call) => call.includes('k1.md'));
    expect(documents(one)).toEqual([landed]);
    expect(renames.at(-1)).toBe(`rename /${aloft} -> /${landed}`);
  });

  it('are written where they belong when they were admitted and claimed within one flush', () => {
    const one = world();
    one.commit(admit('kite', 'k1'));
    one.commit(...claim('run-1', 'tide', 'kite/k1', 'wade'));
    const writes = callsDuring(one, () => one.flush()).filter((call) => call.includes('k1.md'));
    expect(documents(one)).toEqual([aloft]);
    expect(writes.at(-1)).toEqual(
      expect.stringMatching(/^rename .*\.render\/.* -> \/sky\/kites\/aloft\/k1.md$/),
    );
  });

  it('are superseded into a folder of their own', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    one.step(move('kite/k1', 'blocked'));
    one.step(move('kite/k1', 'superseded'));
    expect(documents(one)).toEqual(['sky/kites/torn/superseded/k1.md']);
  });

  it('are found wherever they are after another process took over', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    one.step(move('kite/k1', 'blocked'));
    one.reopen();
    one.step(move('kite/k1', 'queue'));
    expect(documents(one)).toEqual([queued]);
  });

  it('are written again when someone took them away', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    one.disk.unlink(`${ROOT}/${queued}`);
    one.step(...claim('run-1', 'tide', 'kite/k1', 'wade'));
    expect(one.read(aloft)).toBe('# k1\n');
  });

  it('get the bytes of a revision in their place', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    one.commit(revise('kite/k1', '# k1, better\n'));
    one.commit(...claim('run-1', 'tide', 'kite/k1', 'wade'));
    one.flush();
    expect(one.tree()[aloft]).toBe('# k1, better\n');
    expect(documents(one)).toEqual([aloft]);
  });

  it('stay untouched when a person put the accepted bytes there', () => {
    const one = world();
    one.disk.plant(`${ROOT}/${queued}`, '# k1\n');
    one.commit(admit('kite', 'k1', { source: { kind: 'folder', ref: queued } }));
    const calls = callsDuring(one, () => one.flush());
    expect(calls.filter((call) => call.includes('k1.md'))).toEqual([]);
    expect(one.read(queued)).toBe('# k1\n');
  });

  it('follow a new journal that took them in where they lay', () => {
    const lost = world();
    lost.step({ k: 'open@1', epoch: 'then' }, admit('kite', 'k1'));
    lost.step(...claim('run-1', 'tide', 'kite/k1', 'wade'));
    const one = new World(NONSENSE, lost.disk);
    const source = { kind: 'folder', ref: null } as const;
    one.step({ k: 'open@1', epoch: 'now' }, admit('kite', 'k1', { source }));
    expect(documents(one)).toEqual([queued]);
    const rows = one.read('logs/runtime_events.jsonl')?.trimEnd().split('\n') ?? [];
    expect(rows.map((row) => JSON.parse(row).data.epoch)).toEqual([
      'then',
      'then',
      'then',
      'then',
      'now',
      'now',
    ]);
    one.reopen();
    expect(one.read('logs/runtime_events.jsonl')?.trimEnd().split('\n')).toEqual(rows);
  });

  it('of more than a record holds come from the blob', () => {
    const one = world();
    const { sha256, size_bytes } = recorded('large');
    one.blobs.set(sha256, new TextEncoder().encode('large'));
    one.step(admit('kite', 'k1', { document: { sha256, size_bytes } }));
    expect(one.read(queued)).toBe('large');
  });
});

describe('flush', () => {
  it('writes nothing when nothing was committed', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    expect(callsDuring(one, () => one.flush())).toEqual([]);
    expect(callsDuring(one, () => one.renderer.open(one.state, one.index))).toEqual([]);
  });

  it('writes each file once, whatever the number of records', () => {
    const one = world();
    one.step(admit('kite', 'k1'), ...claim('run-1', 'tide', 'kite/k1', 'wade'));
    for (let n = 1; n <= 20; n += 1) {
      const next = dispatch('run-1', 'wade', `run-1-q${n + 1}`);
      one.commit(
        result(`run-1-q${n}`, 'WET'),
        route('run-1', `run-1-q${n}`, 'run_stage', { node: 'wade' }),
        ...next,
      );
    }
    const calls = callsDuring(one, () => one.flush());
    const into = (place: string) => calls.filter((call) => call.endsWith(`-> /${place}`)).length;
    expect(into('runs/run-1/run_trace.json')).toBe(1);
    expect(into('state/runtime_snapshot.json')).toBe(1);
    expect(calls.filter((call) => call.startsWith('write /logs'))).toHaveLength(1);
    expect(one.read('logs/runtime_events.jsonl')?.split('\n')).toHaveLength(64);
  });

  it('needs few disk calls for a stage in the middle of a run', () => {
    const one = world();
    one.step(admit('kite', 'k1'), ...claim('run-1', 'tide', 'kite/k1', 'wade'));
    const stage = (n: number) => {
      const request = `run-1-q${n}`;
      one.commit(
        result(request, 'WET'),
        route('run-1', request, 'run_stage', { node: 'wade' }),
        ...dispatch('run-1', 'wade', `run-1-q${n + 1}`),
      );
      one.flush();
    };
    for (let n = 1; n <= 4; n += 1) stage(n);
    const calls = callsDuring(one, () => stage(5));
    const spares = calls.map((call) => call.replace(/[0-9a-f]{8}\.\d+/g, 'spare'));
    expect(spares).toMatchInlineSnapshot(`
      [
        "create /state/.render/spare",
        "write /state/.render/spare",
        "rename /state/.render/spare -> /runs/run-1/stage_results/run-1-q5.json",
        "write /state/.render/spare",
        "link /state/.render/spare -> /state/.render/spare.linked",
        "rename /state/.render/spare.linked -> /runs/run-1/run_trace.json",
        "write /state/.render/spare",
        "link /state/.render/spare -> /state/.render/spare.linked",
        "rename /state/.render/spare.linked -> /state/runtime_snapshot.json",
        "write /logs/runtime_events.jsonl",
      ]
    `);
  });

  it('goes on when another process opened the workspace and left it as it was', () => {
    const one = world();
    one.step(admit('kite', 'k1'));
    one.disk.remove(`${ROOT}/state/.render`);
    one.disk.mkdir(`${ROOT}/state/.render`);
    one.step(admit('kite', 'k2'));
    one.step(...claim('run-1', 'tide', 'kite/k2', 'wade'));
    expect(one.tree()).toEqual(one.rebuilt());
  });

  it('waits for a plan', () => {
    const one = world();
    one.commit({ k: 'note@1', event: 'a_note', data: {} });
    expect(callsDuring(one, () => one.renderer.flush(one.state, null))).toEqual([]);
    one.flush();
    expect(one.read('logs/runtime_events.jsonl')).toContain('a_note');
  });
});

describe('verify', () => {
  it('finds nothing in a workspace that was rendered', () => {
    const one = world();
    for (const changes of CAMPAIGN) one.step(...changes);
    expect(verify({ disk: one.disk, hash }, ROOT, one.state, one.index)).toEqual([]);
  });

  it('names what is missing and what differs', () => {
    const one = world();
    for (const changes of CAMPAIGN) one.step(...changes);
    one.disk.unlink(`${ROOT}/runs/run-1/run_trace.json`);
    one.disk.plant(`${ROOT}/sky/kites/landed/k2.md`, 'edited');
    one.disk.plant(`${ROOT}/state/tide_status.md`, '### WHAT\n');
    expect(verify({ disk: one.disk, hash }, ROOT, one.state, one.index)).toEqual([
      { path: 'millrace-agents/state/tide_status.md', problem: 'differs' },
      { path: 'millrace-agents/sky/kites/landed/k2.md', problem: 'differs' },
      { path: 'millrace-agents/runs/run-1/run_trace.json', problem: 'missing' },
    ]);
    one.renderer.rebuild(one.state, one.index);
    expect(verify({ disk: one.disk, hash }, ROOT, one.state, one.index)).toEqual([]);
  });
});
