import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

describe.concurrent('processes that work on one workspace at once', () => {
  it('share the stages between them, and take work in meanwhile', async ({
    offline: workspace,
  }) => {
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const ticks = ['one', 'two', 'three'].map(() => workspace.answer('run', 'once'));
    const [status, taken, ...applied] = await Promise.all([
      workspace.answer('status'),
      workspace.answer('enqueue-spec', '--title', 'Another', '--acceptance', 'It holds'),
      ...ticks,
    ]);
    expect(status).toMatchObject({ closed_roots: 0 });
    expect(taken).toMatchObject({ id: 'spec-another', already: false });
    expect(applied).toEqual(applied.map(() => expect.objectContaining({ did: 'applied' })));
    const attempts = applied.map((one) => JSON.stringify(one.applied));
    expect(new Set(attempts).size).toBe(attempts.length);

    const starts = workspace.starts();
    expect(new Set(starts).size).toBe(starts.length);
    await finish(workspace);
    expect(await workspace.answer('status')).toMatchObject({
      condition: 'idle',
      closed_roots: 2,
      queues: { spec: { done: 2 }, task: { done: 2 } },
      problems_total: 0,
    });
    expect(new Set(workspace.starts()).size).toBe(12);
    expect(workspace.starts()).toHaveLength(12);
  });

  it('make one workspace of two first inits', async ({ empty: workspace }) => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => workspace.run('init', '--mode', 'default_offline', '--json')),
    );
    for (const { code, err } of answers) expect([code, err]).toEqual([0, '']);
    expect(await workspace.answer('compile', 'validate')).toMatchObject({ valid: true });
    expect(workspace.changes().filter(({ k }) => k.startsWith('open@'))).toHaveLength(1);
    await workspace.answer('enqueue-spec', '--document', SPEC);
    expect(await workspace.answer('run', 'once')).toMatchObject({ did: 'applied' });
    expect(await workspace.answer('upgrade')).toMatchObject({ entries_total: 0 });
  });

  it('are told who has the workspace when they have waited long enough', async ({
    offline: workspace,
  }) => {
    const lock = workspace.at('millrace-agents/state/owner.lock');
    const who = '{"actor":"mcp:somebody"}';
    const script = 'printf %s "$1" >&3; flock -x 3; echo held; sleep 60';
    const holder = spawn('sh', ['-c', `exec 3>"$0"; ${script}`, lock, who], {
      env: workspace.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    const before = workspace.truth();
    const [refused, status] = await Promise.all([
      workspace.refusal('enqueue-spec', '--document', SPEC),
      workspace.answer('status'),
    ]);
    expect(refused).toMatchObject({ code: 'workspace_owned', exit: 3 });
    expect(refused.text).toContain('mcp:somebody');
    expect(status).toMatchObject({ condition: 'idle' });
    expect(workspace.truth()).toEqual(before);
    holder.kill('SIGKILL');
  });
});

describe.concurrent('calls that overlap in one server', () => {
  it('are answered at once while run_once waits for a stage', async ({ offline: workspace }) => {
    workspace.hold();
    const client = await workspace.client();
    await client.call('enqueue_spec', { document: SPEC });
    const ticks = [client.call('run_once'), client.call('run_once')];
    await until('the stage', () => workspace.starts()[0] ?? null);
    // The stage that both ticks wait for ends when these are answered, and not before.
    const [status, taken] = await Promise.all([
      client.call('status'),
      client.call('enqueue_spec', { title: 'Another', acceptance: ['It holds'] }),
    ]);
    workspace.release();
    expect(status).toMatchObject({ condition: 'working', active: [{ node: 'planner' }] });
    expect(taken).toMatchObject({ id: 'spec-another', already: false });
    const nodes = (await Promise.all(ticks)).map((tick) => tick.applied);
    expect(nodes).toMatchObject([{ node: 'planner' }, { node: 'manager' }]);
    expect(workspace.starts()).toHaveLength(2);
    expect([client.stray, client.stderr]).toEqual([[], '']);
  });
});
