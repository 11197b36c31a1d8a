import { describe, expect, it } from 'vitest';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../src/sim/sim-workspace.ts';
import {
  at,
  baseline,
  type Files,
  lock,
  snapshot,
  spec,
  target,
  task,
} from '../../support/earlier/files.ts';
import { BASE, earlierDisk, imports, opened } from '../../support/earlier/machine.ts';
import { SCENES } from '../../support/earlier/scenes.ts';

const SPEC: Files = { 'specs/queue/gate.md': spec('gate') };

const NO_PLACE =
  'is work that this mode has no place for: hand it over again with enqueue_idea, ' +
  'or set a mode that has it before the import';

interface Taken {
  /** What it said, a line each. */
  readonly said: string[];
  /** Task -> its state, as its owner sees it. */
  readonly tasks: Record<string, string>;
  readonly disk: SimDisk;
}

async function taken(
  files: Files,
  change: (disk: SimDisk) => void = () => undefined,
): Promise<Taken> {
  const disk = earlierDisk({ ...baseline(), ...files });
  change(disk);
  const { findings } = imports(disk).apply();
  const said = findings.map(({ path, fate, what }) => `${fate} ${path}: ${what}`);
  const { runtime } = opened(disk);
  await runtime.control({ name: 'desire', running: false });
  const { rows } = runtime.list({ of: 'items', state: null, root: null, after: null, limit: 50 });
  return {
    said,
    tasks: Object.fromEntries(rows.map(({ key, about }) => [key, about.state])),
    disk,
  };
}

describe('an import meets', () => {
  it('a document that is none: it holds closures, lies in its queue, and is said', async () => {
    const { said, disk } = await taken({ 'tasks/queue/odd.md': 'Oil it.\n' });
    expect(said).toEqual([
      'changed tasks/queue/odd.md: is no valid document: The title is missing: the first line must be "# " and the title. Write it there. It lies in its queue and holds closures until it is fixed',
    ]);
    expect(disk.read(`${BASE}/tasks/queue/odd.md`)).toEqual(new TextEncoder().encode('Oil it.\n'));
    expect(opened(disk).runtime.status().blockers[0]?.kind).toBe('unreadable');
  });

  it('a document that is no text', async () => {
    const bytes = new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x0a]);
    const { said, disk } = await taken({}, (one) =>
      one.plant(`${BASE}/tasks/active/raw.md`, bytes),
    );
    expect(said[0]).toContain(
      'tasks/active/raw.md: is no valid document: The document is not valid UTF-8',
    );
    expect(disk.read(`${BASE}/tasks/queue/raw.md`)).toEqual(bytes);
  });

  it('two documents of one id: what is done is not done again', async () => {
    const { said, tasks } = await taken({
      'tasks/done/t-one.md': task('t-one'),
      'tasks/blocked/t-one.md': task('t-one'),
      'tasks/queue/t-one.md': task('t-one'),
    });
    expect(tasks).toEqual({ 'task/t-one': 'done' });
    expect(said).toEqual([
      'kept tasks/blocked/t-one.md: has the id of tasks/done/t-one.md, which is taken',
      'kept tasks/queue/t-one.md: has the id of tasks/done/t-one.md, which is taken',
    ]);
  });

  it('work whose root is nowhere: blocked, and can be brought back', async () => {
    const { said, tasks, disk } = await taken({
      'tasks/queue/t-one.md': task('t-one', { root: 'lost' }),
    });
    expect(tasks).toEqual({ 'task/t-one': 'blocked' });
    expect(said[0]).toContain(
      'is blocked: no document and no closure target of its root lost is there',
    );
    const { runtime } = opened(disk);
    await runtime.control({ name: 'requeue', item: 'task/t-one', reason: 'no matter' });
    expect(runtime.status().queues.task).toMatchObject({ queue: 1 });
  });

  it('a dependency that is nowhere: the work waits, and status says for what', async () => {
    const { tasks, disk } = await taken({
      'tasks/queue/t-one.md': task('t-one', { after: ['t-none'] }),
    });
    expect(tasks['task/t-one']).toContain('waiting');
    expect(JSON.stringify(opened(disk).runtime.status().blockers)).toContain('t-none');
  });

  it('symbolic links: none is followed', async () => {
    const { said, tasks, disk } = await taken({ 'specs/queue/gate.md': spec('gate') }, (one) => {
      one.plant('/elsewhere/t-far.md', task('t-far'));
      one.plantLink(`${BASE}/tasks/queue/t-far.md`, '/elsewhere/t-far.md');
      one.plantLink(`${BASE}/skills/far`, '/elsewhere');
      one.plantLink(`${BASE}/probes`, '/elsewhere');
    });
    expect(tasks).toEqual({});
    expect(said).toEqual([
      'kept tasks/queue/t-far.md: is a symbolic link, which is not followed',
      'kept skills/far: is a symbolic link, which is not followed',
      'kept probes: is a symbolic link, which is not followed',
    ]);
    expect(disk.stat(`${BASE}/before-import/probes`)?.kind).toBe('link');
  });

  it('a folder of ideas that is a link: not followed, and said', async () => {
    const { said } = await taken({}, (disk) => {
      disk.plant('/elsewhere/inbox/far.md', '# Far\n');
      disk.plantFolder(`${ROOT}/ideas`);
      disk.plantLink(`${ROOT}/ideas/inbox`, '/elsewhere/inbox');
    });
    expect(said).toEqual(['kept ideas/inbox: is a symbolic link in place of a folder']);
  });

  it('a torn ledger: usage comes from the results, once', async () => {
    const row = JSON.stringify({
      stage_result_path: 'millrace-agents/runs/run-0a/stage_results/request-gone.json',
    });
    const scene = SCENES['stopped while governance had paused it'];
    const ledger = 'state/usage_governance_ledger.jsonl';
    const { said, disk } = await taken({
      ...scene,
      [ledger]: `${scene[ledger]}${row}\n{"stage_res`,
    });
    expect(said).toEqual([
      `kept ${ledger}: has 1 torn line`,
      `kept ${ledger}: counts 1 stages of which no result is left`,
    ]);
    expect(opened(disk).runtime.status().totals.total_tokens).toBe(2000);
  });

  it('state files that are damaged', async () => {
    const { said } = await taken({
      ...target('gate'),
      'state/runtime_snapshot.json': '{"paused": "yes"}',
      'arbiter/targets/gate.json': '{',
      'runs/run-0a/stage_results/request-1.json': '{}',
      'state/mailbox/incoming/x.json': '[]',
    });
    expect(said).toEqual([
      'kept state/runtime_snapshot.json: is not what releases 0.16 to 0.21 write there',
      'kept runs/run-0a/stage_results/request-1.json: is not what releases 0.16 to 0.21 write there',
      'kept runs/run-0a: no stage of this run left a result',
      'kept state/mailbox/incoming/x.json: is not what releases 0.16 to 0.21 write there',
      'kept arbiter/targets/gate.json: is not what releases 0.16 to 0.21 write there',
      'kept arbiter/contracts: holds 2 files that nothing reads',
    ]);
  });

  it('state that says whether it was paused, and is damaged: it is paused', async () => {
    for (const path of ['state/runtime_snapshot.json', 'state/usage_governance_state.json']) {
      const { disk } = await taken({ [path]: '{"paused": "yes"', ...SPEC });
      expect(opened(disk).runtime.status().pauses).toMatchObject([
        { source: 'operator', reason: 'whether it was paused before the import cannot be read' },
      ]);
    }
  });

  it('evidence that is not taken: said', async () => {
    const { said } = await taken(SCENES['blocked, a dependent waits'], (disk) => {
      const run = `${BASE}/runs/run-00000000000000000000000000000c`;
      disk.plant(`${run}/troubleshoot_report.md`, 'Rust.\n');
      disk.plantLink(`${run}/far`, '/etc');
      const stderr = `${run}/runner_stderr.request-00000000000000000000000000000c0.txt`;
      disk.plant(stderr, new Uint8Array(17 * 1024 * 1024));
    });
    expect(said).toEqual([
      'kept runs/run-00000000000000000000000000000c/far: is a symbolic link, which is not followed',
      'kept runs/run-00000000000000000000000000000c/troubleshoot_report.md: does not say in its name which stage left it',
      'kept runs/run-00000000000000000000000000000c/runner_stderr.request-00000000000000000000000000000c0.txt: is too large, and is no evidence of its stage',
    ]);
  });

  it('what later releases added: named, and kept', async () => {
    const { said } = await taken({
      'probes/queue/p-one.md': '# Look\n',
      'blueprints/drafts/queue/b.json': '{}',
      'arbiter/appeals/one.json': '{}',
      'state/workspace_schema_epoch.json': '{}',
      ...snapshot({ lanes_by_id: { 'execution.main': { paused: true } } }),
    });
    expect(said).toEqual([
      'kept arbiter/appeals: holds 1 file that nothing reads',
      `kept blueprints/drafts/queue/b.json: ${NO_PLACE}`,
      `kept probes/queue/p-one.md: ${NO_PLACE}`,
      'kept state/workspace_schema_epoch.json: is nothing that this release knows',
    ]);
  });

  it('a document that is larger than a record holds inline', async () => {
    const long = `${task('t-long')}\n${'It squeaks. '.repeat(10_000)}\n`;
    const { tasks, disk } = await taken({ 'tasks/queue/t-long.md': long });
    expect(tasks).toEqual({ 'task/t-long': 'queued' });
    expect(
      (await opened(disk).runtime.doctor()).findings.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  it('a lock that was left behind: it holds nothing', async () => {
    for (const left of [
      { owner_pid: 99 },
      { owner_hostname: 'barn', acquired_at: at(1) },
      { workspace_root: '/gone' },
    ]) {
      const { said } = await taken({ ...snapshot({ updated_at: at(1) }), ...lock(left) });
      expect(said).toHaveLength(1);
      expect(said[0]).toContain('kept state/runtime_daemon.lock.json: is a lock of process');
    }
  });
});
