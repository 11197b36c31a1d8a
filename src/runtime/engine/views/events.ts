import type { EventsView, EventView } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type AdmitChange,
  type AmendChange,
  type Change,
  type DecisionChange,
  type ExpireChange,
  type HoldChange,
  type InterventionChange,
  isSimulated,
  type JournalRecord,
  keyOf,
  type LedgerChange,
  type QuestionChange,
  type ResultChange,
  type RunSubject,
  type UnholdChange,
  type WaiveChange,
  type WithdrawChange,
} from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { rootKeyOf } from './about.ts';
import { skillLine } from './skill-line.ts';
import { skippedText } from './why-lines.ts';
import { workspaceEvent } from './workspace-event.ts';

/** Records that are read one by one, because the newest are in memory. */
const LOOKED_UP_MAX = 8;

/** What happened after a record, of one lineage or of all; each event has an id of its own. */
export class EventFeed {
  readonly events: EventView[] = [];
  /** Of all since, kept or not. */
  total = 0;
  has_closed = false;
  /** There was more than one page. */
  is_full = false;

  /**
   * `keep`: the newest events, or the oldest, behind which `seq` stops. `seq`: the last record that was
   * told.
   */
  constructor(
    private readonly root: string | null,
    private readonly keep: { readonly which: 'newest' | 'oldest'; readonly limit: number },
    public seq: number,
  ) {}

  /** Takes what has come since; returns the new ones. */
  advance(follower: Follower): EventView[] {
    const { root, keep } = this;
    const news: EventView[] = [];
    for (const record of this.is_full ? [] : recordsOf(follower, this.seq + 1)) {
      const found = eventsIn(follower, record).filter((one) => root === null || one.root === root);
      if (keep.which === 'oldest' && this.events.length + found.length > keep.limit) {
        this.is_full = this.events.length > 0;
        if (this.is_full) break;
      }
      this.total += found.length;
      this.has_closed ||= found.some(({ kind }) => kind === 'closed');
      this.events.push(...found);
      if (keep.which === 'newest') this.events.splice(0, this.events.length - keep.limit);
      news.push(...found);
      this.seq = record.n;
    }
    return news;
  }
}

/** Records that are looked through for what happened last; most of them tell something. */
const LAST_RECORDS_MAX = 60;

export function lastEvents(follower: Follower, limit: number): EventsView {
  const { index, state } = follower;
  const from = Math.max(0, state.seq - LAST_RECORDS_MAX);
  const feed = new EventFeed(null, { which: 'newest', limit }, from);
  feed.advance(follower);
  return {
    seq: state.seq,
    simulated: index !== null && isSimulated(state, index),
    cursor: cursorText(state),
    events: [...feed.events].reverse(),
  };
}

/** How far somebody was told, in which journal. */
export function cursorText({
  epoch,
  seq,
}: {
  readonly epoch: string;
  readonly seq: number;
}): string {
  return `${epoch}-${seq}`;
}

export function* recordsOf(follower: Follower, from: number): Iterable<JournalRecord> {
  const { seq: last } = follower.state;
  if (last - from >= LOOKED_UP_MAX) return yield* follower.journal.archive.records(from, last);
  for (let seq = from; seq <= last; seq += 1) {
    const record = follower.recordOrNull(seq);
    if (record !== null) yield record;
  }
}

type Found = Pick<EventView, 'kind' | 'what'> & { readonly of: Subject };

/** An item, a lineage, or nothing in particular. */
interface Subject {
  readonly root: string | null;
  readonly item: string | null;
}

function eventsIn(follower: Follower, record: JournalRecord): EventView[] {
  const { state } = follower;
  return record.c.flatMap((change, at) => {
    const found = eventOf(follower, change, record);
    if (found === null) return [];
    const { of, ...event } = found;
    const key = of.item ?? (of.root === null ? null : rootKey(follower, of.root));
    const title = state.items.get(key ?? '')?.title ?? '';
    return [{ id: `${state.epoch}-${record.n}.${at}`, at: record.at, ...event, ...of, title }];
  });
}

function rootKey({ index, state }: Follower, root: string): string | null {
  return index === null ? null : rootKeyOf({ index, state, now: state.at }, root);
}

function eventOf(follower: Follower, change: Change, record: JournalRecord): Found | null {
  const rootOf = (item: string) => follower.state.items.get(item)?.root ?? null;
  const itemOf = (item: string): Subject => ({ item, root: rootOf(item) });
  switch (change.k) {
    case 'result@1':
      return stageEvent(follower, change, record);
    case 'admit@1':
      return admittedEvent(change);
    case 'move@1':
      if (change.to !== 'blocked' && change.to !== 'done') return null;
      return { kind: change.to, what: `${change.key} is ${change.to}`, of: itemOf(change.key) };
    case 'target-verdict@1': {
      const kind = change.action === 'closed' ? 'closed' : 'verdict';
      return { kind, what: `${change.root}: ${change.action}`, of: lineage(change.root) };
    }
    case 'hold@1':
    case 'unhold@1':
      return limitEvent(change);
    case 'ledger@1':
      return { kind: 'ledger', what: ledgerWords(change), of: lineage(change.root) };
    case 'pause@1':
    case 'resume@1':
    case 'usage-warning@1':
    case 'config@1':
    case 'loop@1':
      return { ...workspaceEvent(change), of: NOBODY };
    case 'question@1':
    case 'expire@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'amend@1':
    case 'waive@1':
    case 'intervention@1':
      return ownerEvent(change);
    case 'unreadable@1':
      return { ...workspaceEvent(change), of: lineage(change.root) };
    case 'skill@1':
      return { kind: 'skill', what: skillLine(change), of: NOBODY };
    case 'retire@1':
      return retiredEvent(runOf(follower, change.run), change.reason);
    case 'open@1':
    case 'epoch@1':
    case 'answer@1':
    case 'grant@1':
    case 'review@1':
    case 'prioritize@1':
    case 'rejudge@1':
    case 'plan@1':
    case 'revise@1':
    case 'rehome@1':
    case 'run@1':
    case 'request@1':
    case 'attempt@1':
    case 'attempt-end@1':
    case 'route@1':
    case 'count@1':
    case 'target-open@1':
    case 'contract@1':
    case 'handoff@1':
    case 'readable@1':
    case 'idea@1':
    case 'command@1':
    case 'desire@1':
    case 'note@1':
      return null;
    default:
      return exhausted(change);
  }
}

function admittedEvent({ family, id, root }: AdmitChange): Found {
  const item = keyOf(family, id);
  return { kind: 'admitted', what: `${item} admitted`, of: { item, root } };
}

function retiredEvent(run: ReturnType<typeof runOf>, reason: string): Found {
  const of = run === null ? NOBODY : subjectOf(run);
  return { kind: 'retired', what: `its stage is taken away: ${reason}`, of };
}

const NOBODY: Subject = { root: null, item: null };

function lineage(root: string | null): Subject {
  return { root, item: null };
}

function limitEvent(change: HoldChange | UnholdChange): Found {
  const { root } = change;
  if (change.k === 'unhold@1')
    return { kind: 'went_on', what: `${root} goes on`, of: lineage(root) };
  return { kind: 'held', what: `${root} reached limits.${change.limit}`, of: lineage(root) };
}

type OwnerChange =
  | QuestionChange
  | ExpireChange
  | DecisionChange
  | WithdrawChange
  | AmendChange
  | WaiveChange
  | InterventionChange;

/** What a stage asks its owner, and what the owner decides: each once. */
function ownerEvent(change: OwnerChange): Found | null {
  const of = { root: change.root, item: 'key' in change ? change.key : null };
  switch (change.k) {
    case 'question@1': {
      const who = change.matter === undefined ? change.node : 'Millrace';
      return { kind: 'question', what: `${who} asks ${change.id}: ${change.question}`, of };
    }
    case 'expire@1': {
      const taken = change.default === null ? 'it stays open' : `it takes ${change.default}`;
      return { kind: 'question', what: `the time of ${change.question} is over: ${taken}`, of };
    }
    case 'decision@1':
      if (change.kind === 'question') return null;
      return { kind: 'decision', what: `${change.kind} by ${change.actor}: ${change.text}`, of };
    case 'amend@1':
      return { kind: 'decision', what: `${change.root} is version ${change.version} now`, of };
    case 'waive@1':
      return { kind: 'decision', what: `${change.id} of ${change.root} is waived`, of };
    case 'intervention@1': {
      const what = `${change.action} by ${change.actor}: ${change.text}`;
      return { kind: 'decision', what, of };
    }
    case 'withdraw@1':
      return { kind: 'withdrawn', what: `${change.key ?? change.root} is withdrawn`, of };
    default:
      return exhausted(change);
  }
}

function ledgerWords({ node, claims }: LedgerChange): string {
  return `${node} ${claims.map(({ kind, text }) => `${kind}: ${text}`).join('; ')}`;
}

function stageEvent(follower: Follower, change: ResultChange, record: JournalRecord): Found {
  const route = record.c.find((one) => one.k === 'route@1' && one.request === change.request);
  const run = route?.k === 'route@1' ? runOf(follower, route.run) : null;
  const node = nodeOf(follower, change.request, run?.id ?? '');
  const skipped = route?.k === 'route@1' ? skippedText(route) : '';
  const what = `${node}${change.outcome}: ${change.summary}${skipped}`;
  return { kind: 'stage', what, of: run === null ? NOBODY : subjectOf(run) };
}

function runOf({ state }: Follower, id: string): (RunSubject & { readonly id: string }) | null {
  return state.runs.get(id) ?? state.finished.get(id) ?? null;
}

function subjectOf(run: RunSubject): Subject {
  return { root: run.root, item: run.kind === 'item' ? run.key : null };
}

/** The node that a request asked, as `builder `; its record may not be kept any more. */
function nodeOf(follower: Follower, request: string, run: string): string {
  const { state } = follower;
  const finished = state.finished.get(run);
  if (finished === undefined) {
    const stage = state.runs.get(run)?.stages.find((one) => one.request === request);
    return stage === undefined ? '' : `${stage.node} `;
  }
  for (let seq = finished.last_seq; seq >= finished.first_seq; seq -= 1) {
    for (const change of follower.recordOrNull(seq)?.c ?? []) {
      if (change.k === 'request@1' && change.request === request) return `${change.node} `;
    }
  }
  return '';
}
