import { extname } from 'node:path';
import { fillTemplate } from '../../documents/index.ts';
import { type EarlierRun, JUDGE_REPORT, type StageResult } from '../../earlier/index.ts';
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
  type State,
} from '../../kernel/index.ts';
import { type Plan, workspacePath } from '../../plan/index.ts';
import type { Hash } from '../../ports/index.ts';
import { stageResultFile } from '../../render/index.ts';
import type { Adopted } from './adoption.ts';
import type { Book } from './book.ts';
import { EarlierCounts } from './counts.ts';
import { keyOfDocument } from './handoffs.ts';
import {
  attemptOf,
  type Course,
  courseChanges,
  endedFacts,
  summaryOf,
  unfinishedCourse,
} from './history.ts';
import type { Intake } from './intake.ts';
import type { Sources } from './sources.ts';

/** What a conversion is given. */
export interface Given {
  readonly sources: Sources;
  readonly intake: Intake;
  readonly plan: Plan;
  /** Of the plan's text. */
  readonly plan_sha256: string;
  readonly hash: Hash;
  readonly now: string;
  readonly work_dir: string;
  readonly from: string;
}

const decoder = new TextDecoder();

/** Writes runs down as they would have been recorded. */
export class RunWriter {
  private readonly counts: EarlierCounts;
  /** Owners of counters whose run goes on. */
  private readonly going = new Set<string>();

  constructor(
    private readonly given: Given,
    private readonly index: PlanIndex,
  ) {
    this.counts = new EarlierCounts(given.sources.files);
  }

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
      artifacts: this.judgement(run, subject, last.result),
    });
    if (decision !== null) book.append(decision.changes, decision.cause.rule);
  }

  /** What a judging stage wrote, where this release would publish it or where it lies until then. */
  private judgement(run: EarlierRun, subject: RecordedSubject, { plane, node_id }: StageResult) {
    const { sources, hash } = this.given;
    if (subject.key !== null) return [];
    const names = { run_id: run.id, root_spec_id: subject.root };
    return this.index
      .node(plane, node_id)
      .artifacts.flatMap(({ artifact_id, file, publish_path }) => {
        if (publish_path === null) return [];
        // Only what belongs to one run can still lie in it.
        const own = publish_path.includes('{run_id}') ? [`runs/${run.id}/${JUDGE_REPORT}`] : [];
        const places = [fillTemplate(publish_path, names), ...own];
        const [found] = places
          .filter((path) => extname(path) === extname(file))
          .map((path) => sources.files.read(path))
          .flatMap((read) => (read.is === 'bytes' ? [read.bytes] : []));
        if (found === undefined) return [];
        return [{ artifact_id, file, document: recorded(hash, decoder.decode(found)) }];
      });
  }

  /** Counts of items that no run goes on with. */
  restored(state: State): Change[] {
    return this.counts.restored(this.index, state, this.going);
  }

  /** Each entry into a guarded node takes from its budget, whoever counted; more if more was counted. */
  private spent(run: Run, { stages }: EarlierRun, node: string | null): Change[] {
    const owner = counterOwner(run);
    this.going.add(owner);
    const entered = [
      ...stages.slice(1).map(({ result }) => result.node_id),
      ...(node === null ? [] : [node]),
    ];
    return this.index.graph(run.plane).compiled_threshold_policies.flatMap((policy) => {
      const { policy_id, counter_name } = policy;
      const seen = entered.filter((one) => this.index.guard(run.plane, one) === policy).length;
      const length = Math.max(seen, this.counts.of(owner, counter_name));
      return Array.from({ length }, () => countChange(owner, policy_id));
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
