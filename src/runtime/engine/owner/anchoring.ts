import {
  Anchor,
  endOfJournal,
  outsideOf,
  restoreJournal,
  type Standing,
} from '../../anchor/index.ts';
import type { JournalChoice } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { type Journal, type Position, putAside, replaced } from '../../journal/index.ts';
import { type Decision, type JournalRecord, newEpoch, type State } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { explaining } from '../../ports/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';

const EPOCH_LENGTH = 16;

/** Whoever records for the owner. */
interface Recorder {
  readonly state: State;
  commit(decision: Decision): void;
}

/** What has to be recorded once there is an owner. */
interface Break {
  readonly rule: 'journal_records_lost' | 'journal_continued_from_here';
  readonly known: number;
}

/** The anchor of a workspace as its owner keeps it. Without a folder of the user there is none. */
export class Anchoring {
  private anchor: Anchor | null = null;
  private found: Break | null = null;

  constructor(
    private readonly ports: EnginePorts,
    private readonly layout: Layout,
    private readonly notes: string[],
  ) {}

  open(id: string): void {
    const { state_home } = this.ports;
    if (state_home === null) return;
    const outside = outsideOf(state_home, id);
    if (this.anchor?.outside.folder === outside.folder) return;
    this.anchor = new Anchor(this.ports, this.layout, outside);
  }

  /**
   * Before anything is recorded: whether the journal goes on after what was ever synced of it. 'reopen'
   * says that another journal is in its place now. Throws `journal_went_back` until somebody has chosen.
   */
  settle(journal: Journal, choice: JournalChoice | null): 'goes on' | 'reopen' {
    const { anchor } = this;
    this.found = null;
    if (anchor === null) return 'goes on';
    const at = journal.position;
    const standing = anchor.standing(at, (seq) => journal.archive.chainOf(seq));
    if (standing.kind === 'continues') return 'goes on';
    anchor.close();
    if (standing.kind === 'lost') {
      this.found = { rule: 'journal_records_lost', known: standing.marked };
      return 'goes on';
    }
    if (choice === null) throw wentBack(at, standing);
    if (choice === 'newest') {
      this.takeNewest(journal, anchor);
      return 'reopen';
    }
    this.found = { rule: 'journal_continued_from_here', known: standing.anchored };
    return 'goes on';
  }

  take({ journal }: Pick<Follower, 'journal'>): void {
    this.anchor?.take(journal.position);
  }

  /**
   * What was synced once and is no part of the journal any more may have used any id. Before `take`,
   * which forgets how far it was synced: cut short between the two, the same is found again.
   */
  record(owner: Recorder): void {
    const { found } = this;
    if (found === null) return;
    const { rule, known } = found;
    const data = { seq: owner.state.seq, known };
    const epoch = this.ports.ids.hex(EPOCH_LENGTH);
    owner.commit(newEpoch(owner.state, { epoch, attempts: 'own', rule, data }));
    const place = rule === 'journal_continued_from_here' ? this.anchor?.setAside() : null;
    this.notes.push(WORDS[rule](data.seq, known, place ?? null));
    this.found = null;
  }

  /** Before a record that names blobs. */
  blobs({ blobs }: Pick<Follower, 'blobs'>): void {
    const written = blobs.takeWritten();
    if (written.length > 0) this.anchor?.blobs(written);
  }

  appended(before: Position, { journal }: Pick<Follower, 'journal'>, body: string): void {
    this.anchor?.appended(before, journal.position, body);
  }

  checkpointed({ journal }: Pick<Follower, 'journal'>): void {
    this.anchor?.checkpointed(journal.position);
  }

  /**
   * The journal that the owner had open is gone: it comes back, and the record that was being written
   * is its last one, once. False when that is impossible.
   */
  resume(follower: Follower, record: JournalRecord): boolean {
    const { anchor, ports, layout } = this;
    if (anchor === null) return false;
    const { outside } = anchor;
    const end = endOfJournal(ports, outside.journal);
    if (end === null || end.seq < record.n - 1 || end.seq > record.n) return false;
    explaining('Restoring the journal', () => {
      putAside(ports.disk, layout.journal);
      restoreJournal(ports.disk, layout, outside, null);
    });
    const journal = follower.attach();
    if (journal.begin(() => undefined) === 'reopen') throw replaced();
    this.take(follower);
    if (journal.position.seq < record.n) {
      const before = journal.position;
      this.appended(before, follower, journal.append(record));
    } else if (JSON.stringify(journal.record(record.n)) !== JSON.stringify(record)) {
      throw replaced();
    }
    return true;
  }

  /** The anchor goes, too, of what storage lets go. */
  collect<T>({ journal }: Pick<Follower, 'journal'>, work: () => T): T {
    const { anchor } = this;
    return anchor === null ? work() : anchor.collect(journal.position, work);
  }

  close(): void {
    this.anchor?.close();
    this.anchor = null;
  }

  private takeNewest(journal: Journal, { outside }: Anchor): void {
    const { disk } = this.ports;
    const { layout } = this;
    journal.close();
    explaining('Restoring the journal', () => {
      putAside(disk, layout.journal);
      restoreJournal(disk, layout, outside, null);
    });
    this.notes.push(
      'The newest journal was restored; the one that was here is kept beside it as ' +
        `${workspacePath(PLACES.journal)}.replaced-<number>.`,
    );
  }
}

type Words = (seq: number, known: number, place: string | null) => string;
const WORDS: Readonly<Record<Break['rule'], Words>> = {
  journal_records_lost: (seq, known) =>
    `The journal ends at record ${seq}, although record ${known} was synced once; nothing newer is ` +
    'left. New ids are given from here on.',
  journal_continued_from_here: (seq, known, place) =>
    `The journal goes on from record ${seq}; what led to record ${known} ` +
    `${place === null ? 'could not be kept' : `is kept in ${place}`}. New ids are given from here on.`,
};

function wentBack(
  at: Position,
  { anchored }: Extract<Standing, { kind: 'went_back' }>,
): MillraceError {
  return new MillraceError('journal_went_back', {
    what:
      `The journal of this workspace ends at record ${at.seq}, and another course of it was synced ` +
      `up to record ${anchored}: an older state was put in its place`,
    expected: 'the journal that was written last, or a decision which one goes on',
    next:
      'ask the user, then call doctor_repair with journal "newest" to go on where it was, or ' +
      '"from_here" to go on from what lies here (in a terminal: millrace doctor repair --journal newest)',
    details: { here: at.seq, anchored },
  });
}
