import type { WhyInput, WhyRow, WhyView } from '../../api/index.ts';
import {
  actionableTarget,
  type Change,
  type Item,
  isSimulated,
  type JournalRecord,
  keyOf,
  type PlanIndex,
  type State,
} from '../../kernel/index.ts';
import type { Disk } from '../../ports/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { stateAt } from './state-at.ts';
import { lineOf } from './why-lines.ts';
import { type Subject, subjectOf } from './why-subject.ts';

/** Records of runs that are read for one answer. */
const WALKED_MAX = 20_000;
/** History that is searched for the name of an item. */
const SEARCHED_BYTES_MAX = 256 * 1024 * 1024;
const LINES_MAX = 12;
const EVIDENCE_MAX = 8;
const STANDS_MAX = 12;

/** The decisions about something, newest page first, each with the rule that made it. */
export function why(disk: Disk, follower: Follower, input: WhyInput): WhyView {
  const { state, index } = follower;
  const then = input.at === null ? state : stateAt(follower, input.at);
  const subject = subjectOf(then, input.subject);
  const end = Math.min(input.before_seq ?? then.seq + 1, then.seq + 1);
  const found = recordsOf(follower, subject, end, input.limit);
  const page = found.records.slice(-input.limit);
  const more = found.records.length > page.length;
  return {
    seq: then.seq,
    simulated: isSimulated(state, index),
    kind: subject.kind,
    subject: subject.name,
    rows: page.map(({ record, changes }) => rowOf(disk, follower, record, changes)),
    before_seq: more ? (page[0]?.record.n ?? null) : found.earlier,
    kept_from: follower.journal.archive.whole_from,
    stands: standsOf(then, index, subject).slice(0, STANDS_MAX),
  };
}

interface Concerning {
  readonly record: JournalRecord;
  readonly changes: readonly Change[];
}

interface FoundRecords {
  /** In order. */
  readonly records: readonly Concerning[];
  /** Where to search on; null when all was searched. */
  readonly earlier: number | null;
}

/** A run is walked from its first to its last record; an item is searched for by its name as well. */
function recordsOf(
  { journal, state }: Follower,
  subject: Subject,
  end: number,
  limit: number,
): FoundRecords {
  const found = new Map<number, Concerning>();
  const take = (record: JournalRecord) => {
    const changes = record.c.filter((change) => subject.concerns(change));
    if (changes.length > 0 && record.n < end) found.set(record.n, { record, changes });
  };
  if (subject.kind === 'workspace') {
    const from = Math.max(1, end - limit - 1);
    for (const record of journal.archive.records(from, end - 1)) take(record);
    return { records: inOrder(found), earlier: from > 1 ? from : null };
  }
  let walked = 0;
  for (const { first_seq, last_seq } of subject.runs) {
    if (first_seq >= end || walked > WALKED_MAX) continue;
    walked += last_seq - first_seq + 1;
    for (const record of journal.archive.records(first_seq, last_seq)) take(record);
  }
  if (subject.kind === 'run') return { records: inOrder(found), earlier: null };
  const admitted = admissionOf(state, journal, subject.name);
  const range = { from: admitted ?? 1, before: end, bytes_max: SEARCHED_BYTES_MAX };
  const named = journal.archive.mentions(subject.needle, range);
  for (const seq of named.found) {
    const record = found.has(seq) ? null : journal.record(seq);
    if (record !== null) take(record);
  }
  return { records: inOrder(found), earlier: named.complete_from > 1 ? named.complete_from : null };
}

/**
 * The record that took an item in, where that is known: nothing older is about it. null for one that
 * was revised since, or whose record is not kept.
 */
function admissionOf({ items }: State, journal: Follower['journal'], key: string): number | null {
  const seq = items.get(key)?.seq;
  const record = seq === undefined ? null : journal.record(seq);
  const admits = record?.c.some(
    (change) => change.k === 'admit@1' && keyOf(change.family, change.id) === key,
  );
  return admits === true ? (seq ?? null) : null;
}

function inOrder(found: ReadonlyMap<number, Concerning>): Concerning[] {
  return [...found.values()].sort((a, b) => a.record.n - b.record.n);
}

function rowOf(
  disk: Disk,
  { layout }: Follower,
  record: JournalRecord,
  changes: readonly Change[],
): WhyRow {
  const lines = changes.slice(0, LINES_MAX).map(lineOf);
  const more = changes.length - lines.length;
  const paths = changes.flatMap(pathsOf).map((path) => {
    return disk.stat(layout.at(path)) === null ? `${path} (not kept)` : path;
  });
  const causes = record.why.flatMap(({ evidence }) => evidence ?? []);
  return {
    seq: record.n,
    at: record.at,
    rules: unique(record.why.map(({ rule }) => rule)),
    inputs: unique(record.why.map(({ input }) => input)),
    actor: record.why.find(({ actor }) => actor !== undefined)?.actor ?? null,
    changed: [...lines, ...(more > 0 ? [`and ${more} more`] : [])],
    evidence: unique([...causes, ...paths]).slice(0, EVIDENCE_MAX),
  };
}

function pathsOf(change: Change): string[] {
  if (change.k !== 'result@1') return [];
  const published = change.artifacts.flatMap((one) => one.published ?? []);
  return [...published, ...change.evidence.map(({ path }) => path)];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function standsOf(state: State, index: PlanIndex | null, subject: Subject): string[] {
  const runs = subject.runs.map(({ id }) => runLine(state, id));
  if (subject.kind === 'run') return runs;
  if (subject.kind === 'item') return [itemLine(state, index, subject.name), ...runs];
  const queues = [...state.depth].map(([family, depth]) => {
    const filled = Object.entries(depth).filter(([, count]) => count > 0);
    return `${family}: ${filled.map(([name, count]) => `${count} ${name}`).join(', ')}`;
  });
  const pauses = [...state.pauses].map(([source, { reason }]) => `paused by ${source}: ${reason}`);
  const active = [...state.runs.keys()].map((id) => runLine(state, id));
  const { stages, total_tokens } = state.totals;
  return [...active, ...pauses, ...queues, `${stages} stages, ${total_tokens} tokens`];
}

function itemLine(state: State, index: PlanIndex | null, key: string): string {
  const item = state.items.get(key);
  if (item === undefined) return `${key} is not admitted`;
  const waits = item.unmet === 0 ? '' : `, waits for ${item.unmet} others`;
  const behind = index === null ? '' : behindLine(state, index, item);
  return `${key} is ${item.state} after ${item.stages} stages${waits}${behind}: ${item.title}`;
}

/** What takes part in closure is not claimed before the spec that is worked on. */
function behindLine(state: State, index: PlanIndex, { state: stands, family, root }: Item): string {
  const role = index.plan.families[family]?.closure.role ?? 'none';
  const target = stands === 'queue' && role !== 'none' ? actionableTarget(index, state) : null;
  return target === null || target.root === root ? '' : `, waits behind ${target.root}`;
}

function runLine(state: State, id: string): string {
  const run = state.runs.get(id);
  const finished = state.finished.get(id);
  if (finished !== undefined)
    return `${id} ended as ${finished.status} at ${finished.completed_at}`;
  const live = run?.request?.live?.id;
  return `${id} is at ${run?.node}${live === undefined ? '' : `, attempt ${live} is open`}`;
}
