import { mkdirSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Client, newer } from '../../support/program/client.ts';
import { until } from '../../support/program/processes.ts';
import { SPEC } from '../../support/program/specs.ts';
import type { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
const task = z.looseObject({ taskId: z.string(), status: z.string() });

async function called(client: Client, name: string, args: object) {
  const params = newer({ name, arguments: args }, TASKS);
  return task.parse((await client.request('tools/call', params)).result);
}

function get(client: Client, taskId: string) {
  return client.request('tasks/get', newer({ taskId }, TASKS));
}

/** Looks until the task is no longer at work. */
function over(client: Client, taskId: string) {
  return until('the task is over', async () => {
    const { result } = await get(client, taskId);
    return result?.status === 'working' ? null : result;
  });
}

const REPORTED = {
  status: 'completed',
  result: { structuredContent: { reason: 'closed', report: { kind: 'spec', state: 'closed' } } },
};

async function specs(workspace: Workspace): Promise<unknown> {
  return (await workspace.answer('list')).rows;
}

it('enqueue_spec with await is one task, whoever asks again and whichever server answers', async ({
  offline,
}) => {
  offline.hold();
  const first = offline.bareClient();
  const { taskId } = await called(first, 'enqueue_spec', { document: SPEC, await: 'closure' });
  await until('a stage runs', () => (offline.starts().length > 0 ? true : null));
  first.child.kill('SIGKILL');
  await first.ended;
  const second = offline.bareClient();
  await called(second, 'enqueue_spec', { document: SPEC, await: 'closure' });
  expect(await get(second, taskId)).toMatchObject({ result: { status: 'working' } });
  offline.release();
  expect(await over(second, taskId)).toMatchObject(REPORTED);
  expect(await specs(offline)).toHaveLength(1);
  await second.leave();
  await offline.answer('run', 'stop');
});

it('run_once with await runs the stages by looks, over servers, and starts no loop', async ({
  offline,
}) => {
  await offline.answer('enqueue-spec', '--document', SPEC);
  const first = offline.bareClient();
  const { taskId } = await called(first, 'run_once', { await: 'closure' });
  await get(first, taskId);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = offline.bareClient();
  expect(await over(second, taskId)).toMatchObject(REPORTED);
  await second.leave();
  expect(await offline.answer('status')).toMatchObject({ loop: { running: false } });
  expect(new Set(offline.starts()).size).toBe(offline.starts().length);
});

it('a handle of another workspace is refused, and one of before it was made anew', async ({
  offline,
}) => {
  await offline.answer('enqueue-spec', '--document', SPEC);
  const client = offline.bareClient();
  const { taskId } = await called(client, 'run_once', { await: 'closure' });
  const other = offline.at('../other');
  mkdirSync(other);
  await offline.answer('init', '--mode', 'default_offline', '--workspace', other);
  const stranger = offline.bareClient('mcp', '--workspace', other);
  const refused = { error: { code: -32602, message: expect.stringContaining('another journal') } };
  expect(await get(stranger, taskId)).toMatchObject(refused);
  await stranger.leave();
  await client.leave();
  offline.remove('millrace-agents');
  await offline.answer('init', '--mode', 'default_offline', '--state', 'anew');
  const later = offline.bareClient();
  expect(await get(later, taskId)).toMatchObject(refused);
  await later.leave();
});

it('a terminal stays until it is closed, and tells how it ended', async ({ offline }) => {
  const answer = await offline.answer('queue', 'add-spec', '--document', SPEC, '--await=closure');
  expect(answer).toMatchObject({
    already: false,
    closure: { reason: 'closed', spec: { state: 'closed' } },
  });
  await offline.answer('run', 'stop');
  const refused = await offline.refusal('run', 'once', '--await=closure');
  expect(refused.text).toContain('millrace run start');
});
