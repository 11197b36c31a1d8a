import { exhausted } from '../errors/exhausted.ts';
import type { AnyRunChange, Change } from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { evolveRun } from '../kernel/evolve/runs.ts';
import { closeAttempt } from '../kernel/evolve/stages.ts';
import { type FinishedRun, type Run, State, type Touched } from '../kernel/state/state.ts';
import type { EventFacts, RunFacts } from './event-rows.ts';
import type { TracedRun } from './trace.ts';

/** A record of the journal or its archive; null when it is no longer kept. */
export type Fetch = (seq: number) => JournalRecord | null;

/** What rendering one record needs besides the state after it. */
export interface RecordFacts extends EventFacts {
  /** The run with all its stages, also when it is over. */
  traced(run: string): TracedRun | null;
}

/** Facts at the moment of the record itself. */
export class LiveFacts implements RecordFacts {
  private readonly touched = new Map<string, TracedRun>();

  constructor(
    private readonly state: State,
    touched: Iterable<Pick<Touched, 'runs'>>,
  ) {
    for (const { runs } of touched) for (const [id, run] of runs) this.touched.set(id, run);
  }

  run(id: string): RunFacts | null {
    return this.state.runs.get(id) ?? this.state.finished.get(id) ?? null;
  }

  request(id: string): { run: RunFacts; node: string } | null {
    return requestIn(this.touched.values(), id) ?? requestIn(this.state.runs.values(), id);
  }

  idea(root: string): string | null {
    return this.state.targets.get(root)?.idea ?? null;
  }

  traced(run: string): TracedRun | null {
    return this.touched.get(run) ?? null;
  }
}

/**
 * Facts about records that a later state looks back at: finished runs are read again from their
 * records.
 */
export class PastFacts implements RecordFacts {
  private readonly finished = new Map<string, TracedRun>();
  private readonly requests = new Map<string, { run: RunFacts; node: string }>();

  constructor(
    private readonly state: State,
    from: number,
    fetch: Fetch,
  ) {
    for (const run of state.finished.values()) if (run.last_seq >= from) this.read(run, fetch);
  }

  run(id: string): RunFacts | null {
    return this.state.runs.get(id) ?? this.state.finished.get(id) ?? null;
  }

  request(id: string): { run: RunFacts; node: string } | null {
    return this.requests.get(id) ?? requestIn(this.state.runs.values(), id);
  }

  idea(root: string): string | null {
    return this.state.targets.get(root)?.idea ?? null;
  }

  traced(id: string): TracedRun | null {
    const active = this.state.runs.get(id);
    if (active !== undefined) return { ...active, status: 'active' };
    return this.finished.get(id) ?? null;
  }

  private read(finished: FinishedRun, fetch: Fetch): void {
    const replayed = replayRun(finished, fetch);
    if (replayed === null) return;
    this.finished.set(finished.id, replayed.run);
    for (const [request, node] of replayed.requests)
      this.requests.set(request, { run: finished, node });
  }
}

/** A finished run as it was when it ended, or null when its records are gone. */
export function replayRun(
  finished: FinishedRun,
  fetch: Fetch,
): { readonly run: TracedRun; readonly requests: ReadonlyMap<string, string> } | null {
  const scratch = new State();
  const requests = new Map<string, string>();
  const touched = nothingTouched();
  for (let seq = finished.first_seq; seq <= finished.last_seq; seq += 1) {
    const record = fetch(seq);
    if (record === null) return null;
    scratch.seq = record.n;
    scratch.at = record.at;
    for (const change of record.c) {
      if (change.k === 'request@1' && change.run === finished.id) {
        requests.set(change.request, change.node);
      }
      // Only its edits: the attempt stays, as it says whether a script played it.
      if (change.k === 'attempt-end@1') closeAttempt(scratch, change, record.at);
      if (isOfRun(change, finished.id, requests)) evolveRun(scratch, change, record.at, touched);
    }
  }
  const run = touched.runs.get(finished.id);
  return run === undefined ? null : { run, requests };
}

function isOfRun(
  change: Change,
  run: string,
  requests: ReadonlyMap<string, string>,
): change is AnyRunChange {
  switch (change.k) {
    case 'run@1':
    case 'request@1':
    case 'route@1':
      return change.run === run;
    case 'attempt@1':
    case 'result@1':
      return requests.has(change.request);
    // What these tell, the trace takes from the results.
    case 'open@1':
    case 'epoch@1':
    case 'plan@1':
    case 'admit@1':
    case 'revise@1':
    case 'move@1':
    case 'rehome@1':
    case 'intervention@1':
    case 'attempt-end@1':
    case 'count@1':
    case 'target-open@1':
    case 'contract@1':
    case 'ledger@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'question@1':
    case 'answer@1':
    case 'expire@1':
    case 'grant@1':
    case 'review@1':
    case 'amend@1':
    case 'waive@1':
    case 'prioritize@1':
    case 'rejudge@1':
    case 'target-verdict@1':
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
    case 'skill@1':
      return false;
    default:
      return exhausted(change);
  }
}

function requestIn(runs: Iterable<Run>, id: string): { run: RunFacts; node: string } | null {
  for (const run of runs) {
    if (run.request?.id === id) return { run, node: run.request.node };
    const stage = run.stages.findLast((one) => one.request === id);
    if (stage !== undefined) return { run, node: stage.node };
  }
  return null;
}

function nothingTouched(): Touched {
  return {
    items: new Set(),
    runs: new Map(),
    targets: new Set(),
    results: [],
    counters: false,
    plan: false,
    unreadable: false,
  };
}
