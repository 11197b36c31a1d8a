import type { ReadResourceResult } from '@modelcontextprotocol/server';
import type { ClientSession } from '../../operations/session.ts';
import type { JsonObject } from '../../operations/support/define.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';
import { contentOf, type Found, jsonContent, textOf } from './content.ts';
import { notFound } from './not-found.ts';
import { pageContent } from './pages.ts';
import { docIndex, docPage, skillPage } from './release-pages.ts';
import { readInRuntime } from './runtime.ts';
import { type Address, type Listed, type Located, type Page, parseUri } from './uris.ts';

export async function readResource(
  session: ClientSession,
  uri: string,
): Promise<ReadResourceResult> {
  const located = parseUri(uri);
  if (located === null) throw notFound('There is no such resource');
  const found = await find(session, located);
  return {
    contents: [located.page === null ? contentOf(uri, found) : paged(uri, found, located.page)],
  };
}

function paged(uri: string, found: Found, { number, of_bytes }: Page) {
  const text = textOf(uri, found);
  const size_bytes = text === null ? 0 : Buffer.byteLength(text.text);
  if (text === null || (of_bytes !== null && of_bytes !== size_bytes)) {
    throw notFound('What the page belongs to has changed since its index was read');
  }
  const page = pageContent(text, number);
  if (page === null) throw notFound('It has no such page');
  return page;
}

/** What a tool answers is answered as the tool does, what it refuses too. */
function find(session: ClientSession, { address, workspace }: Located): Promise<Found> {
  switch (address.kind) {
    case 'status':
      return answerOf(session, 'status', {}, workspace);
    case 'list':
      return answerOf(session, 'list', listInput(address), workspace);
    case 'spec':
      return answerOf(session, 'show', { key: address.root }, workspace);
    case 'item':
      return answerOf(session, 'show', { key: address.item }, workspace);
    case 'skill':
      return skillPage(session, address.path);
    case 'docs':
      return docIndex(session);
    case 'doc':
      return docPage(session, address.path);
    case 'plan':
    case 'events':
    case 'contract':
    case 'verdict':
    case 'graph':
    case 'mermaid':
    case 'run':
    case 'trace':
    case 'artifact':
      return session.read(workspace, (runtime) =>
        readInRuntime(session, runtime, { address, workspace }),
      );
    default:
      return exhausted(address);
  }
}

/** The queue is the work that nothing has claimed yet. */
const FILTERS: Readonly<Record<Listed, JsonObject>> = {
  specs: { of: 'specs' },
  queue: { of: 'tasks', state: 'queued' },
  items: { of: 'tasks' },
  runs: { of: 'runs' },
  decisions: { of: 'decisions' },
};

function listInput({ of, root, after }: Extract<Address, { kind: 'list' }>): JsonObject {
  const of_root = root === null ? {} : { root };
  return { ...FILTERS[of], ...of_root, ...(after === null ? {} : { after }) };
}

async function answerOf(
  session: ClientSession,
  operation: string,
  args: JsonObject,
  workspace: string | null,
): Promise<Found> {
  const own = workspace === null ? args : { ...args, workspace };
  const options = { signal: new AbortController().signal, progress: () => undefined };
  return jsonContent(JSON.stringify(await session.answer(operation, own, options)));
}
