import type { ReadResourceResult } from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { resourceUri, uriPath } from '../operations/support/uris.ts';
import type { Runtime } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import { contentOf, type Found, jsonContent, MARKDOWN_TYPE, textOf } from './content.ts';
import { pageContent } from './pages.ts';
import { type Address, type Located, type Page, parseUri } from './uris.ts';

/** Runs that are searched by id for a resource of one run. */
const RUNS_SEARCHED_MAX = 10_000;

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

function find(session: ClientSession, located: Located): Promise<Found> | Found {
  const { workspace, address } = located;
  switch (address.kind) {
    case 'status':
      return answerOf(session, 'status', {}, workspace);
    case 'specs':
    case 'runs':
      return answerOf(session, 'list', { of: address.kind }, workspace);
    case 'skill':
      return skill(session, address.path);
    case 'plan':
    case 'graph':
    case 'run':
    case 'trace':
    case 'artifact':
      return session.read(workspace, (runtime) =>
        inRuntime(session, runtime, { address, workspace }),
      );
    default:
      return exhausted(address);
  }
}

/** As the operation of a tool answers, what it refuses too. */
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

/** It belongs to the release, and needs no workspace. */
async function skill(session: ClientSession, path: string): Promise<Found> {
  const page = (await session.skills()).find((one) => one.path === path);
  if (page === undefined) throw notFound('There is no such page of a skill');
  return { bytes: new TextEncoder().encode(page.text), mime: MARKDOWN_TYPE };
}

type Kept = Exclude<Address, { kind: 'status' | 'specs' | 'runs' | 'skill' }>;

async function inRuntime(
  session: ClientSession,
  runtime: Runtime,
  { address, workspace }: { readonly address: Kept; readonly workspace: string | null },
): Promise<Found> {
  switch (address.kind) {
    case 'plan':
      return jsonContent(adoptedPlan(runtime));
    case 'graph': {
      const graph = (await session.graphs(adoptedPlan(runtime))).get(address.plane);
      if (graph === undefined) throw notFound('The adopted plan has no such plane');
      return jsonContent(graph);
    }
    case 'run':
      return jsonContent(describeRun(runtime, address.run, workspace));
    case 'trace':
      return jsonContent(JSON.stringify(runtime.trace(address.run)));
    case 'artifact':
      return runtime.artifact(address.run, address.path);
    default:
      return exhausted(address);
  }
}

function adoptedPlan(runtime: Runtime): string {
  const plan = runtime.adoptedPlan();
  if (plan !== null) return plan;
  throw new MillraceError('plan_missing', {
    what: 'No plan is adopted yet',
    next: 'Call compile_validate with adopt true, or run_once.',
  });
}

function describeRun(runtime: Runtime, id: string, workspace: string | null): string {
  const run = runtime.runs(RUNS_SEARCHED_MAX).find((candidate) => candidate.run_id === id);
  if (run === undefined) throw notFound('There is no such run');
  const artifacts = runtime.artifacts(id).map((artifact) => ({
    ...artifact,
    uri: resourceUri(uriPath.artifact(id, artifact.path), workspace),
  }));
  return JSON.stringify({ ...run, trace: resourceUri(uriPath.trace(id), workspace), artifacts });
}

function notFound(what: string): MillraceError {
  return new MillraceError('resource_not_found', {
    what,
    expected: 'millrace://status, plan, specs or runs, or a resource of the form of a template',
    next: 'List the resources, or complete a template, and read one of those without `page`.',
  });
}
