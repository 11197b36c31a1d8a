import {
  type AskedQuestion,
  applyEnd,
  applyGone,
  type Change,
  type Claim,
  type EndedAttempt,
  type Left,
  NOTHING_LEFT,
  next,
  type Run,
  type Verdict,
} from '../../../src/runtime/kernel/index.ts';
import type { Limits } from '../../../src/runtime/plan/index.ts';
import { indexOf } from '../../support/kernel/plans.ts';
import { Ledger } from './ledger.ts';

const STEPS_MAX = 50;

export interface Ending {
  readonly failure_class?: string;
  readonly resume?: string;
  readonly claims?: readonly Claim[];
  readonly questions?: readonly AskedQuestion[];
  readonly declares?: readonly string[];
  /** Whose stage ends, where several run beside each other; absent = the first one. */
  readonly plane?: string;
  /** Name below `out/work/` -> text. */
  readonly work?: Readonly<Record<string, string>>;
}

/** Plays one stage after the other and tells what the kernel made of it. */
export class Scene {
  readonly ledger: Ledger;

  constructor(plan: string, limits: Partial<Limits> = {}) {
    this.ledger = new Ledger(indexOf(plan, limits));
  }

  get state() {
    return this.ledger.state;
  }

  admit(family: string, id: string, fields: Record<string, string | string[]> = {}): string {
    return this.ledger.admit(family, id, fields);
  }

  /** What the runtime does by itself until a stage runs or nothing may be done. */
  go(tree: string | null = null): string[] {
    const told: string[] = [];
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const found = next(this.ledger.facts, this.state);
      const decision =
        found === 'tree_wanted' ? next(this.ledger.facts, this.state, { tree }) : found;
      if (decision === null || decision === 'tree_wanted') return told;
      told.push(...this.ledger.decide(decision).map(tell));
    }
    throw new Error(`the kernel goes on by itself: ${told.slice(-3).join('; ')}`);
  }

  /** The running stage ends with an outcome; then what follows by itself. */
  end(outcome: string, ending: Ending = {}, tree: string | null = null): string[] {
    const { run } = this.live(ending.plane);
    const node = this.ledger.index.node(run.plane, run.node);
    const [result_class = 'success'] = node.allowed_result_classes_by_outcome[outcome] ?? [];
    const told = this.apply(
      {
        kind: 'result',
        outcome,
        result_class,
        summary: `${run.node} is done`,
        failure_class: ending.failure_class ?? null,
        resume: ending.resume === undefined ? {} : { resume_node: ending.resume },
        normalization: 'structured_result_file',
        notes: [],
        claims: ending.claims ?? [],
        questions: ending.questions ?? [],
        ...(ending.declares === undefined ? {} : { declares: ending.declares }),
      },
      ending,
    );
    return [...told, ...this.go(tree)];
  }

  /** Ends each stage in turn; tells only where the run went, one line a stage. */
  route(...outcomes: readonly string[]): string[] {
    return outcomes.map((outcome) => {
      const at = this.live().run.node;
      return `${at} ${outcome}: ${this.end(outcome)
        .filter((line) => !/^(attempt|request|count)/.test(line))
        .join(', ')}`;
    });
  }

  apply(verdict: Verdict, { work = {}, plane }: Pick<Ending, 'work' | 'plane'> = {}): string[] {
    const { attempt } = this.live(plane);
    const proposals = Object.entries(work).map(([name, text]) => ({ name, text }));
    const decision = applyEnd(this.ledger.facts, this.state, {
      ...this.ended(attempt, verdict),
      proposals,
    });
    if (decision === null) throw new Error(`${attempt} is not live`);
    return this.ledger.decide(decision).map(tell);
  }

  gone(outcome: 'lost' | 'void', left: Left = NOTHING_LEFT): string[] {
    const decision = applyGone(this.ledger.facts, this.state, this.live().attempt, outcome, left);
    if (decision === null) throw new Error('it is not live');
    return [...this.ledger.decide(decision).map(tell), ...this.go()];
  }

  pass(ms: number): string[] {
    this.ledger.now_ms += ms;
    return this.go();
  }

  live(plane?: string): { readonly run: Run; readonly attempt: string } {
    for (const run of this.state.runs.values()) {
      if (plane !== undefined && run.plane !== plane) continue;
      if (run.request?.live != null) return { run, attempt: run.request.live.id };
    }
    throw new Error('no stage runs');
  }

  private ended(attempt: string, verdict: Verdict): EndedAttempt {
    const { now } = this.ledger;
    const times = { started_at: now, completed_at: now, duration_ms: 60_000 };
    const rest = { proposals: [], artifacts: [], evidence: [], usage: null, session: null };
    return { attempt, verdict, ...times, ...rest, exit_code: 0, exit_kind: 'completed' };
  }
}

/** One change in a few words. */
export function tell(change: Change): string {
  switch (change.k) {
    case 'admit@1':
      return `admit ${change.family}/${shown(change.id)}`;
    case 'move@1':
      return `${shown(change.key)} to ${change.to}`;
    case 'run@1':
      return `run ${change.key === null ? `closure of ${change.root}` : shown(change.key)}`;
    case 'request@1':
      return `request ${change.node}`;
    case 'attempt@1':
      return `attempt ${change.ordinal}${change.retry === null ? '' : ` after ${change.retry.kind}`}`;
    case 'attempt-end@1':
      return `attempt ${change.outcome}`;
    case 'result@1':
      return `result ${change.outcome}${change.failure_class === null ? '' : ` (${change.failure_class})`}`;
    case 'route@1':
      return `${change.action} ${change.node ?? change.terminal ?? ''} by ${change.reason}${change.failure_class === null ? '' : ` (${change.failure_class})`}${change.skipped === undefined ? '' : `, past ${change.skipped.node} for ${change.skipped.declared}`}`;
    case 'count@1':
      return `count ${change.policy}`;
    case 'target-verdict@1':
      return `verdict ${change.action}${change.failure_class === null ? '' : ` (${change.failure_class})`}`;
    case 'handoff@1':
      return `handoff of ${change.source === null ? 'the target' : change.source}`;
    case 'hold@1':
      return `hold ${change.root} at ${change.limit}`;
    case 'pause@1':
      return `pause by ${change.source} until ${change.until}`;
    case 'note@1':
      return `note ${change.event}`;
    default:
      return change.k.replace('@1', '');
  }
}

/** Ids of documents that the runtime writes end in a digest of what they are about. */
function shown(text: string): string {
  return text.replace(/-[0-9a-f]{8,12}$/, '-#');
}
