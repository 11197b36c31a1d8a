import type { CompleteResult } from '@modelcontextprotocol/server';
import type { ClientSession } from '../../operations/session.ts';
import type { Runtime } from '../../runtime/api/index.ts';

/** The protocol's own bound. */
const VALUES_MAX = 100;
const RUNS_OFFERED_MAX = 1000;

export interface Completing {
  readonly argument: string;
  readonly value: string;
  /** Arguments of the template that are known already. */
  readonly known: Readonly<Record<string, string>>;
}

/** Offers what exists; a workspace that cannot be read offers nothing. */
export async function complete(
  session: ClientSession,
  completing: Completing,
): Promise<CompleteResult['completion']> {
  const values = await candidates(session, completing).catch(() => []);
  const matching = values.filter((value) => value.startsWith(completing.value));
  return {
    values: matching.slice(0, VALUES_MAX),
    total: matching.length,
    hasMore: matching.length > VALUES_MAX,
  };
}

async function candidates(
  session: ClientSession,
  { argument, known }: Completing,
): Promise<string[]> {
  if (argument === 'page' || argument === 'skill') return pages(session, { argument, known });
  return session.read(null, (runtime) => {
    if (argument === 'root') return roots(runtime);
    if (argument === 'plane') return planes(session, runtime);
    if (argument === 'family') return [...new Set(items(runtime).map(([family]) => family))];
    if (argument === 'id') return items(runtime).flatMap((one) => idIn(one, known.family));
    if (argument === 'run_id') return runtime.runs(RUNS_OFFERED_MAX).map((run) => run.run_id);
    const run = known.run_id;
    if (argument !== 'path' || run === undefined) return [];
    return runtime.artifacts(run).map((artifact) => artifact.path);
  });
}

/** Of a skill that is known already, else of the docs; they need no workspace. */
async function pages(
  session: ClientSession,
  { argument, known }: Pick<Completing, 'argument' | 'known'>,
): Promise<string[]> {
  const paths = (await session.skills()).map(({ path }) => path);
  if (argument === 'skill') return [...new Set(paths.map((path) => path.split('/', 1).join()))];
  if (known.skill === undefined) return [...(await session.docs())];
  const below = `${known.skill}/references/`;
  return paths.flatMap((path) => (path.startsWith(below) ? [path.slice(below.length)] : []));
}

/** The newest specs come first. */
function roots(runtime: Runtime): string[] {
  const all = { of: 'roots', state: null, root: null, after: null, limit: VALUES_MAX } as const;
  return runtime.list(all).rows.flatMap(({ about }) => about.root ?? []);
}

/** Family and id of the newest work. */
function items(runtime: Runtime): (readonly [string, string])[] {
  const all = { of: 'items', state: null, root: null, after: null, limit: VALUES_MAX } as const;
  return runtime.list(all).rows.flatMap(({ key }) => {
    const [family = '', id] = key.split('/');
    return id === undefined ? [] : [[family, id] as const];
  });
}

function idIn([family, id]: readonly [string, string], wanted: string | undefined): string[] {
  return wanted === undefined || wanted === family ? [id] : [];
}

async function planes(session: ClientSession, runtime: Runtime): Promise<string[]> {
  const plan = runtime.adoptedPlan();
  return plan === null ? [] : [...(await session.graphs(plan)).keys()];
}
