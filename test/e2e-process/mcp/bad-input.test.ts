import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, inject } from 'vitest';
import { type Client, newer } from '../../support/program/client.ts';
import type { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const ERAS = ['older', 'newer'] as const;
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: newer({}) });

/** A client of an era, which asks as that era wants it. */
async function connected(workspace: Workspace, era: (typeof ERAS)[number]) {
  const client = era === 'older' ? await workspace.client() : workspace.bareClient();
  const own = (params: object) => (era === 'older' ? params : newer(params));
  const ask = (method: string, params: object) => client.request(method, own(params));
  return { client, ask, own };
}

function refusals({ refusals: found }: Client): string[] {
  return found.map(({ error }) => `${error?.code} ${error?.message}`);
}

describe.concurrent('over stdio', () => {
  it.for(ERAS)('10 MB of arguments are judged, in the %s era', async (era, { offline }) => {
    const { client, ask } = await connected(offline, era);
    const args = { document: 'x'.repeat(10_000_000) };
    const { result } = await ask('tools/call', { name: 'enqueue_spec', arguments: args });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'input_invalid' } },
    });
    expect(await ask('tools/list', {})).toMatchObject({ result: { tools: expect.any(Array) } });
    await client.leave();
  });

  it.for(ERAS)(
    'what is no message is named and costs nothing, in the %s era',
    async (era, { offline }) => {
      const { client, ask } = await connected(offline, era);
      await ask('tools/list', {});
      const flood = Array.from({ length: 10_000 }, (_, id) => ({
        jsonrpc: '2.0',
        id,
        method: 'ping',
      }));
      client.write(`${JSON.stringify(flood)}\n{"jsonrpc":"2.0"\n\u0000\n`);
      client.write('{"jsonrpc":"2.0","id":{},"method":"ping"}\n[[[[\n"ping"\n');
      const answer = await ask('tools/call', { name: 'status', arguments: {} });
      expect(answer).toMatchObject({ result: { structuredContent: { condition: 'idle' } } });
      expect(refusals(client)).toEqual([
        '-32600 A message is one JSON object; there are no batches',
        '-32700 The message is no JSON',
        '-32700 The message is no JSON',
        '-32600 id must be a text or a whole number',
        '-32700 The message is no JSON',
        '-32600 A message is one JSON object; there are no batches',
      ]);
      await client.leave();
      expect(client.stray).toEqual([]);
    },
  );

  it.for(ERAS)(
    'a wait that is cancelled is over, and never answered, in the %s era',
    async (era, { offline }) => {
      const { client, ask, own } = await connected(offline, era);
      await ask('tools/list', {});
      // Whoever names the seconds gets no task.
      const params = { name: 'run_wait', arguments: { wait_seconds: 200 } };
      client.send({ id: 'wait', method: 'tools/call', params: own(params) });
      const cancelled = own({ requestId: 'wait', reason: 'enough' });
      client.send({ method: 'notifications/cancelled', params: cancelled });
      expect(await ask('tools/list', {})).toMatchObject({ result: {} });
      client.child.stdin.end();
      expect(await client.ended).toMatchObject({ code: 0 });
      // At its end the server answers each wait that is still on.
      expect(client.messages.filter(({ id }) => id === 'wait')).toEqual([]);
    },
  );

  it('a client that never reads keeps nothing but its own server, and that until it goes', async ({
    offline,
  }) => {
    const child: ChildProcess = spawn(process.execPath, [inject('program'), 'mcp'], {
      cwd: offline.root,
      env: offline.env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ended = once(child, 'exit');
    child.stdin?.on('error', () => undefined);
    child.stdout?.pause();
    child.stdin?.write(`${LIST}\n`.repeat(5000));
    const other = await offline.client();
    expect(await other.call('status')).toMatchObject({ condition: 'idle' });
    await other.leave();
    child.stdout?.destroy();
    child.stdin?.destroy();
    await ended;
  });
});
