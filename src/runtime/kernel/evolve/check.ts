import { exhausted } from '../../errors/exhausted.ts';
import type { Change, ItemState } from '../changes/changes.ts';
import type { State } from '../state/state.ts';
import { keyOf } from './items.ts';
import { skillProblem } from './skills.ts';

/** Where an item may go from where it is. Operators may also bring blocked work back. */
const MOVES: Readonly<Record<ItemState, readonly ItemState[]>> = {
  queue: ['active', 'blocked', 'done', 'superseded', 'withdrawn'],
  active: ['queue', 'done', 'blocked', 'withdrawn'],
  blocked: ['queue', 'superseded', 'done', 'withdrawn'],
  done: [],
  superseded: [],
  withdrawn: [],
};

/**
 * Every precondition of `evolve`, with an overlay for what earlier changes of the same record do. A
 * violation is a defect of ours and stops before anything is written.
 */
export function check(state: State, changes: readonly Change[]): void {
  const overlay = new Overlay(state);
  for (const change of changes) {
    const problem = overlay.take(change);
    if (problem !== null) throw new Error(`change ${change.k} refused: ${problem}`);
  }
}

class Overlay {
  private readonly items = new Map<string, ItemState>();
  private readonly runs = new Map<string, boolean>();
  private readonly requests = new Map<string, string | null>();
  private readonly live = new Map<string, string | null>();
  private readonly fenced = new Set<string>();
  private readonly opened = new Set<string>();
  private readonly state: State;

  constructor(state: State) {
    this.state = state;
    for (const run of state.runs.values()) {
      if (run.request === null) continue;
      this.requests.set(run.id, run.request.id);
      this.live.set(run.request.id, run.request.live?.id ?? null);
      if (run.request.live?.fenced) this.fenced.add(run.request.live.id);
    }
  }

  take(change: Change): string | null {
    switch (change.k) {
      case 'admit@1':
        return this.admit(keyOf(change.family, change.id), change.state);
      case 'revise@1':
      case 'idea@1':
        return change.key === null ? null : this.known(change.key);
      case 'move@1':
        return this.move(change.key, change.to);
      case 'rehome@1':
        return this.rehome(change.key);
      case 'run@1':
        return this.run(change.run, change.key);
      case 'request@1':
        return this.request(change.run, change.request);
      case 'attempt@1':
        return this.attempt(change.request, change.attempt);
      case 'attempt-end@1':
        return this.endAttempt(change.attempt, change.outcome === 'fenced');
      case 'result@1':
        return this.result(change.request, change.attempt);
      case 'route@1':
        return this.route(change.run, change.action === 'run_stage');
      case 'retire@1':
        return this.hasRun(change.run) ? null : `no run ${change.run}`;
      case 'target-open@1':
        return this.openTarget(change.root);
      case 'contract@1':
        return this.contract(change.root);
      case 'prioritize@1':
        return this.stateOf(change.key) === 'queue' ? null : `${change.key} is not queued`;
      case 'answer@1':
      case 'expire@1':
        return this.state.questions.has(change.question) ? null : `no question ${change.question}`;
      case 'target-verdict@1':
      case 'rejudge@1':
        return this.state.targets.get(change.root)?.closed_at === null ? null : 'no open target';
      case 'skill@1':
        return skillProblem(this.state, change);
      case 'open@1':
      case 'epoch@1':
      case 'plan@1':
      case 'count@1':
      case 'handoff@1':
      case 'pause@1':
      case 'resume@1':
      case 'usage-warning@1':
      case 'hold@1':
      case 'unhold@1':
      case 'ledger@1':
      case 'decision@1':
      case 'withdraw@1':
      case 'question@1':
      case 'grant@1':
      case 'review@1':
      case 'amend@1':
      case 'waive@1':
      case 'unreadable@1':
      case 'readable@1':
      case 'command@1':
      case 'desire@1':
      case 'config@1':
      case 'loop@1':
      case 'note@1':
      case 'intervention@1':
        return null;
      default:
        return exhausted(change);
    }
  }

  private known(key: string): string | null {
    return this.stateOf(key) === undefined ? `no item ${key}` : null;
  }

  private openTarget(root: string): string | null {
    if (this.state.targets.has(root)) return `target ${root} exists`;
    this.opened.add(root);
    return null;
  }

  private contract(root: string): string | null {
    const isOpen = this.opened.has(root) || this.state.targets.get(root)?.closed_at === null;
    return isOpen ? null : `no open target ${root}`;
  }

  private stateOf(key: string): ItemState | undefined {
    return this.items.get(key) ?? this.state.items.get(key)?.state;
  }

  private admit(key: string, to: ItemState): string | null {
    if (this.stateOf(key) !== undefined) return `${key} exists`;
    this.items.set(key, to);
    return null;
  }

  private move(key: string, to: ItemState): string | null {
    const from = this.stateOf(key);
    if (from === undefined) return `no item ${key}`;
    if (!MOVES[from].includes(to)) return `${key} cannot go from ${from} to ${to}`;
    this.items.set(key, to);
    return null;
  }

  private rehome(key: string): string | null {
    const found = this.stateOf(key);
    return found === 'queue' || found === 'blocked' ? null : `${key} is ${found ?? 'not there'}`;
  }

  private run(id: string, key: string | null): string | null {
    if (this.state.runs.has(id) || this.state.finished.has(id)) return `run ${id} exists`;
    if (key !== null && this.stateOf(key) !== 'active') return `${key} is not active`;
    this.runs.set(id, true);
    return null;
  }

  private hasRun(id: string): boolean {
    return this.runs.get(id) ?? this.state.runs.has(id);
  }

  private request(run: string, id: string): string | null {
    if (!this.hasRun(run)) return `no run ${run}`;
    if ((this.requests.get(run) ?? null) !== null) return `run ${run} has an open request`;
    this.requests.set(run, id);
    this.live.set(id, null);
    return null;
  }

  private attempt(request: string, id: string): string | null {
    const live = this.live.get(request);
    if (live === undefined) return `no open request ${request}`;
    if (live !== null) return `${live} may be alive`;
    this.live.set(request, id);
    return null;
  }

  /** A fence ends nothing yet: the attempt may be alive, but it can give no result any more. */
  private endAttempt(id: string, isFence: boolean): string | null {
    for (const [request, live] of this.live) {
      if (live !== id) continue;
      if (isFence) this.fenced.add(id);
      else this.live.set(request, null);
      return null;
    }
    return `${id} is not live`;
  }

  private result(request: string, attempt: string): string | null {
    if (this.live.get(request) !== attempt)
      return `${attempt} is not the live attempt of ${request}`;
    if (this.fenced.has(attempt)) return `${attempt} is fenced`;
    this.live.delete(request);
    for (const [run, open] of this.requests) if (open === request) this.requests.set(run, null);
    return null;
  }

  private route(run: string, stays: boolean): string | null {
    if (!this.hasRun(run)) return `no run ${run}`;
    const request = this.requests.get(run) ?? null;
    if (request !== null && stays) return `run ${run} has an open request`;
    const live = request === null ? null : (this.live.get(request) ?? null);
    if (live !== null) return `${live} may be alive`;
    if (!stays) this.runs.set(run, false);
    return null;
  }
}
