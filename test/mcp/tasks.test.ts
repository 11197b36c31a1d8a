import { describe, expect, it } from 'vitest';
import { parseTaskId, taskIdOf } from '../../src/mcp/task-handle.ts';
import type { Runtime, WaitView } from '../../src/runtime/api/index.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { spec } from '../support/backend/fake-views.ts';
import { FORMS, NewerClient, TASKS } from './support/newer-client.ts';

const WAIT = { name: 'run_wait', arguments: { root: 'subtract' } };

/** Each look meets the next of the reasons; the last one stays. */
function waits(reasons: readonly WaitView['reason'][], more: Partial<Runtime> = {}) {
  const asked: Parameters<Runtime['wait']>[0][] = [];
  const left = [...reasons];
  const runtime: Partial<Runtime> = {
    ...more,
    async wait(options) {
      asked.push(options);
      const view = await fakeRuntime().wait(options);
      const reason = left.length > 1 ? left.shift() : left[0];
      return { ...view, reason: reason ?? view.reason };
    },
  };
  return { asked, client: new NewerClient({ runtime }) };
}

function taskIn({ result }: { result?: Record<string, unknown> | undefined }): string {
  return String(result?.taskId);
}

describe('a wait as a task', () => {
  it('is a handle at once, and the answer when there is one', async () => {
    const { asked, client } = waits(['time', 'time', 'closed']);
    const task = await client.ask('tools/call', WAIT);
    expect(task.result).toMatchObject({
      resultType: 'task',
      status: 'working',
      statusMessage: expect.any(String),
      createdAt: '2026-01-31T09:00:00.000Z',
      ttlMs: null,
      pollIntervalMs: 3000,
    });
    const taskId = taskIn(task);
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({
      resultType: 'complete',
      status: 'working',
      taskId,
    });
    const over = await client.ask('tasks/get', { taskId });
    expect(over.result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { reason: 'closed', closed_roots: 1 } },
    });
    expect(asked.map(({ since, wait_ms, root }) => [since, wait_ms, root])).toEqual([
      [null, 0, 'subtract'],
      ['abcd-13', 0, 'subtract'],
      ['abcd-13', 0, 'subtract'],
    ]);
  });

  it('is known to a server that never saw it', async () => {
    const taskId = taskIn(await waits(['time']).client.ask('tools/call', WAIT));
    const { asked, client } = waits(['closed']);
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({
      status: 'completed',
    });
    expect(asked).toMatchObject([{ root: 'subtract', since: 'abcd-13', until: 'news' }]);
  });

  it('comes with the closing report, of the workspace that the handle names', async () => {
    const opened: string[] = [];
    const client = new NewerClient({
      backend: {
        openRuntime: async ({ root }) => {
          opened.push(root);
          return fakeRuntime();
        },
      },
    });
    const taskId = taskIdOf({
      v: 1,
      at: '2026-01-31T09:00:00.000Z',
      since: 'abcd-1',
      root: spec.root,
      until: 'news',
      workspace: '/elsewhere',
    });
    const { result } = await client.ask('tasks/get', { taskId });
    expect(result).toMatchObject({
      status: 'completed',
      result: {
        structuredContent: { reason: 'closed', report: { kind: 'spec', root: spec.root } },
      },
    });
    expect(opened).toEqual(['/elsewhere']);
  });

  it('takes the longest folder that a call may name', async () => {
    const { client } = waits(['time']);
    const workspace = `/${'\u20ac'.repeat(4095)}`;
    const call = { name: 'run_wait', arguments: { root: 'subtract', workspace } };
    const taskId = taskIn(await client.ask('tools/call', call));
    expect((await client.ask('tasks/get', { taskId })).result).toMatchObject({ status: 'working' });
  });

  it('is an answer where nothing is left to wait for', async () => {
    const { client } = waits(['blocked']);
    expect((await client.ask('tools/call', WAIT)).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { reason: 'blocked' },
    });
  });

  it('is never one for a client that does not say that it knows them', async () => {
    const { asked, client } = waits(['time']);
    const { result } = await client.ask('tools/call', WAIT, {});
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { reason: 'time' } });
    expect(asked).toMatchObject([{ wait_ms: 10_800_000 }]);
  });

  it('is none where the client names its seconds', async () => {
    const { client } = waits(['time']);
    const call = { name: 'run_wait', arguments: { wait_seconds: 0 } };
    expect((await client.ask('tools/call', call)).result).toMatchObject({
      resultType: 'complete',
    });
  });

  it('ends for the client alone when it is cancelled', async () => {
    const { client } = waits(['time']);
    const taskId = taskIn(await client.ask('tools/call', WAIT));
    expect((await client.ask('tasks/cancel', { taskId })).result).toEqual({
      resultType: 'complete',
      _meta: expect.any(Object),
    });
  });

  it.each([
    '',
    'no-handle',
    Buffer.from('{"v":1}').toString('base64url'),
    Buffer.from('{"v":2,"at":"x"}').toString('base64url'),
    'A'.repeat(5000),
    'A'.repeat(50_000),
    '\u0000',
  ])('refuses a forged handle %#', async (taskId) => {
    const { asked, client } = waits(['time']);
    for (const method of ['tasks/get', 'tasks/cancel']) {
      expect((await client.ask(method, { taskId })).error).toMatchObject({
        code: -32602,
        data: { error: { code: 'resource_not_found' } },
      });
    }
    expect(asked).toEqual([]);
    expect(parseTaskId(taskId)).toBeNull();
  });

  it('refuses a handle that names no absolute folder', async () => {
    const { client } = waits(['time']);
    const handle = { v: 1, at: '2026-01-31T09:00:00Z', since: 'abcd-1', root: null, until: 'news' };
    const forged = JSON.stringify({ ...handle, workspace: '../elsewhere' });
    const taskId = Buffer.from(forged).toString('base64url');
    expect((await client.ask('tasks/get', { taskId })).error).toMatchObject({
      code: -32602,
      data: { error: { code: 'input_invalid' } },
    });
  });
});

describe('a task that waits for a decision', () => {
  const question = {
    id: 'Q1',
    root: 'subtract',
    work: null,
    node: 'planner',
    question: 'Round up or down?',
    options: ['up', 'down'],
    default: null,
    needs_person: true,
    expires_at: null,
    holds: true,
    at: '2026-01-31T09:00:00Z',
  };

  function decisions() {
    const answers: object[] = [];
    const scene = waits(['time', 'waiting'], {
      questions: () => [question, { ...question, id: 'Q2', root: 'another' }],
      async control(intervention) {
        answers.push(intervention);
        return fakeRuntime().control(intervention);
      },
    });
    return { ...scene, answers };
  }

  it('asks the person in front of the client, and takes the answer as theirs', async () => {
    const { client, answers } = decisions();
    const taskId = taskIn(await client.ask('tools/call', WAIT, FORMS));
    const { result } = await client.ask('tasks/get', { taskId }, FORMS);
    expect(result).toMatchObject({ status: 'input_required' });
    expect(result?.inputRequests).toMatchInlineSnapshot(`
      {
        "Q1": {
          "method": "elicitation/create",
          "params": {
            "message": "subtract: Round up or down?",
            "mode": "form",
            "requestedSchema": {
              "properties": {
                "answer": {
                  "enum": [
                    "up",
                    "down",
                  ],
                  "title": "Your answer",
                  "type": "string",
                },
              },
              "required": [
                "answer",
              ],
              "type": "object",
            },
          },
        },
      }
    `);
    const inputResponses = {
      Q1: { action: 'accept', content: { answer: 'down' } },
      Q2: { action: 'accept', content: { answer: 'up' } },
    };
    await client.ask('tasks/update', { taskId, inputResponses }, FORMS);
    expect(answers).toEqual([{ name: 'answer', question: 'Q1', text: 'down', is_person: true }]);
  });

  it('takes a form that was declined for no answer', async () => {
    const { client, answers } = decisions();
    const taskId = taskIn(await client.ask('tools/call', WAIT, FORMS));
    const inputResponses = { Q1: { action: 'decline' } };
    expect(
      (await client.ask('tasks/update', { taskId, inputResponses }, FORMS)).error,
    ).toBeUndefined();
    expect(answers).toEqual([]);
  });

  it('takes no answer from a client without forms', async () => {
    const { client, answers } = decisions();
    const taskId = taskIn(await client.ask('tools/call', WAIT, TASKS));
    const inputResponses = { Q1: { action: 'accept', content: { answer: 'down' } } };
    await client.ask('tasks/update', { taskId, inputResponses }, TASKS);
    expect(answers).toEqual([]);
  });

  it('is over for a client without forms, with the question in its answer', async () => {
    const { client } = decisions();
    const taskId = taskIn(await client.ask('tools/call', WAIT, TASKS));
    expect((await client.ask('tasks/get', { taskId }, TASKS)).result).toMatchObject({
      status: 'completed',
      result: { structuredContent: { reason: 'waiting' } },
    });
  });
});
