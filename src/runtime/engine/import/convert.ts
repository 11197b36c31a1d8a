import { factsOf } from '../../documents/index.ts';
import { type EarlierRun, isOpen } from '../../earlier/index.ts';
import {
  type Change,
  keyOf,
  noteChange,
  PlanIndex,
  pauseChange,
  planChange,
  type RecordedSubject,
  type State,
  unreadableChange,
} from '../../kernel/index.ts';
import { documentFile } from '../../render/index.ts';
import { type Adopted, adoptedRuns } from './adoption.ts';
import type { Book } from './book.ts';
import { type Closure, closuresOf, judgedChange } from './closures.ts';
import { answeredRuns, Handoffs, keyOfDocument } from './handoffs.ts';
import { type Arriving, arriving } from './items.ts';
import { type Given, RunWriter } from './run-writer.ts';
import type { Sources } from './sources.ts';

/** Documents of one record. */
const BATCH_MAX = 100;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** How much of each kind was taken. */
export interface Taken {
  readonly documents: number;
  readonly runs: number;
  readonly targets: number;
  readonly pauses: number;
  readonly ideas: number;
  readonly commands: number;
}

/**
 * Turns what an earlier workspace says into changes of this one: documents with their lineage and place,
 * closure targets, runs with what they used, work that was going on, pauses. What cannot go on as it was is
 * a finding of the sources; nothing is dropped without one.
 */
export class Conversion {
  private readonly index: PlanIndex;
  private readonly runs: readonly EarlierRun[];
  private readonly closures: readonly Closure[];
  private readonly adopted: readonly Adopted[];
  private readonly items: readonly Arriving[];
  private readonly handoffs: Handoffs;

  constructor(private readonly given: Given) {
    const { sources, plan, hash } = given;
    const { files, documents, targets, snapshot } = sources;
    this.index = new PlanIndex(plan);
    this.closures = closuresOf(hash, files, targets, documents);
    this.runs = sources.runs.filter((run) => this.isKnown(run));
    const openRoots = this.closures.filter(({ target }) => target.closure_open);
    this.adopted = adoptedRuns(
      {
        plan,
        files,
        runs: this.runs,
        active: new Map(
          documents.filter(({ lies }) => lies === 'active').map((one) => [keyOfDocument(one), one]),
        ),
        open_roots: new Set(openRoots.map(({ root }) => root)),
        answered: answeredRuns(plan, documents),
      },
      snapshot,
    );
    this.handoffs = new Handoffs(plan, documents);
    this.items = this.arrivals();
  }

  /** Writes it all down, in an order in which each step finds what it needs. */
  write(book: Book): Taken {
    const { given, closures, runs } = this;
    const { sources, plan, now } = given;
    book.append([planChange(plan.compiled_plan_id, given.plan_sha256)], 'plan');
    const parked = this.items.filter(({ admitted }) => admitted.via === null);
    const continued = this.items.filter(({ admitted }) => admitted.via !== null);
    this.inBatches(
      book,
      parked.map(({ admitted }) => admitted),
      'documents',
    );
    this.inBatches(book, this.handoffs.changes(), 'handoffs');
    this.inBatches(
      book,
      continued.map(({ admitted }) => admitted),
      'documents',
    );
    this.inBatches(book, this.unreadable(), 'unreadable');
    this.inBatches(
      book,
      closures.map(({ opened }) => opened),
      'closure_targets',
    );
    const writer = new RunWriter(given, this.index);
    for (const run of runs) if (!this.goesOn(run)) writer.finished(book, run, this.subjectOf(run));
    this.inBatches(
      book,
      this.items.flatMap(({ moves }) => moves),
      'places',
    );
    this.inBatches(
      book,
      closures.flatMap((one) => judgedChange(one, runs)),
      'closure_targets',
    );
    for (const one of this.adopted) writer.adopt(book, one);
    this.inBatches(book, writer.restored(book.state), 'counters');
    this.inBatches(book, this.pauses(), 'pauses');
    this.inBatches(book, given.intake.ideas, 'ideas');
    const taken = {
      documents: this.items.filter(({ from }) => from.handed_over === undefined).length,
      runs: runs.length,
      targets: closures.length,
      pauses: sources.pauses.length,
      ideas: given.intake.idea_count,
      commands: given.intake.commands,
    };
    const release = sources.release.name ?? 'unknown';
    book.append(
      [noteChange('workspace_imported', { release, from: given.from, ...taken })],
      'done',
      now,
    );
    return taken;
  }

  /** Where each document lies afterwards, and its bytes. */
  *places(state: State): IterableIterator<readonly [path: string, bytes: Uint8Array]> {
    for (const { key, from, admitted } of this.items) {
      const { family, document } = from;
      const lies = state.items.get(key)?.state ?? admitted.state;
      yield [documentFile(family, lies, document.id), encoder.encode(admitted.document.text ?? '')];
    }
  }

  private inBatches(book: Book, changes: readonly Change[], rule: string): void {
    for (let at = 0; at < changes.length; at += BATCH_MAX)
      book.append(changes.slice(at, at + BATCH_MAX), rule);
  }

  private arrivals(): Arriving[] {
    const { sources, hash, intake } = this.given;
    const { files, targets } = sources;
    const documents = [...sources.documents, ...intake.documents];
    const roots = documents.filter(({ family }) => family.closure.role === 'root');
    const about = {
      hash,
      files,
      ran: new Map(this.runs.flatMap((run) => lastFailure(run))),
      adopted: new Set(this.adopted.flatMap(({ subject }) => subject.key ?? [])),
      roots: new Set([
        ...roots.map(({ document }) => document.id),
        ...targets.map(({ target }) => target.root_spec_id),
      ]),
      handoffs: this.handoffs,
    };
    return documents.map((one) => arriving(about, one));
  }

  /** Whether the subject of a run is there; said, when it is not. */
  private isKnown(run: EarlierRun): boolean {
    const { sources } = this.given;
    if (this.subjectOf(run) !== null) return true;
    sources.files.keep(`runs/${run.id}`, 'is a run of work whose document is not there');
    return false;
  }

  private subjectOf({ stages: [{ result }] }: EarlierRun): RecordedSubject | null {
    const { documents } = this.given.sources;
    const root = result.metadata.closure_target_root_spec_id;
    if (root !== null)
      return this.closures.some((one) => one.root === root) ? { key: null, root } : null;
    this.byKey ??= new Map(documents.map((one) => [keyOfDocument(one), one]));
    const key = keyOf(result.work_item_kind ?? '', result.work_item_id ?? '');
    const one = this.byKey.get(key);
    return one === undefined ? null : { key, root: factsOf(one.document, one.family).root };
  }
  private byKey: ReadonlyMap<string, Sources['documents'][number]> | null = null;

  private goesOn(run: EarlierRun): boolean {
    return this.adopted.some((one) => one.run === run);
  }

  /** What waits and cannot be read holds the closure of its lineage, as ever. */
  private unreadable(): Change[] {
    const { sources, hash } = this.given;
    return sources.unread.flatMap((one) => {
      const { family, stem, bytes, problems, path } = one;
      const why = `is no valid document: ${problems[0] ?? 'not readable'}`;
      if (!isOpen(one)) sources.files.keep(path, why);
      if (!isOpen(one)) return [];
      sources.files.change(
        path,
        `${why} It lies in its queue and holds closures until it is fixed`,
      );
      const text = decoder.decode(bytes);
      const queue = `${family.folder}/${family.states.queue}/${stem}.md`;
      return [unreadableChange(hash, { path: queue, root: null, text, problems })];
    });
  }

  private pauses(): Change[] {
    const { pauses } = this.given.sources;
    return pauses.map(({ source, reason, until }) => pauseChange(source, reason, until));
  }
}

function lastFailure({ stages }: EarlierRun): [string, string | null][] {
  const last = stages.at(-1)?.result;
  if (last === undefined || last.work_item_kind === null || last.work_item_id === null) return [];
  const key = keyOf(last.work_item_kind, last.work_item_id);
  return [[key, last.metadata.failure_class ?? last.terminal_result.toLowerCase()]];
}
