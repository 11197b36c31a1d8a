import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { StdioTransport } from '../../src/mcp/stdio-transport.ts';
import type { Backend } from '../../src/product/backend.ts';
import type { ChangeNotice, Runtime } from '../../src/runtime/api/index.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { type Connected, connect } from '../support/connect.ts';

const NOTHING: ChangeNotice = {
  roots: [],
  items: [],
  runs: [],
  planes: [],
  is_new: false,
  is_whole: false,
};

/** A workspace whose commits the test makes. */
function committed() {
  const followed: { told: (notice: ChangeNotice) => void; signal: AbortSignal }[] = [];
  const runtime: Partial<Runtime> = {
    changes: (input) => {
      followed.push(input);
      return fakeRuntime().changes(input);
    },
  };
  const commit = (notice: Partial<ChangeNotice>) => {
    for (const { told, signal } of followed) if (!signal.aborted) told({ ...NOTHING, ...notice });
  };
  const following = () => followed.filter(({ signal }) => !signal.aborted).length;
  return { runtime, commit, following };
}

function heardBy({ client }: Connected): string[] {
  const heard: string[] = [];
  client.fallbackNotificationHandler = async ({ method, params }) => {
    heard.push(`${method.replace('notifications/resources/', '')} ${params?.uri ?? ''}`.trim());
  };
  return heard;
}

/** What was sent has arrived when a later answer has. */
async function settle({ client }: Connected): Promise<void> {
  await client.ping();
}

describe('a client of the older era', () => {
  it('hears of what it has subscribed to, until it has enough', async () => {
    const { runtime, commit, following } = committed();
    const connected = await connect({ runtime });
    const { client } = connected;
    const heard = heardBy(connected);
    expect(client.getServerCapabilities()?.resources).toEqual({
      subscribe: true,
      listChanged: true,
    });
    expect(following()).toBe(0);
    await client.subscribeResource({ uri: 'millrace://status' });
    await client.subscribeResource({ uri: 'millrace://runs/run-000001' });
    await settle(connected);
    expect(following()).toBe(1);
    commit({ roots: ['subtract'], runs: ['run-000001', 'run-000002'], is_new: true });
    await settle(connected);
    expect(heard).toEqual(['updated millrace://status', 'updated millrace://runs/run-000001']);
    await client.unsubscribeResource({ uri: 'millrace://status' });
    commit({ runs: ['run-000002'] });
    commit({ runs: ['run-000001'] });
    await settle(connected);
    expect(heard.slice(2)).toEqual(['updated millrace://runs/run-000001']);
    await client.unsubscribeResource({ uri: 'millrace://runs/run-000001' });
    expect(following()).toBe(0);
  });

  it.each<[string, Partial<ChangeNotice>]>([
    ['millrace://plan', { planes: ['execution'] }],
    ['millrace://graph/execution', { planes: ['execution'] }],
    ['millrace://graph/execution/mermaid', { planes: ['execution'] }],
    ['millrace://specs/subtract', { roots: ['subtract'] }],
    ['millrace://contracts/subtract', { roots: ['subtract'] }],
    ['millrace://decisions/subtract', { roots: ['subtract'] }],
    ['millrace://verdicts/subtract', { roots: ['subtract'] }],
    ['millrace://items/task/a%20b', { items: ['task/a b'] }],
    ['millrace://runs/run-000001/trace', { runs: ['run-000001'] }],
    ['millrace://runs/run-000001/artifacts/a.md', { runs: ['run-000001'] }],
    ['millrace://specs?after=subtract', {}],
    ['millrace://specs/s%75btract', { roots: ['subtract'] }],
    ...['specs', 'queue', 'items', 'runs', 'decisions', 'events'].map(
      (list): [string, Partial<ChangeNotice>] => [`millrace://${list}`, {}],
    ),
  ])('hears of %s', async (uri, notice) => {
    const { runtime, commit } = committed();
    const connected = await connect({ runtime });
    const heard = heardBy(connected);
    await connected.client.subscribeResource({ uri });
    await settle(connected);
    commit(notice);
    await settle(connected);
    expect(heard).toEqual([`updated ${uri}`]);
  });

  it('hears of what it has named when all may be another', async () => {
    const { runtime, commit } = committed();
    const connected = await connect({ runtime });
    const heard = heardBy(connected);
    for (const uri of ['millrace://specs/subtract', 'millrace://plan'])
      await connected.client.subscribeResource({ uri });
    await settle(connected);
    commit({ is_whole: true, is_new: true });
    await settle(connected);
    expect(heard).toEqual(['updated millrace://specs/subtract', 'updated millrace://plan']);
  });

  it('hears of the list once it has one', async () => {
    const { runtime, commit, following } = committed();
    const connected = await connect({ runtime });
    const heard = heardBy(connected);
    await connected.client.listResources();
    await settle(connected);
    expect(following()).toBe(1);
    commit({ is_new: true, runs: ['run-000002'] });
    commit({ runs: ['run-000002'] });
    await settle(connected);
    expect(heard).toEqual(['list_changed']);
  });

  it('leaves nothing behind', async () => {
    const { runtime, following } = committed();
    const connected = await connect({ runtime });
    await connected.client.subscribeResource({ uri: 'millrace://status' });
    await connected.client.close();
    expect(following()).toBe(0);
  });

  it.each([
    'millrace://nothing',
    'millrace://status?workspace=%2Felsewhere',
    'millrace://plan?page=1',
    'millrace://runs/..',
    'file:///etc/passwd',
  ])('is refused %s', async (uri) => {
    const { client } = await connect();
    await expect(client.subscribeResource({ uri })).rejects.toMatchObject({
      code: -32602,
      data: { error: { code: 'resource_not_found', next: expect.any(String) } },
    });
  });

  it('may subscribe to so many and no more', async () => {
    const { client } = await connect();
    const uri = (at: number) => `millrace://runs/run-${at}`;
    for (let at = 0; at < 64; at += 1) await client.subscribeResource({ uri: uri(at) });
    await client.subscribeResource({ uri: uri(0) });
    await expect(client.subscribeResource({ uri: uri(64) })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('at most 64'),
    });
    await client.unsubscribeResource({ uri: uri(0) });
    await client.subscribeResource({ uri: uri(64) });
  });

  it('hears of a workspace that is made, or readable, only later', async () => {
    let opened = 0;
    const openRuntime: Backend['openRuntime'] = async () => {
      opened += 1;
      if (opened > 1) return fakeRuntime();
      throw new MillraceError('workspace_not_initialized', { what: 'None', next: 'Call init.' });
    };
    const connected = await connect({ backend: { openRuntime } });
    const again = new Promise((resolve) => {
      connected.client.fallbackNotificationHandler = async ({ params }) => resolve(params?.uri);
    });
    await connected.client.subscribeResource({ uri: 'millrace://status' });
    expect(await again).toBe('millrace://status');
  });
});

it('a connection that does not last promises nothing', async () => {
  const { server } = await connect();
  expect(server.create({ pushes: false }).getCapabilities().resources).toEqual({});
});

it('a client that does not read costs one line for each resource, and gets it when it reads', async () => {
  const output = new PassThrough({ highWaterMark: 64 });
  const transport = new StdioTransport({
    input: new PassThrough(),
    output,
    log: () => undefined,
    taken: () => undefined,
    sent: () => undefined,
    nextTurn: (run) => run(),
    onEnd: () => undefined,
  });
  const uris = ['millrace://status', 'millrace://runs', 'millrace://events'];
  for (let commit = 0; commit < 1000; commit += 1) {
    for (const uri of uris) {
      const method = 'notifications/resources/updated';
      await transport.send({ jsonrpc: '2.0', method, params: { uri } });
    }
  }
  expect(output.writableLength + output.readableLength).toBeLessThan(1000);
  const read = text(output);
  await once(output, 'drain');
  output.end();
  const lines = (await read).trim().split('\n');
  const told = lines.map((line) => JSON.parse(line).params.uri);
  expect(told).toHaveLength(4);
  expect(new Set(told)).toEqual(new Set(uris));
});
