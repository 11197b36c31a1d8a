import { exhausted } from '../errors/exhausted.ts';
import type {
  AmendChange,
  Change,
  Recorded,
  ResultChange,
  TargetOpenChange,
} from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import type { State } from '../kernel/state/state.ts';
import { eventsOf, rowText } from './events.ts';
import type { RecordFacts } from './history.ts';
import { ideaContractFile, rootContractFile } from './paths.ts';
import type { TracedRun } from './trace.ts';

export interface DocumentWrite {
  /** Bytes to write, or null when only the path may have changed. */
  readonly recorded: Recorded | null;
  /** No document of this item can exist yet. */
  readonly fresh: boolean;
}

export interface CollectOptions {
  /** Nothing of the record was written before. */
  readonly live: boolean;
  /** How many rows of the record are in the log already. */
  readonly skip_rows: number;
}

/** What has to be written at the next flush: each file once, whatever the number of records. */
export class PendingWrites {
  readonly documents = new Map<string, DocumentWrite>();
  /** Path -> bytes of contracts and published artifacts. */
  readonly files = new Map<string, Recorded>();
  readonly results = new Map<string, { readonly change: ResultChange; readonly run: TracedRun }>();
  readonly runs = new Map<string, TracedRun>();
  readonly targets = new Set<string>();
  plan = false;
  rows = '';
  /** Records collected since the last flush. */
  records = 0;

  add(state: State, record: JournalRecord, facts: RecordFacts, options: CollectOptions): void {
    this.records += 1;
    for (const change of record.c) this.addChange(state, record, change, facts, options.live);
    const rows = eventsOf(record, facts).slice(options.skip_rows);
    for (const row of rows) this.rows += rowText(record, state.epoch, row);
  }

  /** What is held in memory until the next flush. */
  get size(): number {
    return this.records + this.documents.size;
  }

  clear(): void {
    this.documents.clear();
    this.files.clear();
    this.results.clear();
    this.runs.clear();
    this.targets.clear();
    this.plan = false;
    this.rows = '';
    this.records = 0;
  }

  private addChange(
    state: State,
    record: JournalRecord,
    change: Change,
    facts: RecordFacts,
    live: boolean,
  ): void {
    switch (change.k) {
      case 'admit@1':
        return this.bytes(state, record, `${change.family}/${change.id}`, change.document, {
          fresh: live && change.source.kind !== 'folder',
        });
      case 'revise@1':
        return this.bytes(state, record, change.key, change.document, { fresh: false });
      case 'move@1':
        return this.move(state, change.key);
      case 'result@1':
        return this.result(change, facts);
      case 'route@1':
        return this.run(facts.traced(change.run));
      case 'plan@1':
        return this.adopted();
      case 'target-open@1':
      case 'amend@1':
        return this.contract(change);
      case 'answer@1':
        return change.restores === undefined ? undefined : this.move(state, change.restores);
      case 'target-verdict@1':
      case 'withdraw@1':
        return this.target(state, change.root);
      case 'open@1':
      case 'epoch@1':
      case 'run@1':
      case 'request@1':
      case 'attempt@1':
      case 'attempt-end@1':
      case 'count@1':
      case 'contract@1':
      case 'ledger@1':
      case 'decision@1':
      case 'question@1':
      case 'expire@1':
      case 'grant@1':
      case 'review@1':
      case 'waive@1':
      case 'prioritize@1':
      case 'rejudge@1':
      case 'handoff@1':
      case 'pause@1':
      case 'resume@1':
      case 'usage-warning@1':
      case 'hold@1':
      case 'unhold@1':
      case 'unreadable@1':
      case 'readable@1':
      case 'idea@1':
      case 'retire@1':
      case 'command@1':
      case 'desire@1':
      case 'config@1':
      case 'loop@1':
      case 'note@1':
      case 'rehome@1':
      case 'intervention@1':
      case 'skill@1':
        return;
      default:
        return exhausted(change);
    }
  }

  private adopted(): void {
    this.plan = true;
  }

  private target({ targets }: State, root: string): void {
    if (targets.has(root)) this.targets.add(root);
  }

  private contract(change: TargetOpenChange | AmendChange): void {
    const { root, spec } = change;
    if (change.k === 'target-open@1') this.files.set(ideaContractFile(change.idea), change.source);
    this.files.set(rootContractFile(root), spec);
    this.targets.add(root);
  }

  /** Bytes that a later record replaced are not written any more. */
  private bytes(
    state: State,
    record: JournalRecord,
    key: string,
    recorded: Recorded,
    { fresh }: { fresh: boolean },
  ): void {
    const item = state.items.get(key);
    if (item?.seq !== record.n) return this.move(state, key);
    const known = this.documents.get(key);
    this.documents.set(key, { recorded, fresh: known?.fresh ?? fresh });
    this.lineage(state, key);
  }

  private move(state: State, key: string): void {
    if (!this.documents.has(key)) this.documents.set(key, { recorded: null, fresh: false });
    this.lineage(state, key);
  }

  /** A closure target lists the open work of its lineage. */
  private lineage(state: State, key: string): void {
    const root = state.items.get(key)?.root ?? null;
    if (root !== null && state.targets.has(root)) this.targets.add(root);
  }

  private result(change: ResultChange, facts: RecordFacts): void {
    for (const { published, document } of change.artifacts) {
      if (published !== null) this.files.set(published, document);
    }
    const run = facts.traced(facts.request(change.request)?.run.id ?? '');
    if (run === null) return;
    this.results.set(change.request, { change, run });
    this.run(run);
  }

  private run(run: TracedRun | null): void {
    if (run !== null) this.runs.set(run.id, run);
  }
}
