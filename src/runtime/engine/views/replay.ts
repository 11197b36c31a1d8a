import type { ReplayInput, ReplayRow, ReplayView } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Change,
  isSimulated,
  type JournalRecord,
  keyOf,
  type ResultChange,
  type State,
} from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { unknownRun } from './runs.ts';

/** Records that are walked for one page. */
const WALKED_MAX = 50_000;

const NOTHING = {
  item: null,
  run: null,
  plane: null,
  node: null,
  outcome: null,
  summary: null,
  duration_ms: null,
  total_tokens: null,
  cost_usd: null,
} as const;

/** What happened to a lineage or a run from its beginning, step by step. */
export function replay(follower: Follower, { of, after_seq, limit }: ReplayInput): ReplayView {
  const { state, index, journal } = follower;
  const walk = new Walk(state, of);
  const from = Math.max(1, after_seq + 1, walk.from);
  const to = Math.min(state.seq, walk.to, from + WALKED_MAX - 1);
  const rows: ReplayRow[] = [];
  let seen = to;
  for (const record of journal.archive.records(walk.startBefore(from), to)) {
    const found = walk.rowsOf(record);
    if (record.n < from) continue;
    if (rows.length > 0 && rows.length + found.length > limit) {
      seen = record.n - 1;
      break;
    }
    rows.push(...found);
  }
  return {
    seq: state.seq,
    simulated: index !== null && isSimulated(state, index),
    rows,
    after_seq: seen < Math.min(state.seq, walk.to) ? seen : null,
    kept_from: journal.archive.whole_from,
  };
}

interface RunFacts {
  readonly item: string | null;
  readonly plane: string;
}

/** To be given the records in their order: a result is known by the request before it. */
class Walk {
  readonly from: number;
  readonly to: number;
  private readonly runs = new Map<string, RunFacts>();
  private readonly requests = new Map<string, { readonly run: string; readonly node: string }>();

  constructor(
    private readonly state: State,
    private readonly of: string,
  ) {
    const run = state.runs.get(of) ?? state.finished.get(of);
    const [first] = [...state.items.values()].filter((item) => item.root === of);
    if (run === undefined && first === undefined) throw unknownRun(of);
    this.from = run?.first_seq ?? 1;
    this.to = run !== undefined && 'last_seq' in run ? run.last_seq : state.seq;
  }

  /** Results name only their request: what runs at a record is walked from where it began. */
  startBefore(seq: number): number {
    let start = seq;
    for (const [id, run] of [...this.state.runs, ...this.state.finished]) {
      if (run.root !== this.of && id !== this.of) continue;
      const isOpen = !('last_seq' in run) || run.last_seq >= seq;
      if (isOpen) start = Math.min(start, run.first_seq);
    }
    return start;
  }

  rowsOf(record: JournalRecord): ReplayRow[] {
    const { n: seq, at } = record;
    return record.c.flatMap((change) => {
      const row = this.rowOf(change);
      return row === null ? [] : [{ ...NOTHING, ...row, seq, at }];
    });
  }

  private rowOf(change: Change): (Partial<ReplayRow> & Pick<ReplayRow, 'kind'>) | null {
    switch (change.k) {
      case 'admit@1':
        if (change.root !== this.of) return null;
        return { kind: 'admitted', item: keyOf(change.family, change.id) };
      case 'run@1':
        if (change.run === this.of || change.root === this.of)
          this.runs.set(change.run, { item: change.key, plane: change.plane });
        return null;
      case 'request@1': {
        const run = this.runs.get(change.run);
        if (run === undefined) return null;
        this.requests.set(change.request, { run: change.run, node: change.node });
        return { kind: 'started', ...run, run: change.run, node: change.node };
      }
      case 'result@1':
        return this.ended(change);
      case 'move@1':
        if (this.state.items.get(change.key)?.root !== this.of) return null;
        return { kind: 'moved', item: change.key, outcome: change.to };
      case 'target-verdict@1':
        return change.root === this.of ? { kind: 'judged', outcome: change.action } : null;
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
      case 'intervention@1':
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
      case 'hold@1':
      case 'unhold@1':
      case 'ledger@1':
      case 'pause@1':
      case 'resume@1':
      case 'usage-warning@1':
      case 'config@1':
      case 'loop@1':
      case 'question@1':
      case 'expire@1':
      case 'decision@1':
      case 'withdraw@1':
      case 'amend@1':
      case 'waive@1':
      case 'unreadable@1':
      case 'retire@1':
      case 'skill@1':
        return null;
      default:
        return exhausted(change);
    }
  }

  private ended(change: ResultChange): (Partial<ReplayRow> & Pick<ReplayRow, 'kind'>) | null {
    const request = this.requests.get(change.request);
    const run = this.runs.get(request?.run ?? '');
    if (request === undefined || run === undefined) return null;
    const { outcome, summary, duration_ms, usage } = change;
    return {
      kind: 'ended',
      ...run,
      ...request,
      outcome,
      summary,
      duration_ms,
      total_tokens: usage?.total_tokens ?? null,
      cost_usd: usage?.cost_usd ?? null,
    };
  }
}
