import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { z } from 'zod';
import type { Family } from '../../../src/runtime/plan/index.ts';
import type { Disk } from '../../../src/runtime/ports/disk.ts';
import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { StageServer } from '../../../src/stage-mcp/server.ts';
import { requestWith, THREAD } from '../../support/runners/cloth.ts';

export const DIRECTORY = '/a/q1-1';

/** Threads that may need others. */
export const LINKED: Family = { ...THREAD, depends_on_key: 'uses' };

export const REQUEST: StageRequest = requestWith({
  families: { thread: LINKED },
  lineage: {
    root: 'cloth-blue',
    idea: null,
    contract_file: 'root_spec.md',
    source_file: 'root_idea.md',
    items: [{ family: 'thread', id: 'warp', title: 'Warp', state: 'done' }],
  },
});

const encoder = new TextEncoder();

/** The folder of an attempt as it is before its harness starts. */
export function attemptOn(disk: Disk, request: StageRequest = REQUEST): void {
  for (const path of ['/a', DIRECTORY, `${DIRECTORY}/in`, `${DIRECTORY}/out`]) disk.mkdir(path);
  put(disk, 'in/request.json', JSON.stringify(request));
}

export function put(disk: Disk, name: string, text: string): void {
  disk.write(`${DIRECTORY}/${name}`, encoder.encode(text));
}

const answer = z.looseObject({
  content: z.tuple([z.looseObject({ text: z.string() })]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().default(false),
});

/** An agent with the tools of its stage. */
export interface Agent {
  readonly client: Client;
  /** Facts of an accepted call, the lines of a refused one. */
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown> | string[]>;
  readonly logged: string[];
}

export async function agentAt(disk: Disk, directory = DIRECTORY): Promise<Agent> {
  const logged: string[] = [];
  const log = (text: string) => logged.push(text);
  const server = new StageServer({ disk, directory, version: '9.9.9', log });
  const client = new Client({ name: 'test client', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.create().connect(far);
  await client.connect(near);
  return {
    client,
    logged,
    async call(name, args = {}) {
      const { content, structuredContent, isError } = answer.parse(
        await client.callTool({ name, arguments: args }),
      );
      const [{ text }] = content;
      if (isError !== (structuredContent === undefined)) throw new Error('an error with facts');
      if (structuredContent === undefined) return text.split('\n');
      if (text !== JSON.stringify(structuredContent)) throw new Error('the text says other things');
      return structuredContent;
    },
  };
}

/** A document that the stage may propose. */
export function thread(id: string, ...more: readonly string[]): string {
  return [
    `# Thread ${id}`,
    '',
    `Thread-ID: ${id}`,
    'Made-At: 2026-01-31T09:00:00Z',
    'Fibre: wool',
    '',
    'Acceptance:',
    '- It holds',
    ...more,
    '',
  ].join('\n');
}
