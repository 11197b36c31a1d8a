import { createServer, request, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A proxy that holds the stream back, as one does that reads answers whole. Resolves to its port. */
export async function holdingProxy(port: number): Promise<number> {
  const held: ServerResponse[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const passed = { ...headers, host: `127.0.0.1:${port}` };
    const asked = request({ port, host: '127.0.0.1', method, path: url, headers: passed });
    asked.on('response', (answer) => {
      // What it waits for is the end of the answer, which does not come.
      if (url === '/api/stream') {
        held.push(outgoing);
        outgoing.on('close', () => asked.destroy());
        answer.on('error', () => undefined).resume();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', () => listening()));
  onTestFinished(() => {
    for (const one of held) one.destroy();
    proxy.closeAllConnections();
    proxy.close();
  });
  const place = proxy.address();
  return typeof place === 'object' && place !== null ? place.port : 0;
}
