import { type Change, check, evolve, type JournalRecord, State } from '../../kernel/index.ts';
import type { Origin } from '../owner/new-journal.ts';

/** Where the changes of an import go: into a journal, or into memory alone, to see what would come of it. */
export interface Book {
  readonly state: State;
  append(changes: readonly Change[], rule: string, at?: string): void;
}

const ORIGIN: Origin = 'import';

/** Nothing of it is kept. */
export class Sketch implements Book {
  readonly state = new State();

  constructor(private readonly now: string) {}

  append(changes: readonly Change[], rule: string, at = this.now): void {
    check(this.state, changes);
    const record: JournalRecord = {
      v: 1,
      n: this.state.seq + 1,
      at,
      c: changes,
      why: [{ input: ORIGIN, rule }],
    };
    evolve(this.state, record);
  }
}
