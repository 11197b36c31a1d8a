import { describe, expect, it } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { Client, type Message } from '../support/program/client.ts';

const entry = bundled('mcp/support/stdio-entry.ts');
const NEWER = '2026-07-28';

function envelope(version = NEWER) {
  const prefix = 'io.modelcontextprotocol';
  return {
    [`${prefix}/protocolVersion`]: version,
    [`${prefix}/clientCapabilities`]: {},
    [`${prefix}/clientInfo`]: { name: 'claude-code', version: '3' },
  };
}

class EraClient extends Client {
  /** A request as the newer era has it: each says who asks, and there is no handshake. */
  ask(method: string, params: object = {}): Promise<Message> {
    return this.request(method, { ...params, _meta: envelope() });
  }
}

function start(): EraClient {
  return new EraClient([entry, ''], { env: process.env });
}

async function end(client: EraClient): Promise<void> {
  client.child.stdin.end();
  expect(await client.ended).toMatchObject({ code: 0 });
}

describe('both eras of the protocol', () => {
  it('tells a probe what it speaks, and serves without a handshake', async () => {
    const client = start();
    expect((await client.ask('server/discover')).result).toMatchObject({
      supportedVersions: [NEWER],
      capabilities: { tools: {}, resources: {}, completions: {} },
      instructions: expect.stringContaining('enqueue_spec'),
    });
    const { result } = await client.ask('tools/call', { name: 'status', arguments: {} });
    expect(result).toMatchObject({ structuredContent: { next: expect.any(String) } });
    expect(result).toMatchObject({ resultType: 'complete' });
    await end(client);
  });

  it('serves a client that probes and then shakes hands in the older one', async () => {
    const client = start();
    await client.ask('server/discover');
    const { result } = await client.initialize();
    expect(result).toMatchObject({ protocolVersion: '2025-11-25' });
    expect(await client.request('ping')).toMatchObject({ result: {} });
    await end(client);
  });

  it('offers the same tools and resources in both', async () => {
    const [older, newer] = [start(), start()];
    await older.initialize();
    for (const list of ['tools/list', 'resources/list', 'resources/templates/list'] as const) {
      const [was, is] = await Promise.all([older.request(list), newer.ask(list)]);
      expect(is.result).toMatchObject(was.result ?? { missing: list });
    }
    await Promise.all([end(older), end(newer)]);
  });

  it('names the versions that it speaks to one that asks for another', async () => {
    const client = start();
    const { error } = await client.request('tools/list', { _meta: envelope('2031-01-01') });
    expect(error).toEqual({
      code: -32022,
      message: 'This version of the protocol is not spoken here',
      data: { supported: [NEWER], requested: '2031-01-01' },
    });
    await end(client);
  });

  it('stays in the era in which a connection began', async () => {
    const client = start();
    await client.ask('tools/list');
    expect((await client.request('tools/list')).error).toMatchObject({ code: -32602 });
    const late = await client.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'late', version: '1' },
    });
    expect(late.error).toMatchObject({ code: -32022, data: { supported: [NEWER] } });
    await end(client);
  });
});
