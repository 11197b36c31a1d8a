import { expect } from 'vitest';
import { type Client, newer } from '../../support/program/client.ts';
import { until } from '../../support/program/processes.ts';
import { SPEC } from '../../support/program/specs.ts';
import type { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const UPDATED = 'notifications/resources/updated';
const LISTED = 'notifications/resources/list_changed';
const FILTER = { resourcesListChanged: true, resourceSubscriptions: ['millrace://status'] };

function heard(client: Client, method: string) {
  return until(method, () => client.messages.find((one) => one.method === method) ?? null);
}

function listen(client: Client, notifications: object): void {
  client.send({ id: 'all', method: 'subscriptions/listen', params: newer({ notifications }) });
}

async function handOver(workspace: Workspace): Promise<void> {
  await workspace.answer('enqueue-spec', '--document', SPEC);
}

it('a client of the older era is told of what another process commits', async ({ offline }) => {
  const client = await offline.client();
  await client.request('resources/subscribe', { uri: 'millrace://status' });
  await client.request('resources/list');
  await handOver(offline);
  expect(await heard(client, UPDATED)).toMatchObject({ params: { uri: 'millrace://status' } });
  await heard(client, LISTED);
  await client.leave();
});

it('a client of the newer era is told on its stream, until it ends that', async ({ offline }) => {
  const client = offline.bareClient();
  listen(client, FILTER);
  expect(await heard(client, 'notifications/subscriptions/acknowledged')).toMatchObject({
    params: { notifications: FILTER },
  });
  await handOver(offline);
  expect(await heard(client, UPDATED)).toMatchObject({
    params: {
      uri: 'millrace://status',
      _meta: { 'io.modelcontextprotocol/subscriptionId': 'all' },
    },
  });
  await heard(client, LISTED);
  client.send({ method: 'notifications/cancelled', params: newer({ requestId: 'all' }) });
  await client.request('tools/list', newer({}));
  const before = client.messages.length;
  await offline.answer('run', 'once');
  await client.request('tools/list', newer({}));
  expect(client.messages.slice(before)).toHaveLength(1);
  await client.leave();
});

it('a client of the older era that asks for a stream hears no more than it has named', async ({
  offline,
}) => {
  const client = await offline.client();
  const { error } = await client.request('subscriptions/listen', { notifications: FILTER });
  expect(error).toMatchObject({ code: -32601 });
  await client.request('resources/subscribe', { uri: 'millrace://events' });
  await handOver(offline);
  await heard(client, UPDATED);
  await client.request('ping');
  const told = client.messages.filter(({ method }) => method === UPDATED || method === LISTED);
  expect(new Set(told.map(({ params }) => params?.uri))).toEqual(new Set(['millrace://events']));
  await client.leave();
});

it('nobody is acknowledged what would never be told', async ({ offline }) => {
  const client = offline.bareClient();
  listen(client, { resourceSubscriptions: ['millrace://status?workspace=%2Felsewhere'] });
  const refused = () => client.messages.find(({ id }) => id === 'all') ?? null;
  expect(await until('a refusal', refused)).toMatchObject({
    error: { code: -32602, message: expect.stringContaining("server's own workspace") },
  });
  await client.leave();
});

it('a workspace that comes, goes and comes again is told of', async ({ empty }) => {
  const client = await empty.client();
  await client.request('resources/subscribe', { uri: 'millrace://status' });
  await empty.answer('init', '--mode', 'default_offline');
  await heard(client, UPDATED);
  client.messages.length = 0;
  empty.remove('millrace-agents');
  await client.request('ping');
  await empty.answer('init', '--mode', 'default_offline', '--state', 'anew');
  await heard(client, UPDATED);
  await client.leave();
});

it('a stream is told of whatever it has named when the workspace is another', async ({ empty }) => {
  const client = empty.bareClient();
  const uri = 'millrace://specs/add-subtract';
  listen(client, { resourceSubscriptions: [uri] });
  await heard(client, 'notifications/subscriptions/acknowledged');
  await empty.answer('init', '--mode', 'default_offline');
  expect(await heard(client, UPDATED)).toMatchObject({ params: { uri } });
  await client.leave();
});
