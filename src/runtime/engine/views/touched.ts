import { type ChangeNotice, WHOLE } from '../../api/change.ts';
import { type Change, type JournalRecord, keyOf } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** Of each kind; a record that takes in thousands of documents is told as a whole. */
const NAMED_MAX = 500;
/** Kinds that put something into a list. */
const NEW: readonly Change['k'][] = ['admit@1', 'run@1', 'plan@1', 'target-open@1'];

/** What records were about, with the lineage that each item and run belongs to. */
export class Touched {
  private readonly roots = new Set<string>();
  private readonly items = new Set<string>();
  private readonly runs = new Set<string>();
  private planes: readonly string[] = [];
  private is_new = false;

  constructor(private readonly follower: Follower) {}

  take({ c }: JournalRecord): void {
    for (const change of c) {
      this.is_new ||= NEW.includes(change.k);
      if (change.k === 'plan@1') this.planes = this.follower.index?.plan.planes ?? [];
      if ('root' in change && change.root !== null) this.roots.add(change.root);
      const key = itemIn(change);
      if (key !== null) this.addItem(key);
      const run = this.runIn(change);
      if (run !== null) this.addRun(run);
    }
  }

  notice(): ChangeNotice {
    const { is_new, planes } = this;
    const named = [this.roots, this.items, this.runs];
    if (named.some(({ size }) => size > NAMED_MAX)) return { ...WHOLE, planes };
    const [roots = [], items = [], runs = []] = named.map((names) => [...names]);
    return { roots, items, runs, planes, is_new, is_whole: false };
  }

  private addItem(key: string): void {
    this.items.add(key);
    const root = this.follower.state.items.get(key)?.root ?? null;
    if (root !== null) this.roots.add(root);
  }

  private addRun(id: string): void {
    const { runs, finished } = this.follower.state;
    const run = runs.get(id) ?? finished.get(id);
    this.runs.add(id);
    if (run === undefined) return;
    if (run.kind === 'item') this.addItem(run.key);
    if (run.root !== null) this.roots.add(run.root);
  }

  /** What names an open request alone is found by it. */
  private runIn(change: Change): string | null {
    if ('run' in change) return change.run;
    const request = requestIn(change);
    if (request === null) return null;
    for (const run of this.follower.state.runs.values()) {
      if (run.request?.id === request) return run.id;
    }
    return null;
  }
}

function itemIn(change: Change): string | null {
  if (change.k === 'admit@1') return keyOf(change.family, change.id);
  // The key of an entry into a guarded node is none of an item.
  if (change.k === 'count@1') return null;
  return 'key' in change ? change.key : null;
}

function requestIn(change: Change): string | null {
  if (change.k === 'attempt-end@1') return change.attempt.replace(/-\d+$/, '');
  return 'request' in change ? change.request : null;
}
