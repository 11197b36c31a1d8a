import { describe, expect, it } from 'vitest';
import { parseTaskId, taskIdOf } from '../../src/mcp/task-handle.ts';
import type { Runtime, WaitView } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime, type Replaced } from '../support/backend/fake.ts';
import { noLoop, runningView, tickView } from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';
import { FORMS, NewerClient } from './support/newer-client.ts';

const HANDED = { title: 'Subtract', acceptance: ['It subtracts'], await: 'closure' };
const ENQUEUE = { name: 'enqueue_spec', arguments: HANDED };
const ONCE = { name: 'run_once', arguments: { await: 'closure' } };

type Reason = WaitView['reason'];

/** What is asked of the product, in order; each look at the work meets the next of the reasons. */
function scene(reasons: readonly Reason[], more: Partial<Runtime> = {}) {
  const acts: string[] = [];
  const left = [...reasons];
  const runtime: Partial<Runtime> = {
    async admit(input) {
      acts.push('admit');
      return fakeRuntime().admit(input);
    },
    async control(command, key) {
      acts.push(command.name);
      return fakeRuntime().control(command, key);
    },
    async tick(input) {
      acts.push(`tick ${input.wait_ms}`);
      return acts.length === 1 ? tickView : runningView;
    },
    async wait(input) {
      acts.push(`look ${input.root} ${input.since}`);
      const view = await fakeRuntime().wait(input);
      return { ...view, reason: (left.length > 1 ? left.shift() : left[0]) ?? view.reason };
    },
    ...more,
  };
  const replaced: Replaced = {
    runtime,
    backend: {
      async startLoop() {
        acts.push('start');
        return { already: false, log: 'log' };
      },
    },
  };
  return { acts, replaced, client: new NewerClient(replaced) };
}

async function taskOf(client: NewerClient, call: object): Promise<string> {
  const { result } = await client.ask('tools/call', call, FORMS);
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(result?.taskId);
}

describe('enqueue_spec that awaits closure', () => {
  it('hands over, starts the loop, and is a task until the lineage is closed', async () => {
    const { acts, client } = scene(['time', 'time', 'closed']);
    const taskId = await taskOf(client, ENQUEUE);
    expect(parseTaskId(taskId)).toEqual({
      v: 1,
      at: '2026-01-31T09:00:00.000Z',
      since: 'abcd-13',
      root: 'spec-subtract',
      until: 'news',
      workspace: null,
    });
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({ status: 'working' });
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { reason: 'closed', report: { kind: 'spec' } } },
    });
    expect(acts).toEqual([
      'admit',
      'desire',
      'start',
      'look spec-subtract null',
      'look spec-subtract abcd-13',
      'look spec-subtract abcd-13',
    ]);
  });

  it('is a task also where a person is asked at once, whose form follows', async () => {
    const question = {
      id: 'Q1',
      root: 'spec-subtract',
      work: null,
      node: null,
      question: 'Go on?',
      options: [],
      default: null,
      needs_person: true,
      expires_at: null,
      holds: true,
      at: '2026-01-31T09:00:00Z',
    };
    const { client } = scene(['waiting'], { questions: () => [question] });
    const taskId = await taskOf(client, ENQUEUE);
    expect((await client.ask('tasks/get', { taskId }, FORMS)).result).toMatchObject({
      status: 'input_required',
      inputRequests: { Q1: {} },
    });
  });

  it('is never a task for a client that does not follow them, and says what to call', async () => {
    const { acts, replaced } = scene(['time']);
    const { client } = await connect(replaced);
    const { structuredContent } = await client.callTool(ENQUEUE);
    expect(structuredContent).toMatchObject({
      id: 'spec-subtract',
      next:
        'This client cannot be told later. Call run_wait {"root":"spec-subtract"}: it waits for ' +
        'the closure.',
    });
    expect(acts).toEqual(['admit', 'desire', 'start']);
  });

  it('hands nothing over where the loop could not start', async () => {
    const { acts, client } = scene(['time'], {
      loop: () => noLoop,
      requireRunners: () => {
        throw new MillraceError('runner_not_available', { what: 'No codex', next: 'Install it.' });
      },
    });
    const { result } = await client.ask('tools/call', ENQUEUE);
    expect(result).toMatchObject({
      resultType: 'complete',
      structuredContent: { error: { code: 'runner_not_available' } },
    });
    expect(acts).toEqual([]);
  });

  it('starts nothing for a dry run, and for what is closed already', async () => {
    const dry = scene(['time']);
    const call = { ...ENQUEUE, arguments: { ...HANDED, dry_run: true } };
    expect((await dry.client.ask('tools/call', call)).result?.resultType).toBe('complete');
    expect(dry.acts).toEqual(['admit']);
    const over = scene(['closed'], {
      async admit(input) {
        const view = await fakeRuntime().admit(input);
        return { ...view, already: true, about: { ...view.about, state: 'closed' } };
      },
    });
    expect((await over.client.ask('tools/call', ENQUEUE)).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { reason: 'closed' },
    });
    expect(over.acts).toEqual(['look spec-subtract null']);
  });

  it('refuses another wish than closure', async () => {
    const { acts, client } = scene(['time']);
    const call = { ...ENQUEUE, arguments: { ...HANDED, await: 'lunch' } };
    expect((await client.ask('tools/call', call)).result).toMatchObject({
      structuredContent: { error: { code: 'input_invalid' } },
    });
    expect(acts).toEqual([]);
  });
});

describe('run_once that awaits closure', () => {
  it('runs the stages by the looks of its client, without a loop', async () => {
    const stopped = (reason: Reason, condition: 'working' | 'idle') => ({
      async wait(input: Parameters<Runtime['wait']>[0]) {
        const view = await fakeRuntime().wait(input);
        return { ...view, reason, status: { ...view.status, condition, loop: noLoop } };
      },
    });
    const { acts, client } = scene([], stopped('stopped', 'working'));
    const taskId = await taskOf(client, ONCE);
    expect(parseTaskId(taskId)).toMatchObject({ root: 'subtract', ticks: true });
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({ status: 'working' });
    expect(acts).toEqual(['tick 0', 'tick 0']);
    const later = scene([], stopped('stopped', 'idle'));
    expect((await later.client.ask('tasks/get', { taskId })).result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { reason: 'stopped' } },
    });
  });

  it('applies what has ended, and ends with a refusal', async () => {
    const views = [tickView, tickView, runningView];
    const { acts, client } = scene(['time'], {
      async tick() {
        acts.push('tick');
        return views.shift() ?? runningView;
      },
    });
    const taskId = await taskOf(client, ONCE);
    expect(acts).toEqual(['tick', 'look subtract null']);
    await client.ask('tasks/get', { taskId });
    const again = 'look subtract abcd-13';
    expect(acts.slice(2)).toEqual(['tick', 'tick', again]);
    const stale = scene(['time'], {
      async tick() {
        throw new MillraceError('plan_invalid', { what: 'Stale', next: 'Adopt.' });
      },
    });
    expect((await stale.client.ask('tasks/get', { taskId })).result).toMatchObject({
      status: 'completed',
      result: { isError: true, structuredContent: { error: { code: 'plan_invalid' } } },
    });
  });

  it('is an answer where no stage is about anything', async () => {
    const { client } = scene(['time'], {
      tick: async () => ({ ...tickView, did: 'idle', stage: null, applied: null }),
    });
    expect((await client.ask('tools/call', ONCE)).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { did: 'idle', next: expect.not.stringContaining('told later') },
    });
  });

  it('says what to call to a client that follows no tasks', async () => {
    const { client } = await connect(scene(['time']).replaced);
    const { structuredContent } = await client.callTool(ONCE);
    expect(structuredContent).toMatchObject({
      did: 'applied',
      next: expect.stringContaining('run_wait'),
    });
  });
});

it('a handle of another journal is refused, with words, and runs nothing', async () => {
  const { acts, client } = scene(['time'], { cursor: () => 'beef-99' });
  const handle = { v: 1, at: '2026-01-31T09:00:00Z', root: null, until: 'news' } as const;
  const taskId = taskIdOf({ ...handle, since: 'abcd-1', ticks: true, workspace: null });
  expect((await client.ask('tasks/get', { taskId })).error).toMatchObject({
    code: -32602,
    message: expect.stringContaining('another journal'),
    data: { error: { code: 'resource_not_found', next: expect.stringContaining('run_wait') } },
  });
  expect(acts).toEqual([]);
});
