import type {
  Resource,
  ResourceTemplateType as ResourceTemplate,
} from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import { resourceUri, uriPath } from '../operations/support/uris.ts';
import type { Runtime, RunView } from '../runtime/api/index.ts';
import { JSON_TYPE, MARKDOWN_TYPE } from './content.ts';
import { FIXED } from './uris.ts';

const RUNS_LISTED_MAX = 20;
const SKILL_FILE = 'SKILL.md';

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
  {
    uriTemplate: 'millrace://skills/{skill}/references/{page}',
    name: 'skill',
    title: 'A page that a skill refers to',
    mimeType: MARKDOWN_TYPE,
  },
];

const FIXED_TITLES: Readonly<Record<(typeof FIXED)[number], string>> = {
  status: 'Status: what is blocked or waits, what runs, and what to do next',
  plan: 'The adopted plan',
  specs: 'The newest specs with their state',
  runs: 'The newest runs with their state',
};

const fixedResources: readonly Resource[] = FIXED.map((name) => ({
  uri: resourceUri(name, null),
  name,
  title: FIXED_TITLES[name],
  mimeType: JSON_TYPE,
}));

/**
 * What there is to read in the server's own workspace. Where that cannot be read the fixed ones are
 * there nevertheless: reading one says what is wrong and what to do.
 */
export async function listResources(session: ClientSession): Promise<Resource[]> {
  return [...(await workResources(session)), ...(await skillResources(session))];
}

async function skillResources(session: ClientSession): Promise<Resource[]> {
  const pages = (await session.skills()).filter(({ path }) => path.endsWith(`/${SKILL_FILE}`));
  return pages.map(({ path, text }) => ({
    uri: resourceUri(uriPath.skill(path), null),
    name: `skill ${path.slice(0, -SKILL_FILE.length - 1)}`,
    mimeType: MARKDOWN_TYPE,
    size: Buffer.byteLength(text),
  }));
}

async function workResources(session: ClientSession): Promise<Resource[]> {
  try {
    return await session.read(null, async (runtime) => [
      ...fixedResources,
      ...(await graphResources(session, runtime)),
      ...runtime.runs(RUNS_LISTED_MAX).map(runResource),
    ]);
  } catch (thrown) {
    session.describe(thrown);
    return [...fixedResources];
  }
}

async function graphResources(session: ClientSession, runtime: Runtime): Promise<Resource[]> {
  const plan = runtime.adoptedPlan();
  if (plan === null) return [];
  return [...(await session.graphs(plan)).keys()].map((plane) => ({
    uri: resourceUri(uriPath.graph(plane), null),
    name: `graph ${plane}`,
    mimeType: JSON_TYPE,
  }));
}

function runResource(run: RunView): Resource {
  return {
    uri: resourceUri(uriPath.run(run.run_id), null),
    name: run.run_id,
    description: [run.plane, run.work ?? run.closure_root ?? '', run.status].join(' | '),
    mimeType: JSON_TYPE,
  };
}
