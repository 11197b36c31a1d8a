import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type AttemptEndChange,
  type Candidate,
  type Change,
  type FinishedRun,
  keyOf,
  type RequestChange,
  type RouteChange,
  type Run,
  type State,
  workKey,
} from '../../kernel/index.ts';

/** The records between which something of a run may stand. */
export interface RunRange {
  readonly id: string;
  readonly first_seq: number;
  readonly last_seq: number;
}

/** What is asked about, and which changes are about it. */
export class Subject {
  private readonly requests = new Set<string>();

  constructor(
    readonly kind: 'item' | 'run' | 'workspace',
    /** `<family>/<id>`, the id of a run, or `workspace`. */
    readonly name: string,
    /** Root of the lineage when the item is its root spec. */
    private readonly root: string | null,
    /** Newest first. */
    readonly runs: readonly RunRange[],
  ) {}

  /** How records name the item in their text, whatever stands before it. */
  get needle(): string {
    return `${this.name.slice(this.name.indexOf('/') + 1)}"`;
  }

  /** To be asked in the order of records: requests are known by the runs that made them. */
  concerns(change: Change): boolean {
    return this.kind === 'workspace' || this.isIn(change);
  }

  private isIn(change: Change): boolean {
    switch (change.k) {
      case 'admit@1':
        return keyOf(change.family, change.id) === this.name;
      case 'revise@1':
      case 'move@1':
      case 'rehome@1':
      case 'count@1':
      case 'idea@1':
      case 'target-open@1':
        return change.key === this.name;
      case 'run@1':
      case 'retire@1':
        return this.hasRun(change.run);
      case 'request@1':
        return this.isAskedBy(change);
      case 'attempt@1':
      case 'result@1':
      case 'attempt-end@1':
        return this.requests.has('request' in change ? change.request : requestOf(change));
      case 'route@1':
        return this.hasRun(change.run) || change.spawned.some((one) => this.isSpawned(one));
      case 'target-verdict@1':
        return this.hasRun(change.run) || change.root === this.root;
      case 'ledger@1':
        return change.root === this.root || this.requests.has(change.request);
      case 'decision@1':
      case 'withdraw@1':
      case 'prioritize@1':
      case 'grant@1':
        return change.root === this.root || change.key === this.name;
      case 'intervention@1':
        return this.isTold([change.root, change.key, change.other]);
      case 'question@1':
        return change.root === this.root || change.key === this.name || this.hasRun(change.run);
      case 'answer@1':
        return change.root === this.root || change.resumes?.key === this.name;
      case 'rejudge@1':
      case 'amend@1':
      case 'waive@1':
      case 'expire@1':
      case 'review@1':
      case 'contract@1':
      case 'hold@1':
      case 'unhold@1':
        return change.root === this.root;
      case 'handoff@1':
        return change.incident === this.name || change.source === this.name;
      case 'unreadable@1':
      case 'readable@1':
        return this.kind === 'item' && change.path.endsWith(`/${this.name.split('/')[1]}.md`);
      case 'skill@1':
        return change.event === 'proposed' && this.isFrom(change.candidate);
      case 'note@1':
        return Object.values(change.data).some((value) => this.isNamed(value));
      case 'open@1':
      case 'epoch@1':
      case 'plan@1':
      case 'pause@1':
      case 'resume@1':
      case 'usage-warning@1':
      case 'command@1':
      case 'desire@1':
      case 'config@1':
      case 'loop@1':
        return false;
      default:
        return exhausted(change);
    }
  }

  private isTold(names: readonly (string | null)[]): boolean {
    return names.some((one) => one !== null && (one === this.root || one === this.name));
  }

  /** From here on its request is known. */
  private isAskedBy({ run, request }: RequestChange): boolean {
    if (this.hasRun(run)) this.requests.add(request);
    return this.requests.has(request);
  }

  private isFrom({ run, item }: Candidate): boolean {
    return this.hasRun(run) || item === this.name;
  }

  private hasRun(id: string): boolean {
    return this.runs.some((run) => run.id === id);
  }

  private isSpawned({ kind, item_id }: RouteChange['spawned'][number]): boolean {
    return keyOf(kind, item_id) === this.name;
  }

  private isNamed(value: string | number | boolean | null): boolean {
    if (typeof value !== 'string') return false;
    return value === this.name || this.hasRun(value) || this.requests.has(value);
  }
}

export function subjectOf(state: State, named: string | null): Subject {
  if (named === null) return new Subject('workspace', 'workspace', null, []);
  const run = runsOf(state, ({ id }) => id === named);
  if (run.length > 0) return new Subject('run', named, null, run);
  const key = itemNamed(state, named);
  const runs = runsOf(state, (one) => workKey(one) === key);
  const item = state.items.get(key);
  const isRoot = item?.root !== null && state.targets.get(item?.root ?? '')?.key === key;
  return new Subject('item', key, isRoot ? (item?.root ?? null) : null, runs);
}

function runsOf(state: State, is: (run: Run | FinishedRun) => boolean): RunRange[] {
  const finished = [...state.finished.values()].filter(is);
  const active = [...state.runs.values()].filter(is);
  return [
    ...finished.map(({ id, first_seq, last_seq }) => ({ id, first_seq, last_seq })),
    ...active.map(({ id, first_seq }) => ({ id, first_seq, last_seq: state.seq })),
  ].reverse();
}

function itemNamed(state: State, named: string): string {
  const families = [...state.depth.keys()];
  const keys = named.includes('/') ? [named] : families.map((family) => keyOf(family, named));
  const known = keys.filter((key) => state.items.has(key));
  const [only] = known;
  if (only !== undefined && known.length === 1) return only;
  const shown = /^[\w./-]{1,200}$/.test(named) ? named : 'that name';
  throw new MillraceError('input_invalid', {
    what:
      known.length > 1
        ? `${shown} names ${known.length} work items: ${known.join(', ')}`
        : `There is no work item or run of the name ${shown}`,
    expected: 'the id of a work item or of a run, or <family>/<id>',
    next: 'call status or runs_trace, and take an id from there',
  });
}

function requestOf({ attempt }: AttemptEndChange): string {
  return attempt.slice(0, attempt.lastIndexOf('-'));
}
