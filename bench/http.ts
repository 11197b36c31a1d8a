import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ms, type Row, statOf } from './measure.ts';
import { memoryOf, memoryRow } from './memory.ts';

const CLIENTS = 20;
const REQUESTS_PER_SECOND = 200;
const SECONDS = 10;
const CONNECTIONS_EACH = 2;
const EACH_MS = (1000 * CLIENTS) / REQUESTS_PER_SECOND;
const NOTICES = 10;
const NOTICE_MS_MAX = 400;
const NEWER = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol';

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

/** Many clients of both eras on one workspace, each at its own pace whether or not it was answered. */
export async function measureHttp(argv: readonly string[]): Promise<Row[]> {
  const served = await serve(argv);
  await call(served, 0, 'compile_validate', { adopt: true });
  for (let client = 0; client < CLIENTS; client += 1) await handOver(served, client);
  const took: number[] = [];
  const errors: string[] = [];
  const start = performance.now();
  const asked = Array.from({ length: SECONDS * REQUESTS_PER_SECOND }, async (_, at) => {
    const turn = Math.floor(at / CLIENTS);
    const due_ms = start + turn * EACH_MS + ((at % CLIENTS) * EACH_MS) / CLIENTS;
    await sleep(due_ms - performance.now());
    const began = performance.now();
    const error = await ask(served, at % CLIENTS, turn).catch(String);
    took.push(performance.now() - began);
    if (error !== null) errors.push(error);
  });
  await Promise.all(asked);
  const seconds = (performance.now() - start) / 1000;
  const memory = memoryOf(served.child.pid);
  const late = await lateness(served);
  served.child.kill('SIGTERM');
  await once(served.child, 'exit');
  const what = `a request of ${CLIENTS} HTTP clients at ${REQUESTS_PER_SECOND}/s together`;
  const rate = `${took.length} in ${seconds.toFixed(1)} s; ${errors.length} errors`;
  const first = errors.length === 0 ? '' : `, the first: ${errors[0]}`;
  return [
    {
      what,
      time: statOf(took),
      result: `${rate}${first}`,
      limit: '0 errors',
      ok: errors.length === 0,
    },
    {
      what: 'a client over HTTP is told of what another one committed',
      time: statOf(late),
      result: `the last of ${late.length} after ${ms(Math.max(...late))} ms`,
      limit: ms(NOTICE_MS_MAX),
      ok: Math.max(...late) <= NOTICE_MS_MAX,
    },
    memoryRow('memory of a server over HTTP', memory, null),
  ];
}

/** Milliseconds from a request that commits, so more than from its commit, until another client has heard. */
async function lateness(served: Served): Promise<number[]> {
  let heard = () => {};
  const listened = listen(served, () => heard());
  const samples: number[] = [];
  for (let at = 0; at < NOTICES; at += 1) {
    // Until what came before has been told.
    await sleep(NOTICE_MS_MAX);
    const told = new Promise<number>((resolve) => {
      heard = () => resolve(performance.now());
    });
    const asked = performance.now();
    await handOver(served, CLIENTS + at);
    samples.push((await told) - asked);
  }
  (await listened).destroy();
  return samples;
}

function listen({ url, token }: Served, hear: () => void): Promise<IncomingMessage> {
  const method = 'subscriptions/listen';
  const notifications = { resourceSubscriptions: ['millrace://status'] };
  const params = { notifications, _meta: newerMeta(0) };
  const headers = { ...headersOf(token, 0), 'MCP-Protocol-Version': NEWER, 'Mcp-Method': method };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (answer) => {
      answer.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('notifications/resources/updated')) hear();
      });
      answer.on('error', () => undefined);
      resolve(answer);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  });
}

function headersOf(token: string, client: number) {
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    Authorization: `Bearer ${token}`,
    'User-Agent': `client-${client}/1`,
  };
}

async function serve(argv: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = /^ {4}(http:.*)$/.exec(line)?.[1] ?? url;
    const path = /"\$\(cat '?(.+?)'?\)"/.exec(line)?.[1];
    if (path !== undefined) return { child, url, token: readFileSync(path, 'utf8').trim() };
  }
  throw new Error('the server over HTTP did not start');
}

/** So that there is something to be told of. */
async function handOver(served: Served, client: number): Promise<void> {
  const document = `# Spec ${client}\n\n## Acceptance\n\n- It works\n`;
  const error = await call(served, client, 'enqueue_spec', { document });
  if (error !== null) throw new Error(error);
}

function ask(served: Served, client: number, turn: number): Promise<string | null> {
  if (turn % 4 === 0) return call(served, client, 'inspect', { view: 'list', of: 'specs' });
  return call(served, client, 'status', {});
}

/** Null, or what was wrong with the answer. */
async function call(
  { url, token }: Served,
  client: number,
  name: string,
  args: object,
): Promise<string | null> {
  const params = { name, arguments: args };
  const { status, text } = await post(url, client, {
    headers: { ...headersOf(token, client), ...(client % 2 === 0 ? {} : newerHeaders(name)) },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: client % 2 === 0 ? params : { ...params, _meta: newerMeta(client) },
    }),
  });
  if (status === 200 && text.includes('"structuredContent"') && !text.includes('"isError":true'))
    return null;
  return `${status} ${text.slice(0, 200)}`;
}

/** A client waits with its next request until one of its connections is free. */
const agents = Array.from(
  { length: CLIENTS },
  () => new Agent({ keepAlive: true, maxSockets: CONNECTIONS_EACH }),
);

function post(
  url: string,
  client: number,
  { headers, body }: { readonly headers: OutgoingHttpHeaders; readonly body: string },
): Promise<{ status: number | undefined; text: string }> {
  const agent = agents[client];
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, ...(agent === undefined ? {} : { agent }) };
    const sent = request(url, options, (answer) => {
      readText(answer).then((text) => resolve({ status: answer.statusCode, text }), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function newerHeaders(name: string) {
  return { 'MCP-Protocol-Version': NEWER, 'Mcp-Method': 'tools/call', 'Mcp-Name': name };
}

function newerMeta(client: number) {
  return {
    [`${PREFIX}/protocolVersion`]: NEWER,
    [`${PREFIX}/clientCapabilities`]: {},
    [`${PREFIX}/clientInfo`]: { name: `client-${client}`, version: '1' },
  };
}
