import type { EarlierRun } from '../../earlier/index.ts';
import {
  applyTaken,
  type Change,
  countChange,
  counterOwner,
  type DecisionContext,
  type PlanIndex,
  type RecordedSubject,
  type Run,
  recorded,
} from '../../kernel/index.ts';
import { type Plan, workspacePath } from '../../plan/index.ts';
import type { Hash } from '../../ports/index.ts';
import { stageResultFile } from '../../render/index.ts';
import type { Adopted } from './adoption.ts';
import type { Book } from './book.ts';
import { keyOfDocument } from './handoffs.ts';
import {
  attemptOf,
  type Course,
  courseChanges,
  endedFacts,
  summaryOf,
  unfinishedCourse,
} from './history.ts';
import type { Sources } from './sources.ts';

/** What a conversion is given. */
export interface Given {
  readonly sources: Sources;
  readonly plan: Plan;
  /** Of the plan's text. */
  readonly plan_sha256: string;
  readonly hash: Hash;
  readonly now: string;
  readonly work_dir: string;
  readonly from: string;
}

/** Writes runs down as they would have been recorded. */
export class RunWriter {
  constructor(
    private readonly given: Given,
    private readonly index: PlanIndex,
  ) {}

  /** One that was over. */
  finished(book: Book, run: EarlierRun, subject: RecordedSubject | null): void {
    if (subject === null) return;
    const at = run.stages.at(-1)?.result.completed_at;
    book.append(courseChanges(this.given.hash, this.courseOf(run, subject, null)), 'run', at);
  }

  private courseOf(run: EarlierRun, subject: RecordedSubject, goes_on: string | null): Course {
    return { run, subject, goes_on, work_dir: this.given.work_dir };
  }

  /** One that goes on, from the node that comes next or from a result that nobody has followed. */
  adopt(book: Book, { run, subject, node }: Adopted): void {
    const { hash } = this.given;
    const course = this.courseOf(run, subject, node);
    if (node !== null) book.append(courseChanges(hash, course), 'run_goes_on');
    else book.append(unfinishedCourse(hash, course), 'run_goes_on');
    const taken = book.state.runs.get(run.id);
    const spent = taken === undefined ? [] : this.spent(taken, run, node);
    if (spent.length > 0) book.append(spent, 'counters');
    const last = run.stages.at(-1);
    if (node !== null || last === undefined) return;
    const decision = applyTaken(this.context(), book.state, {
      attempt: attemptOf(last.result),
      verdict: {
        kind: 'result',
        outcome: last.result.terminal_result,
        result_class: last.result.result_class,
        summary: summaryOf(last.result),
        failure_class: last.result.metadata.failure_class,
        resume: {},
        normalization: last.result.metadata.normalization_source ?? 'imported',
        notes: [],
        claims: [],
        questions: [],
      },
      proposals: [],
      ...endedFacts(hash, last),
    });
    if (decision !== null) book.append(decision.changes, decision.cause.rule);
  }

  /** Each entry into a guarded node takes from its budget, whoever counted. */
  private spent(run: Run, { stages }: EarlierRun, node: string | null): Change[] {
    const entered = [
      ...stages.slice(1).map(({ result }) => result.node_id),
      ...(node === null ? [] : [node]),
    ];
    return entered.flatMap((one) => {
      const guard = this.index.guard(run.plane, one);
      return guard === undefined ? [] : [countChange(counterOwner(run), guard.policy_id)];
    });
  }

  private context(): DecisionContext {
    const { sources, hash, now, work_dir } = this.given;
    const document = (key: string) =>
      recorded(hash, sources.documents.find((one) => keyOfDocument(one) === key)?.text ?? '');
    return {
      index: this.index,
      hash,
      now,
      work_dir,
      document,
      governance: null,
      documentAt: () => null,
      handedOver: document,
      frozenText: () => null,
      stageResultPath: (run, request) => workspacePath(stageResultFile(run, request)),
    };
  }
}
