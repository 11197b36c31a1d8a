import { NodeHash } from '../../../src/runtime/host/hash.ts';
import {
  admission,
  type Change,
  check,
  type Decision,
  type DecisionContext,
  evolve,
  type JournalRecord,
  keyOf,
  type PlanIndex,
  type Recorded,
  State,
  USAGE_PAUSE,
} from '../../../src/runtime/kernel/index.ts';
import { documentOf, type Fields } from './documents.ts';
import { governanceOf, type Rules } from './governance.ts';

export const hash = new NodeHash();
const START_MS = Date.UTC(2026, 0, 1);

/** Looks at what is about to happen, and at what has happened. */
export interface Watcher {
  before(ledger: Ledger, changes: readonly Change[]): void;
  after(ledger: Ledger, record: JournalRecord): void;
}

/** The kernel without a disk: decisions become records at once, documents are kept by key. */
export class Ledger {
  readonly state = new State();
  readonly records: JournalRecord[] = [];
  private readonly documents = new Map<string, Recorded>();
  /** Root -> the contract as it stood when its target was opened. */
  private readonly frozen = new Map<string, string>();
  now_ms = START_MS;
  /** What may be used; null = whatever is needed. */
  rules: Rules | null = null;

  constructor(
    /** May be replaced: another plan was adopted. */
    public index: PlanIndex,
    private readonly watcher: Watcher | null = null,
  ) {
    this.apply([{ k: 'open@1', epoch: '0000' }]);
  }

  get facts(): DecisionContext {
    const document = (key: string): Recorded => {
      const found = this.documents.get(key);
      if (found === undefined) throw new Error(`no document ${key}`);
      return found;
    };
    return {
      index: this.index,
      hash,
      now: this.now,
      work_dir: '/work',
      governance: this.rules === null ? null : governanceOf(this.rules, this.now_ms),
      document,
      handedOver: document,
      frozenText: (root) => this.frozen.get(root) ?? null,
      documentAt: () => null,
      stageResultPath: (run, request) => `results/${run}/${request}.json`,
    };
  }

  get now(): string {
    return new Date(this.now_ms).toISOString();
  }

  /** People let more be used; false = nothing waited for that. */
  liftRules(): boolean {
    const isHeld = this.rules !== null && this.state.pauses.has(USAGE_PAUSE);
    if (isHeld) this.rules = null;
    return isHeld;
  }

  /** A client hands a document over; returns its key. */
  admit(familyId: string, id: string, fields: Fields = {}): string {
    const family = this.index.family(familyId);
    const document = documentOf(family, id, fields);
    const source = { kind: 'operator', ref: 'test' } as const;
    const arrival = { family, document, handed_over: null, source, state: 'queue' } as const;
    this.apply([admission(hash, arrival)]);
    return keyOf(familyId, id);
  }

  decide(decision: Decision): readonly Change[] {
    return this.apply(decision.changes);
  }

  /** What is applied is what would be read back from a journal. */
  apply(changes: readonly Change[]): readonly Change[] {
    check(this.state, changes);
    const c: Change[] = JSON.parse(JSON.stringify(noted(changes, this.state.seq)));
    const record: JournalRecord = { v: 1, n: this.state.seq + 1, at: this.now, c, why: [] };
    this.watcher?.before(this, c);
    evolve(this.state, record);
    this.records.push(record);
    for (const change of c) {
      if (change.k === 'admit@1') {
        this.documents.set(keyOf(change.family, change.id), change.document);
      }
      if (change.k === 'target-open@1') this.frozen.set(change.root, change.spec.text ?? '');
      if (change.k === 'revise@1') this.documents.set(change.key, change.document);
    }
    this.watcher?.after(this, record);
    return c;
  }
}

const TREES = 7;
const UNKNOWN_ONE_IN = 6;

/** As an owner does: what the work folder holds stands in the records of attempts. */
function noted(changes: readonly Change[], seq: number): Change[] {
  const tree =
    seq % UNKNOWN_ONE_IN === 0 ? { unknown: 'nobody looked' } : { id: `git:${seq % TREES}` };
  return changes.map((change) => {
    switch (change.k) {
      case 'attempt@1':
      case 'attempt-end@1':
      case 'result@1':
        return { ...change, tree };
      default:
        return change;
    }
  });
}
