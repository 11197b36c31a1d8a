/**
 * What must hold of any import, told from the files alone and not by the code that reads them: every
 * document and result is there afterwards or is named, nothing else has come, no pause is lost, no
 * finished stage runs again, and what was before comes back to the byte.
 */

import type { ImportView } from '../../../../src/runtime/api/index.ts';
import { Follower } from '../../../../src/runtime/engine/workspace/follower.ts';
import { isMillraceError } from '../../../../src/runtime/errors/errors.ts';
import { layoutOf } from '../../../../src/runtime/workspace/index.ts';
import { done } from '../../../../src/sim/shipped-player.ts';
import { type Player, World } from '../../../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../../../src/sim/sim-workspace.ts';
import { BASE, contents, imports, NOW_MS } from '../machine.ts';
import type { Draft } from './draft.ts';

const FAMILY: Readonly<Record<string, string>> = {
  tasks: 'task',
  specs: 'spec',
  incidents: 'incident',
  'learning/requests': 'learning_request',
};
const DOCUMENT =
  /^(tasks|specs|incidents|learning\/requests)\/(queue|incoming|active|blocked|done|resolved)\/(?:superseded\/|cancelled\/|operator\/)?([^/]+)\.md$/;
const RESULT = /^runs\/([^/]+)\/stage_results\/([^/]+)\.json$/;
const OWN_ID = /^(?:Task|Spec|Incident|Learning-Request)-ID: (\S+?)\r?$/m;
/** Made anew, or read as a whole. */
const STATE =
  /^(?:state\/(?:baseline_manifest|compile_diagnostics|compiled_plan|recovery_counters|runtime_snapshot|usage_governance_state)\.json|state\/usage_governance_ledger\.jsonl|state\/\w+_status\.md|outline\.md|historylog\.md|millrace\.toml|diagnostics\/blocked\/.*|intake\/ideas\/gate-.*|arbiter\/(?:contracts|targets)\/.*)$/;
const TICKS = 6;

/** Comes to the first outcome of each stage that is a success. */
const anyPlayer: Player = (request) => {
  const outcomes = Object.entries(request.node.allowed_result_classes_by_outcome);
  const [outcome] = outcomes.find(([, classes]) => classes.includes('success')) ??
    outcomes[0] ?? [''];
  return done(outcome, request);
};

export async function violations(draft: Draft): Promise<string[]> {
  const disk = draft.disk();
  const was = contents(disk);
  const world = new World();
  const { preview, apply } = imports(disk, world);
  const seen = orRefusal(preview);
  if (typeof seen === 'string') {
    return [
      `refused: ${seen}`,
      ...(same(contents(disk), was) ? [] : ['a refusal changed something']),
    ];
  }
  const wrong: string[] = [];
  const view = orRefusal(apply);
  if (typeof view === 'string') return [`refused after a preview: ${view}`];
  if (JSON.stringify(view) !== JSON.stringify({ ...seen, applied: true }))
    wrong.push('a preview said something else');
  const undone = new SimDisk(disk.killImage());
  imports(undone).rollback();
  if (!same(contents(undone), was)) wrong.push('what was before is not back');
  return [...wrong, ...(await judged(draft, disk, world, view))];
}

function orRefusal<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (isMillraceError(error)) return error.message;
    return `threw ${error instanceof Error ? error.stack : error}`;
  }
}

async function judged(
  draft: Draft,
  disk: SimDisk,
  world: World,
  view: ImportView,
): Promise<string[]> {
  const there = contents(disk);
  const { runtime } = openSim(disk, world, anyPlayer, NOW_MS);
  await runtime.control({ name: 'desire', running: false });
  const status = runtime.status();
  const { ports } = imports(disk, world);
  const follower = new Follower(ports, layoutOf(ROOT));
  const items = new Map([...follower.state.items.values()].map(({ key, state }) => [key, state]));
  follower.close();
  const runs = new Map(runtime.runs(1000).map((run) => [run.run_id, run]));
  const { findings } = await runtime.doctor();
  const errors = findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'document_unreadable',
  );
  return [
    ...untrue(runtime, items),
    ...unaccounted(draft, view, { items, runs, there }),
    ...errors.map(({ code, ...rest }) => `doctor: ${code} ${JSON.stringify(rest)}`),
    ...findings
      .filter(({ code }) => code === 'foreign_file')
      .map((one) => `doctor: ${JSON.stringify(one)}`),
    ...(await spending(draft, disk, world, status.pauses.length > 0)),
  ];
}

type Told = ReturnType<typeof openSim>['runtime'];

/** What is answered of the imported workspace, held against what its journal says. */
function untrue(runtime: Told, items: ReadonlyMap<string, string>): string[] {
  const { queues } = runtime.status();
  const depths = Object.values(queues).flatMap((states) => Object.values(states));
  const depth = depths.reduce((sum, count) => sum + count, 0);
  const asked = { state: null, root: null, after: null, limit: 1000 };
  const listed = (['roots', 'items'] as const).flatMap((of) => runtime.list({ of, ...asked }).rows);
  const names = new Set(
    listed.flatMap(({ key, about }) => [key, about.item, `spec/${about.root}`]),
  );
  const missing = [...items.keys()].filter(
    (key) => !names.has(key) && !/^(?:incident|learning|probe)/.test(key),
  );
  const silent = [...items.keys()].filter((subject) => {
    const why = { subject, before_seq: null, limit: 5, at: null };
    return runtime.why(why).rows.length === 0;
  });
  return [
    ...(depth === items.size ? [] : [`status counts ${depth} of ${items.size} items`]),
    ...missing.map((key) => `no list shows ${key}`),
    ...silent.map((key) => `nobody says why of ${key}`),
  ];
}

type Runs = ReadonlyMap<string, { readonly stages: number }>;

/** What came of it: work with its states, runs, and the files of the new workspace. */
interface Outcome {
  readonly items: ReadonlyMap<string, string>;
  readonly runs: Runs;
  readonly there: Readonly<Record<string, string | null>>;
}

function unaccounted(
  draft: Draft,
  { findings, taken, found }: ImportView,
  { items, runs, there }: Outcome,
): string[] {
  const paths = new Set(findings.map(({ path }) => path));
  const named = (path: string): boolean => {
    const at = path.lastIndexOf('/');
    return paths.has(path) || (at > 0 && named(path.slice(0, at)));
  };
  const wrong: string[] = [];
  const sources = new Set<string>();
  const results = new Map<string, number>();
  const managed = managedFiles(draft);
  for (const [path, content] of Object.entries(draft.all())) {
    const document = DOCUMENT.exec(path);
    const result = RESULT.exec(path);
    if (document !== null) {
      const id = OWN_ID.exec(String(content))?.[1] ?? document[3];
      const key = `${FAMILY[document[1] ?? '']}/${id}`;
      sources.add(key);
      const state = items.get(key);
      if (state === undefined && !named(path)) wrong.push(`lost: ${path}`);
      if (state !== undefined && !named(path) && !fits(document[2] ?? '', state))
        wrong.push(`${path} is ${state}`);
    } else if (result !== null) {
      const run = result[1] ?? '';
      if (!named(path)) results.set(run, (results.get(run) ?? 0) + 1);
    } else if (
      !STATE.test(path) &&
      managed.get(path) !== String(content) &&
      !named(path) &&
      !isEvidence(path, runs) &&
      there[`${BASE}/${path}`] !== String(content) &&
      content.length > 0
    ) {
      wrong.push(`without a word: ${path}`);
    }
  }
  for (const path of [...Object.keys(draft.links), ...draft.pipes])
    if (!named(path)) wrong.push(`without a word: ${path}`);
  for (const path of Object.keys(draft.outside))
    if (!named(path)) wrong.push(`without a word: ${path}`);
  for (const path of managed.keys())
    if (draft.all()[path] === undefined && path.includes('builder') && !named(path))
      wrong.push(`deleted, and not said: ${path}`);
  for (const key of items.keys())
    if (
      !sources.has(key) &&
      !findings.some(({ what }) => what.includes(key.slice(key.indexOf('/') + 1)))
    )
      wrong.push(`invented: ${key}`);
  for (const [run, count] of results)
    if ((runs.get(run)?.stages ?? 0) !== count && !named(`runs/${run}`))
      wrong.push(`${run} has ${runs.get(run)?.stages} of ${count} stages`);
  wrong.push(...miscounted(draft, { taken, found, findings }));
  return wrong;
}

/** What was found is what was taken and what is named, and nothing is counted that is not there. */
function miscounted(
  draft: Draft,
  view: Pick<ImportView, 'taken' | 'found' | 'findings'>,
): string[] {
  const { taken, found, findings } = view;
  const documents = Object.keys(draft.all()).filter((path) => DOCUMENT.test(path));
  const rebuilt = findings.filter(({ what }) => what.startsWith('stands for the document')).length;
  const lost = new Set(
    findings
      .filter(({ path, what }) => DOCUMENT.test(path) && LEFT_OUT.test(what))
      .map(({ path }) => path),
  );
  const outside = findings.flatMap(({ path, what }) => {
    if (what.includes('no place')) return [path];
    return DOCUMENT.test(path) ? [] : [`${path}/`];
  });
  const inMode = documents.filter((path) => !outside.some((one) => path.startsWith(one)));
  const wrong: string[] = [];
  if ((found.documents ?? 0) !== inMode.length + rebuilt)
    wrong.push(`${found.documents} documents found of ${inMode.length + rebuilt}`);
  if ((taken.documents ?? 0) !== (found.documents ?? 0) - lost.size)
    wrong.push(`${taken.documents} of ${found.documents} documents, ${lost.size} named`);
  const unread = findings.filter(({ what }) => what.startsWith('is an idea that cannot')).length;
  const mailed = findings.filter(
    ({ path, what }) => what.startsWith('is an idea that cannot') && path.startsWith('state/'),
  ).length;
  if ((found.ideas ?? 0) - (taken.ideas ?? 0) !== unread - mailed)
    wrong.push(`${taken.ideas} of ${found.ideas} ideas`);
  for (const kind of ['runs', 'targets', 'commands'])
    if ((taken[kind] ?? 0) > (found[kind] ?? 0))
      wrong.push(`${taken[kind]} of ${found[kind]} ${kind}`);
  return wrong;
}

/** Of a document that is no work item afterwards. */
const LEFT_OUT = /no valid document|has the id of|too large|went away/;

function fits(folder: string, state: string): boolean {
  if (folder === 'done' || folder === 'resolved') return state === 'done';
  if (folder === 'active') return true;
  return state !== 'done';
}

function isEvidence(path: string, runs: Runs): boolean {
  const run =
    /^runs\/([^/]+)\/(?:run_trace\.json|arbiter_report\.md|runner_\w+\.request-[\w-]+\.\w+)$/.exec(
      path,
    )?.[1];
  return run !== undefined && runs.has(run);
}

function managedFiles(draft: Draft): Map<string, string> {
  return new Map(
    Object.entries(draft.shipped).filter(([path]) =>
      /^(?:entrypoints|skills|modes|loops|graphs|registry)\//.test(path),
    ),
  );
}

async function spending(
  draft: Draft,
  disk: SimDisk,
  world: World,
  isPaused: boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  const { runtime } = openSim(disk, world, anyPlayer, NOW_MS);
  if (draft.pauses() && !isPaused) wrong.push('a pause is lost');
  if (isPaused && !draft.mayPause()) wrong.push('a pause is invented');
  await runtime.tick({ wait_ms: 0 });
  if (isPaused && world.requests.length > 0) wrong.push('a stage was started against a pause');
  if (isPaused) await runtime.control({ name: 'resume', all: true });
  const finished = draft.finished();
  for (let n = 0; n < TICKS; n += 1) await runtime.tick({ wait_ms: 0 });
  for (const { node, work } of world.requests.slice(0, 1)) {
    const again = `${work?.id} ${node.node_id}`;
    if (finished.has(again)) wrong.push(`runs again: ${again}`);
  }
  return wrong;
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
