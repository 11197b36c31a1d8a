import { describe, expect, it } from 'vitest';
import type { FollowInput } from '../../../src/runtime/api/index.ts';
import { MillraceError } from '../../../src/runtime/errors/errors.ts';
import { HttpListener } from '../../../src/runtime/host/http-listener.ts';
import { fakeRuntime } from '../../support/backend/fake.ts';
import { answerOf, messageOf } from './support/answers.ts';
import { HttpServer, message } from './support/http-server.ts';

const MIB = 1024 * 1024;
const TOO_LARGE =
  'A message has more than 10485760 bytes. Hand large material over as a file of the workspace.';
const LIST = message('tools/list', {});

describe('what a server over HTTP bears', () => {
  it('is a call of 10 MB, which its operation then judges', async () => {
    const server = await HttpServer.start();
    const document = 'x'.repeat(10_000_000);
    const params = { name: 'enqueue_spec', arguments: { document } };
    for (const answer of [
      await server.older('tools/call', params),
      await server.newer('tools/call', params),
    ]) {
      expect(answer.status).toBe(200);
      expect(answerOf(answer).result).toMatchObject({
        isError: true,
        structuredContent: { error: { code: 'input_invalid' } },
      });
    }
  });

  it.each([11, 31])('is no message of %d MiB, and says so', async (size) => {
    const server = await HttpServer.start();
    const answer = await server.send({ body: new Uint8Array(size * MIB) });
    expect([answer.status, messageOf(answer)]).toEqual([413, TOO_LARGE]);
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
  });

  it('is not one that goes on for ever', async () => {
    const server = await HttpServer.start();
    const headers = { 'Content-Length': String(10_000 * MIB) };
    // It may hear why, or only that the connection is gone.
    const answer = await server.send({ headers, body: new Uint8Array(1) }).catch(() => null);
    if (answer !== null) expect([answer.status, messageOf(answer)]).toEqual([413, TOO_LARGE]);
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
  });

  it('is many large messages at once, within what all may take', async () => {
    const server = await HttpServer.start();
    const body = new Uint8Array(9 * MIB).fill(0x20);
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.send({ body })));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => status === 400 || status === 503)).toBe(true);
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
  });

  it('is so many requests in a second, and then in the next', async () => {
    const server = await HttpServer.start();
    const statuses: number[] = [];
    // Refused for what they are, so that each costs next to nothing.
    for (let asked = 0; asked < 1001; asked += 1) {
      const { status } = await server.send({ method: 'PUT' });
      statuses.push(status);
    }
    expect(new Set(statuses.slice(0, 1000))).toEqual(new Set([405]));
    expect(statuses[1000]).toBe(429);
    const refused = await server.send({ body: LIST });
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(messageOf(refused)).toBe('Too many requests at once. Send it again in a second.');
    server.now_ms += 1000;
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
  });

  it('is strangers, without its clients having to wait for them', async () => {
    const server = await HttpServer.start();
    const statuses = [];
    for (let asked = 0; asked < 102; asked += 1) {
      const headers = { Authorization: `Bearer ${asked}` };
      statuses.push((await server.send({ body: LIST, headers })).status);
    }
    expect(statuses.slice(99)).toEqual([401, 429, 429]);
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
  });

  it('is so many calls at the same time', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const wait = async () => {
      await held;
      throw new Error('released');
    };
    const server = await HttpServer.start({ replaced: { runtime: { wait } } });
    const run_wait = message('tools/call', { name: 'run_wait' });
    const statuses: number[] = [];
    const calls = Array.from({ length: 230 }, async () => {
      const { status } = await server.send({ body: run_wait });
      statuses.push(status);
      // All others wait for their answer.
      if (statuses.length === 30) release();
    });
    await Promise.all(calls);
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([429]));
    expect(new Set(statuses.slice(30))).toEqual(new Set([200]));
  });

  it('is no second server on its port', async () => {
    const server = await HttpServer.start();
    const other = new HttpListener(async () => undefined, fail);
    const error = await other.listen(server.port).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MillraceError);
    expect(error).toMatchObject({
      code: 'port_not_available',
      message:
        `Another process listens on port ${server.port} of this machine already. ` +
        'Expected: a port that is free. Next: End the other one if it is a server of yours, ' +
        'or name another port with --port.',
    });
  });
});

describe('the workspaces of a server', () => {
  const gone = new MillraceError('resource_not_found', { what: 'It is gone', next: 'Look' });

  it('are opened where they lie now', async () => {
    let place: string | null = '/one';
    const server = await HttpServer.start({ rootOf: () => place });
    const status = message('tools/call', { name: 'status' });
    const ask = async () => (await server.send({ body: status })).status;
    expect(await ask()).toBe(200);
    place = '/two';
    expect(await ask()).toBe(200);
    place = null;
    expect(await ask()).toBe(404);
  });

  it('stay open while they are asked, however many others are', async () => {
    let began = 0;
    let ended = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const wait = async (input: FollowInput) => {
      began += 1;
      if (input.signal?.aborted) ended += 1;
      input.signal?.addEventListener('abort', release);
      if (began === 33) release();
      await held;
      if (input.signal?.aborted) ended += 1;
      return fakeRuntime().wait(input);
    };
    const rootOf = (id: string) => `/place/${id}`;
    const server = await HttpServer.start({ replaced: { runtime: { wait } }, rootOf });
    const body = message('tools/call', { name: 'run_wait' });
    const path = (at: number) => `/w/${String(at).padStart(32, '0')}/mcp`;
    const waits = Array.from({ length: 33 }, async (_, at) => {
      const answer = await server.send({ path: path(at), body });
      release();
      return answer;
    });
    const statuses = (await Promise.all(waits)).map(({ status }) => status);
    expect([began, ended, new Set(statuses)]).toEqual([33, 0, new Set([200])]);
  });

  it('say what became of one', async () => {
    const rootOf = () => {
      throw gone;
    };
    const server = await HttpServer.start({ rootOf });
    const answer = await server.send({ body: LIST });
    expect(answer.status).toBe(404);
    expect(answerOf(answer).error).toEqual({
      code: -32000,
      message: 'It is gone. Next: Look.',
      data: { error: { code: 'resource_not_found', message: 'It is gone', next: 'Look' } },
    });
  });

  it('are the only ones that a call may name', async () => {
    const mayTouch = (named: string) => {
      if (named !== '/other') throw gone;
    };
    const server = await HttpServer.start({ mayTouch });
    const params = (workspace: string) => ({ name: 'status', arguments: { workspace } });
    const uri = (workspace: string) => ({ uri: `millrace://status?workspace=${workspace}` });
    for (const ask of [server.older.bind(server), server.newer.bind(server)]) {
      expect(answerOf(await ask('tools/call', params('/other'))).result?.isError).not.toBe(true);
      expect(answerOf(await ask('tools/call', params('/elsewhere'))).result).toMatchObject({
        isError: true,
        structuredContent: { error: { code: 'resource_not_found' } },
      });
      expect(answerOf(await ask('resources/read', uri('/other'))).error).toBeUndefined();
      expect(answerOf(await ask('resources/read', uri('/elsewhere'))).error).toMatchObject({
        data: { error: { code: 'resource_not_found' } },
      });
    }
  });

  it('are not reached by the handle of a task either', async () => {
    const mayTouch = () => {
      throw gone;
    };
    const server = await HttpServer.start({ mayTouch });
    const handle = {
      v: 1,
      at: '2026-01-31T09:00:00.000Z',
      since: 'abcd-13',
      root: null,
      until: 'news',
      workspace: '/elsewhere',
    };
    const of = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const handles = [of(handle), of({ ...handle, v: 2 }), of({ ...handle, more: 1 }), 'forged'];
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      for (const taskId of handles) {
        const { error } = answerOf(await server.newer(method, { taskId }));
        expect(error?.data).toMatchObject({ error: { code: 'resource_not_found' } });
      }
    }
    const own = await server.newer('tasks/get', { taskId: of({ ...handle, workspace: null }) });
    expect(answerOf(own).result).toMatchObject({ status: expect.any(String) });
  });
});

function fail(text: string): never {
  throw new Error(text);
}
