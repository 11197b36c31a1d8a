import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import {
  type AnswerHttp,
  CONNECTION_LIMITS,
  HttpListener,
} from '../../src/runtime/host/http-listener.ts';

const STUCK_MS = 100;

async function portOf(answer: AnswerHttp): Promise<number> {
  const limits = { ...CONNECTION_LIMITS, stuck_ms: STUCK_MS };
  const listener = new HttpListener(answer, () => undefined, limits);
  const port = await listener.listen(0);
  onTestFinished(() => listener.end(Promise.resolve(), STUCK_MS));
  return port;
}

it('bears an answer that takes longer than a client may take to read one', async () => {
  const port = await portOf(async ({ socket }, response) => {
    await once(socket, 'timeout');
    response.end('late');
  });
  const asked = get({ port, host: '127.0.0.1' });
  const [answer] = await once(asked, 'response');
  expect(await text(answer)).toBe('late');
});

it('ends the connection of a client that does not read its answer', async () => {
  let close = () => {};
  const isClosed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const port = await portOf(async ({ socket }, response) => {
    socket.once('close', close);
    response.end(new Uint8Array(64 * 1024 * 1024));
  });
  const deaf = connect(port, '127.0.0.1').pause();
  deaf.on('error', () => undefined);
  await once(deaf, 'connect');
  deaf.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
  await isClosed;
  deaf.destroy();
});
