import { describe, expect, it } from 'vitest';
import { type ChangeNotice, type WatchInput, WHOLE } from '../../../src/runtime/api/change.ts';
import { fakeRuntime } from '../../support/backend/fake.ts';
import { answerOf, messageOf } from './support/answers.ts';
import { HttpServer, message, messageIn, NEWER_META } from './support/http-server.ts';

describe('both eras over HTTP', () => {
  it('tells a probe what it speaks', async () => {
    const server = await HttpServer.start();
    expect(answerOf(await server.newer('server/discover')).result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      instructions: expect.stringContaining('enqueue_spec'),
    });
  });

  it('shakes hands in the older one, and keeps nothing of it', async () => {
    const server = await HttpServer.start();
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'codex-mcp-client', version: '1' },
    };
    const hello = await server.older('initialize', params);
    expect(answerOf(hello).result).toMatchObject({
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'millrace', version: '9.9.9' },
    });
    expect(hello.headers).not.toHaveProperty('mcp-session-id');
    const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await server.send({ body })).toMatchObject({ status: 202, text: '' });
  });

  it('offers and answers the same in both', async () => {
    const server = await HttpServer.start();
    const asked = [
      ['tools/list', {}],
      ['resources/list', {}],
      ['prompts/list', {}],
      ['tools/call', { name: 'status', arguments: {} }],
      ['tools/call', { name: 'list', arguments: { of: 'specs' } }],
      ['resources/read', { uri: 'millrace://status' }],
    ] as const;
    for (const [method, params] of asked) {
      const older = answerOf(await server.older(method, params)).result;
      expect(older).toBeDefined();
      expect(answerOf(await server.newer(method, params)).result).toMatchObject(older ?? {});
    }
    expect(server.log).toEqual([]);
  });

  it('tells a stream of what it has named when all may be another', async () => {
    let tell = (_: ChangeNotice) => {};
    let began = () => {};
    const isFollowed = new Promise<void>((resolve) => {
      began = resolve;
    });
    const changes = (input: WatchInput) => {
      tell = input.told;
      began();
      return fakeRuntime().changes(input);
    };
    const server = await HttpServer.start({ replaced: { runtime: { changes } } });
    const uri = 'millrace://specs/subtract';
    const stream = server.newer('subscriptions/listen', {
      notifications: { resourceSubscriptions: [uri] },
    });
    await isFollowed;
    tell(WHOLE);
    await server.end();
    const updated = expect.stringContaining(
      `"notifications/resources/updated","params":{"uri":"${uri}"`,
    );
    expect(await stream).toMatchObject({ status: 200, text: updated });
  });

  it('knows who asks, and so how long to wait', async () => {
    const waits: number[] = [];
    const run_wait = { name: 'run_wait', arguments: {} };
    const server = await HttpServer.start({
      replaced: {
        runtime: {
          wait: async ({ wait_ms }) => {
            waits.push(wait_ms);
            throw new Error('enough');
          },
        },
      },
    });
    for (const agent of ['codex-mcp-client/0.169.0', 'claude-code/2.1.197 (sdk-cli)', 'node', '']) {
      await server.older('tools/call', run_wait, { headers: { 'User-Agent': agent } });
    }
    expect(waits).toEqual([290_000, 10_800_000, 45_000, 45_000]);
  });

  it.each(['GET', 'DELETE', 'PUT', 'OPTIONS'])('has no sessions for %s', async (method) => {
    const server = await HttpServer.start();
    expect(await server.send({ method })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });

  it('says what is wrong with messages that are none, in either era', async () => {
    const server = await HttpServer.start();
    const bodies = [
      '',
      'this is not JSON',
      '{"jsonrpc":"2.0"',
      '[]',
      '42',
      '{"jsonrpc":"1.0","id":1,"method":"ping"}',
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"jsonrpc":"2.0","id":1,"method":7}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"status","_meta":7}}',
    ];
    const said = [];
    for (const body of bodies) {
      const older = await server.send({ body });
      const newer = await server.send({
        body,
        headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call' },
      });
      expect(newer).toMatchObject({ status: older.status, text: older.text });
      said.push(`${older.status} ${answerOf(older).error?.code} ${messageOf(older)}`);
    }
    expect(said).toMatchInlineSnapshot(`
      [
        "400 -32700 The message is no JSON",
        "400 -32700 The message is no JSON",
        "400 -32700 The message is no JSON",
        "400 -32600 A message is one JSON object; there are no batches",
        "400 -32600 A message is one JSON object; there are no batches",
        "400 -32600 jsonrpc must be "2.0"",
        "400 -32600 id must be a text or a whole number",
        "400 -32600 method must be a text",
        "400 -32602 params must be an object",
        "400 -32602 tools/call: params.name must be a text",
        "400 -32602 tools/call: params._meta must be an object",
      ]
    `);
    expect(server.log).toEqual([]);
  });

  it('refuses a flood in one message whole', async () => {
    const server = await HttpServer.start();
    const calls = Array.from({ length: 10_000 }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'run_once' },
    }));
    const answer = await server.send({ body: JSON.stringify(calls) });
    expect([answer.status, messageOf(answer)]).toEqual([
      400,
      'A message is one JSON object; there are no batches',
    ]);
  });

  it('has no method of an unknown name', async () => {
    const server = await HttpServer.start();
    for (const answer of [await server.older('no/such'), await server.newer('no/such')]) {
      expect(answerOf(answer).error).toMatchObject({
        code: -32601,
        message: 'There is no such method',
      });
    }
  });

  it.each(['initialize', 'ping', 'resources/subscribe', 'resources/unsubscribe'])(
    'has no %s in the newer era, whatever it holds',
    async (method) => {
      const server = await HttpServer.start();
      const answer = await server.newer(method);
      expect([answer.status, answerOf(answer).error?.code]).toEqual([404, -32601]);
    },
  );

  it('names its versions to a client of another', async () => {
    const server = await HttpServer.start();
    const _meta = { ...NEWER_META, 'io.modelcontextprotocol/protocolVersion': '2031-01-01' };
    const answer = await server.send({
      body: message('tools/list', { _meta }),
      headers: { 'MCP-Protocol-Version': '2031-01-01', 'Mcp-Method': 'tools/list' },
    });
    expect(answer.status).toBe(400);
    expect(answerOf(answer).error).toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28'], requested: '2031-01-01' },
    });
  });

  it('lets no text steer the terminal of whoever shows it', async () => {
    const replaced = {
      backend: {
        skills: async () => [{ path: 'weave/SKILL.md', text: 'red \u001b[31m and \u202e back' }],
      },
    };
    const server = await HttpServer.start({ replaced });
    const params = { uri: 'millrace://skills/weave/SKILL.md' };
    for (const answer of [
      await server.older('resources/read', params),
      await server.newer('resources/read', params),
    ]) {
      expect(JSON.stringify(messageIn(answer))).not.toMatch(/\\u001b|\u202e/);
      expect(answer.text).toContain('red ');
    }
  });

  it('keeps its own words when a handler breaks', async () => {
    const list = () => {
      throw new TypeError('x is not a function at /home/me/secret.ts');
    };
    const server = await HttpServer.start({ replaced: { runtime: { list } } });
    const params = { name: 'list', arguments: { of: 'specs' } };
    for (const answer of [
      await server.older('tools/call', params),
      await server.newer('tools/call', params),
    ]) {
      expect(answer.text).toContain('internal_error');
      expect(answer.text).not.toContain('secret');
    }
    expect(server.log).toHaveLength(2);
  });
});
