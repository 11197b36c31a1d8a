import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { MillraceServer } from '../../src/mcp/server.ts';
import { NodeClock } from '../../src/runtime/host/clock.ts';
import { fakeBackend, type Replaced, ROOT } from './backend/fake.ts';

export interface Connected {
  readonly client: Client;
  readonly server: MillraceServer;
  /** Details of defects that the server wrote down. */
  readonly logged: string[];
}

/** A real client and a real server, linked in memory, on a fake product. */
export async function connect(
  replaced: Replaced = {},
  capabilities: ClientCapabilities = {},
): Promise<Connected> {
  const logged: string[] = [];
  const server = new MillraceServer({
    backend: fakeBackend(replaced),
    root: ROOT,
    version: '9.9.9',
    clock: { now: () => 0, sleep: (ms, signal) => new NodeClock().sleep(ms, signal) },
    log: (text) => logged.push(text),
  });
  const client = new Client({ name: 'test client', version: '1' }, { capabilities });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.create().connect(far);
  await client.connect(near);
  return { client, server, logged };
}

const refusal = z.looseObject({
  isError: z.literal(true),
  structuredContent: z.object({ error: z.object({ code: z.string() }) }),
});

/** The code in the error of a refused call. */
export function errorCode(result: unknown): string | undefined {
  return refusal.safeParse(result).data?.structuredContent.error.code;
}
