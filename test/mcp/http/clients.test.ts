import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answerOf } from './support/answers.ts';
import { HttpServer, ID, message, TOKEN } from './support/http-server.ts';

const LIST = message('tools/list', {});
const RUN_WAIT = message('tools/call', { name: 'run_wait' });

/** A wait that lasts until its client or its server ends it. */
function patient() {
  let began = () => {};
  const isWaiting = new Promise<void>((resolve) => {
    began = resolve;
  });
  let ended = () => {};
  const isOver = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const wait = ({ signal }: { readonly signal?: AbortSignal }) =>
    new Promise<never>((_, reject) => {
      began();
      signal?.addEventListener('abort', () => {
        ended();
        reject(new Error('ended'));
      });
    });
  return { isWaiting, isOver, replaced: { runtime: { wait } } };
}

async function plug(server: HttpServer): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function head(length: number): string {
  const lines = [
    `POST /w/${ID}/mcp HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${TOKEN}`,
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    `Content-Length: ${length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

describe('clients over HTTP', () => {
  it.each(['older', 'newer'] as const)('end a call of the %s era by leaving', async (era) => {
    const { isWaiting, isOver, replaced } = patient();
    const server = await HttpServer.start({ replaced });
    const leaving = new AbortController();
    const params = { name: 'run_wait', arguments: { wait_seconds: 100 } };
    const call = server[era]('tools/call', params, { signal: leaving.signal });
    await isWaiting;
    leaving.abort();
    await expect(call).rejects.toThrow();
    await isOver;
  });

  it('are answered while another never reads', async () => {
    const server = await HttpServer.start();
    const deaf = await plug(server);
    deaf.pause();
    for (let asked = 0; asked < 50; asked += 1) deaf.write(`${head(LIST.length)}${LIST}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.send({ body: LIST })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    deaf.destroy();
  });

  it('do not keep a server from its end by reading nothing or sending half', async () => {
    const server = await HttpServer.start();
    const [deaf, slow, silent] = [await plug(server), await plug(server), await plug(server)];
    deaf.pause();
    deaf.write(`${head(LIST.length)}${LIST}`);
    slow.write(head(1000).slice(0, 40));
    const closed = [slow, silent].map((socket) => once(socket.resume(), 'close'));
    await server.end();
    await Promise.all(closed);
    deaf.destroy();
  });

  it('that go away in the middle of a message leave nothing behind', async () => {
    const server = await HttpServer.start();
    for (let times = 0; times < 20; times += 1) {
      const socket = await plug(server);
      socket.write(`${head(100_000)}${'x'.repeat(1000)}`);
      socket.destroy();
    }
    expect(await server.send({ body: LIST })).toMatchObject({ status: 200 });
    expect(server.log).toEqual([]);
  });

  it.each(['older', 'newer'] as const)(
    'get the answer of a call in flight when the server ends, in the %s era',
    async (era) => {
      const { isWaiting, replaced } = patient();
      const server = await HttpServer.start({ replaced });
      const params = { name: 'run_wait', arguments: { wait_seconds: 100 } };
      const call = server[era]('tools/call', params);
      await isWaiting;
      await server.end();
      expect(answerOf(await call).result).toMatchObject({ isError: true });
      await expect(server.send({ body: LIST })).rejects.toThrow();
    },
  );

  it('are more than there are sessions for, and none loses its call', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let closed = 0;
    const { fakeRuntime } = await import('../../support/backend/fake.ts');
    const runtime = {
      close: () => {
        closed += 1;
      },
      wait: async (options: Parameters<ReturnType<typeof fakeRuntime>['wait']>[0]) => {
        await held;
        return fakeRuntime().wait(options);
      },
    };
    const server = await HttpServer.start({ replaced: { runtime } });
    const calls = Array.from({ length: 80 }, (_, client) =>
      server.send({ body: RUN_WAIT, headers: { 'User-Agent': `client-${client}/1` } }),
    );
    const list = { 'User-Agent': 'one-more/1' };
    await server.send({ body: message('tools/call', { name: 'status' }), headers: list });
    expect(closed).toBe(0);
    release();
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answerOf(answer).result?.isError)).toEqual(
      Array.from({ length: 80 }, () => undefined),
    );
    expect(closed).toBeGreaterThan(10);
  });
});
