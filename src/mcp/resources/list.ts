import type { Resource } from '@modelcontextprotocol/server';
import type { ClientSession } from '../../operations/session.ts';
import { resourceUri, uriPath } from '../../operations/support/uris.ts';
import type { ListRow, Runtime, RunView } from '../../runtime/api/index.ts';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { JSON_TYPE, MARKDOWN_TYPE, MERMAID_TYPE } from './content.ts';
import { FIXED } from './uris.ts';

/** Of runs and of specs; older ones are read by template, completion and the pages of their lists. */
const NEWEST_LISTED_MAX = 20;
const PAGE_ENTRIES = 50;
const SKILL_FILE = 'SKILL.md';
const CURSOR = /^[1-9][0-9]{0,3}$/;

const FIXED_TITLES: Readonly<Record<(typeof FIXED)[number], string>> = {
  status: 'Status: what is blocked or waits, what runs, and what to do next',
  plan: 'The adopted plan',
  specs: 'The newest specs with their state',
  queue: 'Work that waits for its turn',
  items: 'The newest work items with their state',
  runs: 'The newest runs with their state',
  decisions: 'What was decided and asked, newest first',
  events: 'What happened last, newest first',
  docs: 'The pages of the docs of this release',
};

const fixedResources: readonly Resource[] = FIXED.map((name) => ({
  uri: resourceUri(name, null),
  name,
  title: FIXED_TITLES[name],
  mimeType: JSON_TYPE,
}));

export interface ResourcePage {
  readonly resources: Resource[];
  readonly nextCursor?: string;
}

/**
 * What there is to read in the server's own workspace, a page of it. Where that cannot be read the fixed
 * ones are there nevertheless: reading one says what is wrong and what to do.
 */
export async function listResources(
  session: ClientSession,
  cursor: string | undefined,
): Promise<ResourcePage> {
  if (cursor !== undefined && !CURSOR.test(cursor)) throw noSuchPage();
  const from = Number(cursor ?? 0);
  const work = await workResources(session);
  const all = [...fixedResources, ...(await skillResources(session)), ...work];
  const resources = all.slice(from, from + PAGE_ENTRIES);
  const next = from + PAGE_ENTRIES;
  return next < all.length ? { resources, nextCursor: String(next) } : { resources };
}

function noSuchPage(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'There is no such page of the list',
    expected: 'the cursor that the page before has named',
    next: 'List the resources without a cursor.',
  });
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
    return await session.read(null, async (runtime) => {
      const graphs = await graphResources(session, runtime);
      // Before a plan is adopted there are no specs to list.
      const specs = graphs.length === 0 ? [] : newestSpecs(runtime);
      return [...graphs, ...specs, ...runtime.runs(NEWEST_LISTED_MAX).map(runResource)];
    });
  } catch (thrown) {
    session.describe(thrown);
    return [];
  }
}

async function graphResources(session: ClientSession, runtime: Runtime): Promise<Resource[]> {
  const plan = runtime.adoptedPlan();
  if (plan === null) return [];
  return [...(await session.graphs(plan)).keys()].flatMap((plane) => [
    { uri: resourceUri(uriPath.graph(plane), null), name: `graph ${plane}`, mimeType: JSON_TYPE },
    {
      uri: resourceUri(uriPath.mermaid(plane), null),
      name: `graph ${plane}, drawn`,
      mimeType: MERMAID_TYPE,
    },
  ]);
}

function newestSpecs(runtime: Runtime): Resource[] {
  const newest = { of: 'roots', state: null, root: null, after: null } as const;
  return runtime.list({ ...newest, limit: NEWEST_LISTED_MAX }).rows.flatMap(specResource);
}

function specResource({ about }: ListRow): Resource[] {
  const { root, title, state } = about;
  if (root === null) return [];
  return [
    {
      uri: resourceUri(uriPath.spec(root), null),
      name: root,
      description: `${title} | ${state}`,
      mimeType: JSON_TYPE,
    },
  ];
}

function runResource(run: RunView): Resource {
  return {
    uri: resourceUri(uriPath.run(run.run_id), null),
    name: run.run_id,
    description: [run.plane, run.work ?? run.closure_root ?? '', run.status].join(' | '),
    mimeType: JSON_TYPE,
  };
}
