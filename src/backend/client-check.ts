import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ListToolsResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { version } from '../package.ts';
import type { NoSight, Sight, WorkspaceSight } from '../product/client-sight.ts';
import type { ServerStart } from '../user/clients/server-start.ts';
import { host } from './host.ts';

/** Both clients give a server that long before they go on without it. */
const CONNECT_MS_MAX = 30_000;
const STDERR_LENGTH_MAX = 2000;
const NAME = 'millrace';

/** Starts the server as a client of the older era would, asks it what a first session asks, and ends it. */
export async function lookAsClient(start: ServerStart, client: string): Promise<Sight | NoSight> {
  const stdio = new StdioClientTransport({ ...start, args: [...start.args], stderr: 'pipe' });
  let stderr = '';
  stdio.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-STDERR_LENGTH_MAX);
  });
  try {
    return await look(stdio, client);
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown), stderr };
  } finally {
    await stdio.close();
  }
}

async function look(transport: Transport, name: string): Promise<Sight> {
  const began = host.clock.now();
  let protocol = '';
  transport.setProtocolVersion = (spoken) => {
    protocol = spoken;
  };
  const session = new Client({ name, version }, { capabilities: {} });
  const limit = { timeout: CONNECT_MS_MAX };
  await session.connect(transport, limit);
  // Not by its own method, which would first make a validator of each tool.
  const { tools } = await session.request({ method: 'tools/list' }, ListToolsResultSchema, limit);
  const tools_ms = host.clock.now() - began;
  const server = session.getServerVersion();
  const call = async (tool: string, args: Record<string, unknown>) =>
    (await session.callTool({ name: tool, arguments: args }, undefined, limit)).structuredContent;
  const isOurs = server?.name === NAME;
  const workspace = isOurs ? workspaceIn(await call('status', {})) : NOT_ASKED;
  const isFound = workspace.state === 'found';
  return {
    name: server?.name ?? '',
    version: server?.version ?? '',
    protocol,
    tools: tools.map((tool) => tool.name),
    tools_ms: Math.round(tools_ms),
    workspace,
    logins: isFound ? loginsIn(await call('inspect', { view: 'health', harness: true })) : null,
  };
}

const NOT_ASKED: WorkspaceSight = { state: 'refused', code: 'operation_unknown' };
const status = z.looseObject({ condition: z.string() });
const refusal = z.looseObject({ error: z.looseObject({ code: z.string() }) });
const health = z.looseObject({
  harnesses: z.array(
    z.looseObject({ harness: z.string(), installed: z.string(), login: z.string() }),
  ),
});

function workspaceIn(answer: unknown): WorkspaceSight {
  const found = status.safeParse(answer);
  if (found.success) return { state: 'found', condition: found.data.condition };
  const refused = refusal.safeParse(answer);
  return { state: 'refused', code: refused.data?.error.code ?? 'internal_error' };
}

function loginsIn(answer: unknown): Record<string, string> | null {
  const found = health.safeParse(answer);
  if (!found.success) return null;
  const all = found.data.harnesses.map(({ harness, installed, login }) => [
    harness,
    installed === 'yes' ? login : 'not installed',
  ]);
  return Object.fromEntries(all);
}
