import { type Blobs, Journal } from '../../journal/index.ts';
import {
  baseText,
  type Change,
  check,
  evolve,
  type JournalRecord,
  State,
} from '../../kernel/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { externalize } from './externalize.ts';

const EPOCH_LENGTH = 16;

/** Why its records are there. */
export type Origin = 'rebuild' | 'import';

/**
 * A journal that is made from what lies in folders, record by record, where nobody reads it yet. Its mark is
 * of no boot and so proves nothing: the first owner makes its name durable and renders every file.
 */
export class NewJournal {
  readonly state = new State();
  private readonly journal: Journal;

  constructor(
    private readonly ports: EnginePorts,
    dir: string,
    private readonly origin: Origin,
    /** Where large texts go; null = into the records. */
    private readonly blobs: Blobs | null,
  ) {
    const unbound = { ...ports, boot: '' };
    Journal.create(unbound, dir);
    this.journal = new Journal(unbound, dir);
    this.journal.load();
    this.journal.begin(() => undefined);
    this.append([{ k: 'open@1', epoch: ports.ids.hex(EPOCH_LENGTH) }], 'create');
  }

  /** `at`: when it happened, where that is known. */
  append(changes: readonly Change[], rule: string, at = this.now()): void {
    check(this.state, changes);
    const { blobs } = this;
    const c = blobs === null ? changes : changes.map((change) => externalize(change, blobs));
    const why = [{ input: this.origin, rule }];
    const record: JournalRecord = { v: 1, n: this.state.seq + 1, at, c, why };
    this.journal.appendUnsynced(record);
    evolve(this.state, record);
  }

  /** All of it is durable when this returns. */
  close(isLarge: boolean): void {
    this.journal.syncAppended();
    if (isLarge) this.journal.checkpoint('base', baseText(this.state));
    this.journal.close();
  }

  private now(): string {
    return new Date(this.ports.clock.now()).toISOString();
  }
}
