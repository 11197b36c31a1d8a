import type {
  ReadResourceResult,
  Resource,
  ResourceTemplate,
} from '@modelcontextprotocol/sdk/types.js';
import type { ClientSession } from '../operations/session.ts';
import { resourceUri, uriPath } from '../operations/support/uris.ts';
import type { Runtime, RunView } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import { contentOf, type Found, JSON_TYPE, jsonContent } from './content.ts';
import { type Located, parseUri } from './uris.ts';

const RUNS_LISTED_MAX = 20;
/** Runs that are searched by id for a resource of one run. */
const RUNS_SEARCHED_MAX = 10_000;

export const resourceTemplates: readonly ResourceTemplate[] = [
  {
    uriTemplate: 'millrace://graph/{plane}',
    name: 'graph',
    title: 'Compiled graph of a plane',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: 'millrace://runs/{run_id}',
    name: 'run',
    title: 'A run and its artifacts',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: 'millrace://runs/{run_id}/trace',
    name: 'trace',
    title: 'Trace of a run',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: 'millrace://runs/{run_id}/artifacts/{path}',
    name: 'artifact',
    title: 'A file that a run left',
  },
];

const NO_WORKSPACE: readonly string[] = ['workspace_not_initialized', 'workspace_foreign'];

/** What there is to read in the server's own workspace. Nothing, as long as it is none of ours. */
export async function listResources(session: ClientSession): Promise<Resource[]> {
  try {
    return await session.read(null, async (runtime) => [
      ...(await planResources(session, runtime)),
      ...runtime.runs(RUNS_LISTED_MAX).map(runResource),
    ]);
  } catch (thrown) {
    if (NO_WORKSPACE.includes(session.describe(thrown).error.code)) return [];
    throw thrown;
  }
}

async function planResources(session: ClientSession, runtime: Runtime): Promise<Resource[]> {
  const plan = runtime.adoptedPlan();
  if (plan === null) return [];
  const graphs = [...(await session.graphs(plan)).keys()].map((plane) => ({
    uri: resourceUri(uriPath.graph(plane), null),
    name: `graph ${plane}`,
    mimeType: JSON_TYPE,
  }));
  return [{ uri: resourceUri(uriPath.plan(), null), name: 'plan', mimeType: JSON_TYPE }, ...graphs];
}

function runResource(run: RunView): Resource {
  return {
    uri: resourceUri(uriPath.run(run.run_id), null),
    name: run.run_id,
    description: [run.plane, run.work ?? run.closure_root ?? '', run.status].join(' | '),
    mimeType: JSON_TYPE,
  };
}

export async function readResource(
  session: ClientSession,
  uri: string,
): Promise<ReadResourceResult> {
  const located = parseUri(uri);
  if (located === null) throw notFound('There is no such resource');
  const found = await session.read(located.workspace, (runtime) => find(session, runtime, located));
  return { contents: [contentOf(uri, found)] };
}

async function find(session: ClientSession, runtime: Runtime, located: Located): Promise<Found> {
  const { address, workspace } = located;
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
    expected: 'millrace://plan, or a resource of the form of a template',
    next: 'List the resources, or complete a template, and read one of those.',
  });
}
