import type { DocumentView, ListRow, Part, ShowView, StageView } from '../../api/index.ts';
import { AS_IT_IS, type Item, isSimulated } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { documentFile } from '../../render/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { aboutItem, aboutRun, type Known, lineageView } from './about.ts';
import { blockersAbout } from './blockers.ts';
import { type Lookup, statOfRoot } from './diff.ts';
import { entryNamed } from './entries.ts';
import { itemRow, runRow } from './listing.ts';
import { promisesOf } from './promises.ts';
import { withUse } from './run-use.ts';
import { stageRecords, traceOfRun } from './runs.ts';
import { saidOf } from './said.ts';
import { subjectOf } from './why-subject.ts';

/** Rows of one kind that a page names. */
const ROWS_MAX = 40;
const DOCUMENT_LENGTH_MAX = 4000;

/** A root spec, a work item, a run, or something that was said, on one page. */
export function show(follower: Follower, known: Known, key: string, lookup: Lookup): ShowView {
  const { state, index } = known;
  const common = { seq: state.seq, simulated: isSimulated(state, index) };
  const entry = entryNamed(known, key);
  if (entry !== null) return { ...common, kind: 'entry', ...entry };
  const subject = subjectOf(state, state.targets.get(key)?.key ?? key);
  if (subject.kind === 'run') return { ...common, ...runPage(follower, known, subject.name) };
  const item = state.items.get(subject.name);
  const about = aboutItem(known, subject.name);
  const isRoot = about.root !== null && lineageView(known, about.root).item === subject.name;
  if (isRoot && about.root !== null) {
    return { ...common, ...rootPage(follower, known, about.root, lookup) };
  }
  const newest = subject.runs.slice(0, ROWS_MAX).flatMap(({ id }) => runRows(known, id));
  const runs = newest.map((row) => withUse(follower, row));
  return {
    ...common,
    kind: 'item',
    about,
    path: item === undefined ? null : placeOf(known, item),
    deps: item?.deps ?? [],
    via: item?.via ?? null,
    document: documentOf(follower, item),
    runs: { total: subject.runs.length, rows: runs },
    last: stagesOf(follower, runs[0]?.key ?? '').at(-1) ?? null,
    blockers: blockersAbout(known, about),
  };
}

function rootPage(follower: Follower, known: Known, root: string, lookup: Lookup) {
  const { state } = known;
  const lineage = lineageView(known, root);
  const target = state.targets.get(root);
  const keys = (state.members.get(root) ?? []).filter((key) => key !== lineage.item);
  const work = keys.flatMap((key) => state.items.get(key) ?? []);
  const open = work.filter((item) => item.state !== 'done');
  const done = work.filter((item) => item.state === 'done');
  return {
    kind: 'root',
    lineage,
    version: target?.contract?.version ?? null,
    promises: promisesOf(follower, known, root),
    done: rowsOf(known, done),
    not_done: rowsOf(known, open),
    said: saidOf(state, root),
    changed: statOfRoot(lookup, follower, root),
    blockers: blockersAbout(known, { ...lineage, item: null }),
    verdict: target?.failure_class === AS_IT_IS ? AS_IT_IS : (target?.last_action ?? null),
    judged_in: target?.last_run ?? null,
    files: [target?.verdict_path, target?.report_path].flatMap((path) => path ?? []),
  } as const;
}

function rowsOf(known: Known, items: readonly Item[]): Part<ListRow> {
  const rows = items.slice(0, ROWS_MAX).map((item) => itemRow(aboutItem(known, item.key), item));
  return { total: items.length, rows };
}

function runRows(known: Known, id: string): ListRow[] {
  const run = known.state.runs.get(id) ?? known.state.finished.get(id);
  return run === undefined ? [] : [runRow(known, run)];
}

/** Null where the plan knows its family no more. */
function placeOf({ index }: Known, { family: name, state, id }: Item): string | null {
  const family = index.plan.families[name];
  return family === undefined ? null : workspacePath(documentFile(family, state, id));
}

function documentOf(follower: Follower, item: Item | undefined): string {
  if (item === undefined) return '';
  return (follower.document(item.key).text ?? '').slice(0, DOCUMENT_LENGTH_MAX);
}

function runPage(follower: Follower, known: Known, id: string) {
  const run = known.state.runs.get(id) ?? known.state.finished.get(id);
  if (run === undefined) throw new Error(`no run ${id}`);
  const trace = traceOfRun(follower, id);
  return {
    kind: 'run',
    about: aboutRun(known, run),
    trace,
    stages: stagesOf(follower, id),
  } as const;
}

/** The whole document of a work item or root spec, as it was accepted last. */
export function documentText(follower: Follower, { state }: Known, key: string): DocumentView {
  const subject = subjectOf(state, state.targets.get(key)?.key ?? key);
  const item = state.items.get(subject.name);
  const text = item === undefined ? null : follower.document(item.key).text;
  return { seq: state.seq, item: subject.name, text: text ?? '' };
}

/** The finished stages of a run in their own words; none when its records are not kept any more. */
export function stagesOf(follower: Follower, id: string): StageView[] {
  const stages = stageRecords(follower, id);
  return stages.map(({ node, outcome, failure_class, summary, request, artifacts }) => {
    const paths = artifacts.flatMap(({ artifact_id, published }) =>
      published === null ? [] : [[artifact_id, workspacePath(published)] as const],
    );
    return { node, outcome, failure_class, summary, request, artifacts: Object.fromEntries(paths) };
  });
}
