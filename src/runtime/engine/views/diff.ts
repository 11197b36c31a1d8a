import type { DiffInput, DiffView } from '../../api/index.ts';
import { isSimulated, type Run, type TreeSpan } from '../../kernel/index.ts';
import type { Hash, NotePlace, TreeDifference, TreeNotes, TreePatch } from '../../ports/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { shelfOf } from '../workspace/tree-place.ts';
import {
  NAMED_MAX,
  type Stretch,
  spansOfItem,
  spansOfRun,
  stretchesOf,
  told,
} from '../workspace/work-spans.ts';
import { aboutItem, aboutRun, type Known, rootKeyOf } from './about.ts';
import { sumOf } from './diff-stat.ts';
import { subjectOf } from './why-subject.ts';

/** Stretches of work that one answer sums, the newest ones. */
const STRETCHES_MAX = 24;
/** Of the text of one difference so much is looked at. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
const FILE = 'diff --git ';

/** Where differences are looked up. */
export interface Lookup {
  readonly notes: TreeNotes;
  readonly hash: Hash;
  readonly place: NotePlace;
}

/** What was asked about: its spans, and the run that is at work on it. */
interface Subject {
  readonly about: DiffView['about'];
  readonly root: string | null;
  readonly spans: readonly Partial<TreeSpan>[];
  readonly live: Run | null;
  readonly notes: readonly string[];
  /** Stretches of work that are not known any more. */
  readonly left: number;
}

/** What the stages of a root spec, a work item, a run, or one stage of it changed. */
export function diffOf(
  lookup: Lookup,
  follower: Follower,
  known: Known,
  { key, from, lines }: DiffInput,
): DiffView {
  const { state, index } = known;
  const subject = spansAbout(follower, known, key);
  const all = stretchesOf(subject.spans);
  const stretches = all.known.slice(-STRETCHES_MAX);
  const older_count = all.known.length - stretches.length + subject.left;
  const shelf = shelfOf(lookup.hash, subject.root);
  const compare = (one: Pick<Stretch, 'from' | 'to'>) =>
    lookup.notes.compare(lookup.place, shelf, one.from, one.to);
  const now = soFar(lookup, subject.live);
  const stat = sumOf([...stretches.map(compare), ...(now === null ? [] : [now.difference])]);
  const text = textOf(lookup, shelf, stretches, now?.patch);
  const [first = null] = stretches;
  return {
    seq: state.seq,
    simulated: isSimulated(state, index),
    about: subject.about,
    stages: [...stretches.flatMap(({ nodes }) => nodes), ...(now?.nodes ?? [])],
    stat: all.known.length === 0 && now === null ? null : stat,
    is_partial: all.unknown.length + older_count > 0,
    notes: [
      ...(now === null ? subject.notes : []),
      ...older(older_count),
      ...notKept(stat === null && stretches.length > 0),
      ...withoutText(stat === null && text.text === '' ? 0 : text.missing),
      ...all.unknown.slice(0, NAMED_MAX).map((why) => `Not known what it changed: ${why}.`),
      ...between(now === null ? stretches : [...stretches, now], compare),
      ...told(subject.spans),
      ...running(subject.live, now !== null),
    ],
    ...pageOf(text, from, lines),
    command:
      first === null || stretches.length > 1 || now !== null
        ? null
        : lookup.notes.command(lookup.place, first.from, first.to),
  };
}

/** Of a closing report: how much the stages of a lineage changed. */
export function statOfRoot(lookup: Lookup, follower: Follower, root: string) {
  const trees = follower.state.lineages.get(root)?.trees;
  const { known, unknown } = stretchesOf(trees?.spans ?? []);
  if (trees === undefined || unknown.length > 0 || trees.left > 0 || known.length === 0)
    return null;
  if (known.length > STRETCHES_MAX) return null;
  const shelf = shelfOf(lookup.hash, root);
  return sumOf(known.map(({ from, to }) => lookup.notes.compare(lookup.place, shelf, from, to)));
}

function spansAbout(follower: Follower, known: Known, key: string): Subject {
  const { state } = known;
  const [id = '', stage] = key.split('/');
  const run = state.runs.get(id) ?? state.finished.get(id);
  if (run !== undefined) {
    const isMeant = ({ node, attempt }: TreeSpan) =>
      stage === undefined || node === stage || attempt === stage || attempt.startsWith(`${stage}-`);
    const kept = spansOfRun(follower, id);
    const spans = kept?.filter(isMeant) ?? [];
    const live = state.runs.get(id) ?? null;
    const asked = live !== null && (stage === undefined || live.node === stage) ? live : null;
    const said = none(spans, kept === null ? 1 : 0);
    return { about: aboutRun(known, run), root: run.root, spans, live: asked, ...said };
  }
  const { name } = subjectOf(state, state.targets.get(key)?.key ?? key);
  const about = aboutItem(known, name);
  const { root } = about;
  const runs = [...state.runs.values()];
  if (root !== null && rootKeyOf(known, root) === name) {
    const trees = state.lineages.get(root)?.trees;
    const spans = trees?.spans ?? [];
    const live = runs.find((one) => one.root === root) ?? null;
    return { about, root, spans, live, ...none(spans, trees?.left ?? 0) };
  }
  const { spans, left } = spansOfItem(follower, name);
  const live = runs.find((one) => one.kind === 'item' && one.key === name) ?? null;
  return { about, root, spans, live, ...none(spans, left) };
}

/** `left`: of how much the records are not kept. */
function none(spans: readonly unknown[], left: number) {
  const why = 'No stage of it has ended whose folder was noted before and after.';
  return { notes: spans.length > 0 || left > 0 ? [] : [why], left };
}

function older(count: number): string[] {
  if (count === 0) return [];
  const what = count === 1 ? 'An older stretch of work is' : `${count} older stretches of work are`;
  return [`${what} left out, or not kept any more.`];
}

function notKept(isGone: boolean): string[] {
  if (!isGone) return [];
  return [
    'What it needs is not kept any more: gc let it go, or the folder of the notes was deleted.',
  ];
}

/** Without git a difference has its files and no text: silence would look like no difference. */
function withoutText(count: number): string[] {
  if (count === 0) return [];
  const whose = count === 1 ? 'a stretch' : `${count} stretches`;
  return [`The text of ${whose} of work is not kept, so the patch lacks it.`];
}

/** Whoever edited between two stretches of work, it was none of these stages. */
function between(
  stretches: readonly Stretch[],
  compare: (one: Pick<Stretch, 'from' | 'to'>) => ReturnType<TreeNotes['compare']>,
): string[] {
  return stretches.slice(1).flatMap((stretch, at) => {
    const before = stretches[at]?.to ?? stretch.from;
    if (before === stretch.from) return [];
    const gap = compare({ from: before, to: stretch.from });
    const files = gap?.files.map(({ path }) => path).slice(0, NAMED_MAX) ?? [];
    const more = (gap?.total ?? 0) - files.length;
    const named = gap === null ? 'files that are not known' : files.join(', ');
    const rest = more > 0 ? ` and ${more} more` : '';
    const when = stretch.nodes[0] === undefined ? '' : ` before ${stretch.nodes[0]}`;
    return [`Others edited in between${when}, which is left out: ${named}${rest}.`];
  });
}

function running(live: Run | null, isKnown: boolean): string[] {
  if (live?.request?.live == null) return [];
  const what = isKnown
    ? 'what was edited since it began is in it'
    : 'what it changes is not known yet';
  return [`${live.node} is at work: ${what}.`];
}

interface SoFar extends Stretch {
  readonly difference: TreeDifference;
  readonly patch: TreePatch;
}

/** Of the stage that is at work. */
function soFar({ notes, place }: Lookup, live: Run | null): SoFar | null {
  const from = live?.request?.live?.tree?.id;
  if (live === null || from === undefined) return null;
  const found = notes.since(place, from, TEXT_BYTES_MAX);
  return found === null ? null : { ...found, from, to: from, nodes: [live.node] };
}

function textOf(
  { notes, place }: Lookup,
  shelf: string,
  stretches: readonly Stretch[],
  now: TreePatch | undefined,
) {
  let left_bytes = TEXT_BYTES_MAX;
  let text = '';
  let missing = 0;
  for (const { from, to } of stretches) {
    const patch = notes.patch(place, shelf, from, to, left_bytes);
    if (patch === null) {
      missing += 1;
      continue;
    }
    text += patch.text;
    left_bytes -= patch.text.length;
    if (patch.is_cut || left_bytes <= 0) return { text, is_cut: true, missing };
  }
  return { text: text + (now?.text ?? ''), is_cut: now?.is_cut ?? false, missing };
}

function pageOf(
  { text, is_cut, missing }: ReturnType<typeof textOf>,
  from: string | null,
  count: number,
) {
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const at = from === null ? 0 : startOf(all, from);
  const lines = all.slice(at, at + count);
  const isUnknown = is_cut || (text === '' && missing > 0);
  return { lines, line: at + 1, lines_total: isUnknown ? null : all.length };
}

/** A number is a line; anything else the path of a file. */
function startOf(lines: readonly string[], from: string): number {
  if (/^\d+$/.test(from)) return Math.max(0, Number(from) - 1);
  const at = lines.findIndex(
    (line) =>
      line.startsWith(FILE) && (line.endsWith(` b/${from}`) || line.endsWith(` "b/${from}"`)),
  );
  return at < 0 ? lines.length : at;
}
