import { expect } from 'vitest';
import { until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { it } from './support/test.ts';

it('a server killed in mid-stage costs nothing: the next one takes the same attempt', async ({
  empty: workspace,
}) => {
  const first = await workspace.client();
  expect(await first.call('init', { mode: 'default_offline' })).toMatchObject({ created: true });
  workspace.count();
  workspace.hold();
  await first.call('enqueue_spec', { document: SPEC });
  first.send({ id: 99, method: 'tools/call', params: { name: 'run_once', arguments: {} } });
  const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
  first.child.kill('SIGKILL');
  expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });

  const second = await workspace.client();
  const status = await second.call('status');
  expect(status).toMatchObject({
    condition: 'working',
    active: [{ node: 'planner', phase: 'running' }],
    next: 'Call run_start: planner is at work on spec/spec-add-a-subtract-function.',
  });
  expect(await second.call('run_once', { wait_seconds: 0 })).toMatchObject({ did: 'running' });
  workspace.release();
  expect(await second.call('run_once')).toMatchObject({
    did: 'applied',
    applied: { outcome: 'PLANNER_COMPLETE', attempt_id: attempt, goes_to: 'manager' },
  });
  expect(workspace.starts()).toEqual([attempt]);
  const changes = workspace.changes();
  expect(changes.filter(({ k }) => k.startsWith('attempt@'))).toHaveLength(1);
  expect(changes.filter(({ k }) => k.startsWith('result@'))).toHaveLength(1);
  expect(await second.call('status')).toMatchObject({ totals: { stages: 1 } });
  expect([second.stray, second.stderr]).toEqual([[], '']);
  second.child.stdin.end();
  expect(await second.ended).toMatchObject({ code: 0 });
});
