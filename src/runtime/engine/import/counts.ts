import { counters, type EarlierFiles } from '../../earlier/index.ts';
import { type Change, countChange, keyOf, type PlanIndex, type State } from '../../kernel/index.ts';

const COUNTERS_FILE = 'state/recovery_counters.json';
/** More of one kind than any limit allows. */
const COUNT_MAX = 1000;
const IDS_SHOWN_MAX = 5;

/** What the earlier program had counted of the recovery of each item, by the names of its counters. */
export class EarlierCounts {
  private readonly counts = new Map<string, Map<string, number>>();

  constructor(private readonly files: EarlierFiles) {
    for (const entry of files.json(COUNTERS_FILE, counters)?.entries ?? []) {
      const key = keyOf(entry.work_item_kind, entry.work_item_id);
      const own = this.counts.get(key) ?? new Map<string, number>();
      for (const [name, value] of Object.entries(entry))
        if (typeof value === 'number' && value > 0 && Number.isInteger(value))
          own.set(name, Math.min(COUNT_MAX, (own.get(name) ?? 0) + value));
      if (own.size > 0) this.counts.set(key, own);
    }
  }

  of(key: string, counter: string): number {
    return this.counts.get(key)?.get(counter) ?? 0;
  }

  /** Of items that wait, for their next run; of others they are over, and said. */
  restored(index: PlanIndex, state: State, going: ReadonlySet<string>): Change[] {
    const changes: Change[] = [];
    const gone: string[] = [];
    for (const key of this.counts.keys()) {
      if (going.has(key)) continue;
      const item = state.items.get(key);
      if (item?.state !== 'queue') gone.push(key.slice(key.indexOf('/') + 1));
      else changes.push(...this.changesOf(index, key, item.family));
    }
    if (gone.length > 0) {
      const ids = gone.slice(0, IDS_SHOWN_MAX).join(', ');
      this.files.change(COUNTERS_FILE, `counts are over of work that does not wait: ${ids}`);
    }
    return changes;
  }

  private changesOf(index: PlanIndex, key: string, family: string): Change[] {
    const { compiled_threshold_policies: policies } = index.graph(index.family(family).plane);
    return policies.flatMap(({ policy_id, counter_name }) =>
      Array.from({ length: this.of(key, counter_name) }, () => countChange(key, policy_id)),
    );
  }
}
