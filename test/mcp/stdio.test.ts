import { describe, expect, it } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/program/client.ts';

const entry = bundled('mcp/support/stdio-entry.ts');

/** A process that does not end is told by the limit of its test. */
async function start(misbehave = ''): Promise<Client> {
  const server = new Client([entry, misbehave], { env: process.env });
  await server.initialize();
  return server;
}

describe('a server process', () => {
  it('introduces itself', async () => {
    const server = new Client([entry], { env: process.env });
    const { result } = await server.initialize();
    expect(result).toMatchObject({
      serverInfo: { name: 'millrace', version: '9.9.9' },
      capabilities: { tools: {}, resources: {}, completions: {} },
    });
    expect(String(result?.instructions).slice(0, 250)).toContain('enqueue_spec');
    expect(String(result?.instructions).slice(0, 250)).toContain('Start with status.');
    server.child.stdin.end();
    await server.ended;
  });

  it('keeps stdout for the protocol', async () => {
    const server = await start('reject');
    const answer = await server.request('tools/call', { name: 'upgrade_preview' });
    expect(answer.result).toMatchObject({ isError: true });
    await server.request('tools/list');
    server.child.stdin.end();
    await server.ended;
    expect(server.stray).toEqual([]);
    for (const text of ['a library prints this', 'a defect', 'nobody waits for this']) {
      expect(server.stderr).toContain(text);
    }
  });

  it('writes down what broke it before it ends', async () => {
    const server = await start('throw');
    server.send({ id: 90, method: 'tools/call', params: { name: 'upgrade_preview' } });
    expect(await server.ended).toMatchObject({ code: 1 });
    expect(server.stderr).toContain('thrown from a timer');
  });

  it('says what is wrong with messages that are none, and goes on', async () => {
    const server = await start();
    server.child.stdin.write('this is not JSON\n\n{"jsonrpc":"2.0"}\n[]\n');
    expect(await server.request('ping')).toMatchObject({ result: {} });
    expect(server.refusals.map(({ error }) => error)).toEqual([
      { code: -32700, message: 'The message is no JSON' },
      { code: -32600, message: 'method must be a text' },
      { code: -32600, message: 'A message is one JSON object; there are no batches' },
    ]);
    expect(await server.request('no/such/method')).toMatchObject({ error: { code: -32601 } });
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it('ends when its client closes stdin', async () => {
    const server = await start();
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  it('gives the answers of calls in flight before it ends', async () => {
    const server = await start();
    const call = server.request('tools/call', { name: 'run_once' });
    server.child.stdin.end();
    expect((await call).result).toMatchObject({ structuredContent: { did: 'running' } });
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it('answers a thousand calls at once, and sees that its client has gone', async () => {
    const server = await start();
    const calls = Array.from({ length: 1000 }, () =>
      server.request('tools/call', { name: 'upkeep', arguments: {} }),
    );
    server.child.stdin.end();
    const answers = await Promise.all(calls);
    expect(answers.filter(({ result }) => result?.isError === true)).toHaveLength(1000);
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(server.stderr).toBe('');
  });

  it('answers a last line that has no end', async () => {
    const server = await start();
    const ping = server.request('ping', {}, '');
    server.child.stdin.end();
    expect(await ping).toMatchObject({ result: {} });
  });

  it('ends with a word and a status when a message is too large', async () => {
    const server = await start();
    const call = server.request('tools/call', { name: 'run_once' });
    server.child.stdin.write(`{"jsonrpc":"2.0","id":9,"x":"${'x'.repeat(11 * 1024 * 1024)}`);
    expect((await call).result).toMatchObject({ structuredContent: { did: 'running' } });
    expect(await server.ended).toMatchObject({ code: 1 });
    expect(server.refusals).toMatchObject([{ error: { code: -32600 } }]);
    expect(server.stderr).toBe(
      'A message has more than 10485760 bytes; the connection ends. ' +
        'Next: hand large material over as a file of the workspace.\n',
    );
  });

  it('ends although a call in flight does not', async () => {
    const server = await start('deaf');
    server.send({ id: 90, method: 'tools/call', params: { name: 'run_once' } });
    await server.request('ping');
    server.child.stdin.end();
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends on %s with a call in flight',
    async (signal) => {
      const server = await start('deaf');
      server.send({ id: 90, method: 'tools/call', params: { name: 'run_once' } });
      await server.request('ping');
      server.child.kill(signal);
      expect(await server.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  it('ends when nobody reads its answers any more', async () => {
    const server = await start();
    server.child.stdout.destroy();
    server.send({ id: 90, method: 'tools/list' });
    server.send({ id: 91, method: 'tools/list' });
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });
});
