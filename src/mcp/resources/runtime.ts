import type { ClientSession } from '../../operations/session.ts';
import { resourceUri, uriPath } from '../../operations/support/uris.ts';
import type { Runtime, ShowView } from '../../runtime/api/index.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';
import { type Found, jsonContent, MERMAID_TYPE } from './content.ts';
import { notFound } from './not-found.ts';
import type { OfRuntime } from './uris.ts';

/** Runs that are searched by id for a resource of one run. */
const RUNS_SEARCHED_MAX = 10_000;
const EVENTS_MAX = 50;

/** What no tool answers: read from the views that the tools are made of. */
export async function readInRuntime(
  session: ClientSession,
  runtime: Runtime,
  { address, workspace }: { readonly address: OfRuntime; readonly workspace: string | null },
): Promise<Found> {
  switch (address.kind) {
    case 'plan':
      return jsonContent(adoptedPlan(runtime));
    case 'events':
      return jsonContent(JSON.stringify(runtime.events(EVENTS_MAX)));
    case 'contract':
      return jsonContent(JSON.stringify(contract(runtime, rootView(runtime, address.root))));
    case 'verdict':
      return jsonContent(JSON.stringify(verdict(rootView(runtime, address.root))));
    case 'graph':
      return jsonContent((await graph(session, runtime, address.plane)).json);
    case 'mermaid': {
      const { mermaid } = await graph(session, runtime, address.plane);
      return { bytes: new TextEncoder().encode(mermaid), mime: MERMAID_TYPE };
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

type RootView = Extract<ShowView, { kind: 'root' }>;

function rootView(runtime: Runtime, root: string): RootView {
  const view = runtime.show(root);
  if (view.kind === 'root') return view;
  throw notFound(`${root} is no root spec`);
}

/** What was promised, with the newest text of it. */
function contract(runtime: Runtime, { lineage, version, promises, seq }: RootView) {
  const { root, title, state } = lineage;
  const items = promises.map(({ id, text, since, waived }) => ({ id, text, since, waived }));
  return { root, title, state, version, seq, items, document: runtime.rootText(root).text };
}

/** What its judge said of each of them last; null = it was not judged yet. */
function verdict({ lineage, version, promises, seq, verdict: last, files }: RootView) {
  const { root, title, state, closed_at } = lineage;
  const items = promises.map(({ id, met, evidence, waived }) => ({ id, met, evidence, waived }));
  return { root, title, state, closed_at, version, seq, verdict: last, items, files };
}

async function graph(session: ClientSession, runtime: Runtime, plane: string) {
  const found = (await session.graphs(adoptedPlan(runtime))).get(plane);
  if (found === undefined) throw notFound('The adopted plan has no such plane');
  return found;
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
