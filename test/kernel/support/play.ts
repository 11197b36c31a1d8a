import {
  applyEnd,
  applyGone,
  type Change,
  type EndedAttempt,
  keyOf,
  newEpoch,
  PlanIndex,
  type Proposal,
  planChange,
  type Run,
  recorded,
  resume,
  retired,
  retireRun,
  type TokenUsage,
  type Verdict,
  workKey,
} from '../../../src/runtime/kernel/index.ts';
import {
  type Family,
  type Limits,
  limits,
  type PlanNode,
} from '../../../src/runtime/plan/index.ts';
import { fieldsFor, WORK_IDS } from './arrivals.ts';
import { textOf } from './documents.ts';
import { FAILURES } from './failures.ts';
import { ideaSeen } from './ideas.ts';
import { hash, type Ledger } from './ledger.ts';
import { loopChanges } from './loops.ts';
import { amendedBy, answered, pausedBy, retried, revisedBy, steppedIn } from './owner.ts';
import { saidBy } from './said.ts';
import { skillText } from './skills.ts';
import type { Tape } from './tape.ts';

const ADMISSIONS_MAX = 12;
/** Limits that people raise in the end. */
const RELAXED_MAX = 2;
const TREES = ['tree-1', 'tree-2', null];

/** Plays everything outside of the kernel: clients, stages, keepers, people and time. */
export class Outside {
  tokens = 0;
  stages = 0;
  private admissions = 0;
  private relaxed = 0;
  /** So many attempts from now on never run. */
  private broken_keepers = 0;
  private epochs = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly tape: Tape,
  ) {}

  get tree(): string | null {
    return TREES[this.tape.pick(TREES.length)] ?? null;
  }

  /** A client hands something over, in between or at the start. */
  admit(): void {
    if (this.admissions >= ADMISSIONS_MAX) return;
    this.admissions += 1;
    const families = Object.values(this.ledger.index.plan.families);
    const roots = families.filter((one) => one.closure.role === 'root');
    const family = this.tape.pick(3) === 0 ? roots[0] : this.tape.of(families);
    const id = `${this.tape.of(WORK_IDS)}${this.tape.pick(3)}`;
    if (family === undefined || this.ledger.state.items.has(keyOf(family.family_id, id))) return;
    this.ledger.admit(family.family_id, id, fieldsFor(this.ledger, this.tape, family));
  }

  /** A person or the folder watcher does something that no stage causes. */
  meddle(): void {
    const { state } = this.ledger;
    const run = this.tape.of([...state.runs.values()]);
    const moves: (() => readonly Change[] | undefined)[] = [
      () => [ideaSeen(this.ledger)],
      () => pausedBy(this.ledger, this.tape),
      () => retried(this.ledger, this.tape),
      () =>
        run &&
        retireRun(state, run, this.tape.of(['again', 'queue', 'blocked']) ?? 'again', 'no').changes,
      () => [this.unreadable()],
      () => [...state.unreadable.keys()].map((path) => ({ k: 'readable@1', path })),
      () => this.adopt(this.tape.of(limits.keyof().options) ?? 'stages_per_lineage'),
      () => loopChanges(this.ledger),
      () => [this.command()],
      () => revisedBy(this.ledger, this.tape),
      () => steppedIn(this.ledger, this.tape),
      () => this.newEpoch(),
    ];
    const changes = this.tape.of(moves)?.() ?? [];
    if (changes.length > 0) this.ledger.apply(changes);
  }

  /** The workspace turns out to be a copy, or its journal to have lost a record. */
  private newEpoch(): readonly Change[] {
    const attempts = this.tape.of(['own', 'foreign'] as const) ?? 'own';
    this.epochs += 1;
    const epoch = this.epochs.toString(16).padStart(4, '0');
    return newEpoch(this.ledger.state, { epoch, attempts, rule: 'copied', data: {} }).changes;
  }

  private unreadable(): Change {
    const root = this.tape.of([null, ...this.ledger.state.open_targets]) ?? null;
    const document = recorded(hash, 'no title');
    return {
      k: 'unreadable@1',
      path: `x/${this.tape.pick(2)}.md`,
      root,
      document,
      problems: ['no title'],
    };
  }

  /** Another plan, in which a limit is higher. */
  private adopt(name: keyof Limits): readonly Change[] {
    const { plan } = this.ledger.index;
    const compiled_plan_id = `plan-${this.ledger.records.length}`;
    const raised = { ...plan.limits, [name]: 1 + 2 * plan.limits[name] };
    this.ledger.index = new PlanIndex({ ...plan, compiled_plan_id, limits: raised });
    const sha256 = hash.sha256(compiled_plan_id);
    const config = [undefined, null, sha256][this.ledger.records.length % 3];
    return [planChange(compiled_plan_id, sha256, config)];
  }

  /** One that came through the mailbox, or directly. */
  private command(): Change {
    const number = this.tape.pick(2) === 0 ? this.ledger.state.mailbox_number + 1 : null;
    const request_key = this.tape.pick(3) === 0 ? null : `pause:${this.tape.pick(4)}`;
    const asked = { k: 'command@1', number, request_key, name: 'pause' } as const;
    const content = this.tape.pick(2) === 1 ? {} : { content: 'c0ffee' };
    return { ...asked, answer: '{"ok":true}', ...content };
  }

  /** What only people can end ends: nothing else is left to happen. */
  relent(): boolean {
    const { state } = this.ledger;
    const lifted = resume(this.ledger.facts, state, true);
    const paths = [...state.unreadable.keys()];
    const changes: Change[] = [
      ...(lifted?.changes ?? []),
      ...paths.map((path): Change => ({ k: 'readable@1', path })),
    ];
    if (changes.length === 0) changes.push(...this.answer());
    if (changes.length === 0) changes.push(...this.relax());
    if (changes.length > 0) this.ledger.apply(changes);
    return changes.length > 0 || this.ledger.liftRules();
  }

  private answer(): readonly Change[] {
    const isGranted = this.relaxed < RELAXED_MAX && this.tape.pick(3) !== 1;
    const changes = answered(this.ledger, isGranted);
    if (changes.some(({ k }) => k === 'grant@1')) this.relaxed += 1;
    return changes;
  }

  /** Raises a limit that holds a lineage. */
  private relax(): readonly Change[] {
    const [root] = this.ledger.state.held_roots;
    const held = this.ledger.state.lineages.get(root ?? '')?.held;
    const name = limits.keyof().options.find((one) => one === held);
    if (name === undefined || this.relaxed >= RELAXED_MAX) return [];
    this.relaxed += 1;
    return this.adopt(name);
  }

  /** A live attempt ends in some way. */
  end(run: Run): void {
    const { state, facts } = this.ledger;
    const live = run.request?.live;
    if (live == null) return;
    if (live.fenced) {
      this.ledger.decide(retired(state, run, { usage: this.usage(), duration_ms: 1000 }));
      return;
    }
    if (run.kind === 'closure' && this.tape.pick(3) === 1) {
      this.ledger.apply(amendedBy(this.ledger, run.root));
    }
    const how = this.broken_keepers > 0 ? 1 : this.tape.pick(13);
    this.broken_keepers = how === 12 ? 6 : Math.max(0, this.broken_keepers - 1);
    if (how === 1 || how === 2) {
      const gone = applyGone(facts, state, live.id, how === 1 ? 'void' : 'lost');
      if (gone !== null) this.applied(this.ledger.decide(gone));
      return;
    }
    const ended = this.ended(run, live.id, how);
    const late = applyEnd(facts, state, { ...ended, attempt: `${live.id}0` });
    if (late !== null) throw new Error('a late result was applied');
    const decision = applyEnd(facts, state, ended);
    if (decision !== null) this.applied(this.ledger.decide(decision));
  }

  private applied(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.k === 'result@1') this.stages += 1;
    }
  }

  private ended(run: Run, attempt: string, how: number): EndedAttempt {
    const node = this.ledger.index.node(run.plane, run.node);
    const verdict = this.verdict(run, node, how);
    return {
      attempt,
      verdict,
      proposals: verdict.kind === 'result' ? this.proposals(run, node) : [],
      artifacts: node.artifacts.map(({ artifact_id, file, promotes }) => ({
        artifact_id,
        file,
        document: recorded(hash, promotes === undefined ? 'words\n' : skillText(attempt)),
      })),
      evidence: [{ path: `runs/${run.id}/out`, kind: 'stdout', size_bytes: 1, sha256: '0' }],
      usage: this.usage(),
      started_at: this.ledger.now,
      completed_at: this.ledger.now,
      duration_ms: 1000 * this.tape.pick(90),
      exit_code: 0,
      exit_kind: 'completed',
      session: this.tape.pick(2) === 1 ? 'session-1' : null,
    };
  }

  private usage(): TokenUsage | null {
    const input_tokens = this.tape.pick(40);
    if (input_tokens === 0) return null;
    const total_tokens = input_tokens + 2;
    this.tokens += total_tokens;
    return {
      input_tokens,
      cached_input_tokens: input_tokens >> 1,
      output_tokens: 2,
      thinking_tokens: 1,
      total_tokens,
      ...(input_tokens % 3 === 0 ? { cost_usd: 0.01 } : {}),
    };
  }

  private verdict(run: Run, node: PlanNode, how: number): Verdict {
    if (how === 3)
      return { kind: 'violation', errors: [{ kind: 'marker', text: 'no marker' }], outcome: null };
    const failed = FAILURES[how];
    if (failed !== undefined)
      return { kind: 'failure', summary: '', retry_after_ms: null, ...failed };
    const outcomes = Object.keys(node.allowed_result_classes_by_outcome);
    const outcome = this.tape.of(outcomes) ?? node.failure_outcome;
    const [result_class = 'success'] = node.allowed_result_classes_by_outcome[outcome] ?? [];
    const nodes = this.ledger.index.graph(run.plane).nodes.map((one) => one.node_id);
    return {
      kind: 'result',
      outcome,
      result_class,
      summary: 'done',
      failure_class: this.tape.pick(3) === 1 ? 'Some Trouble' : null,
      resume: this.tape.pick(3) === 1 ? { resume_node: this.tape.of(nodes) ?? '' } : {},
      normalization: 'structured_result_file',
      notes: [],
      ...saidBy(this.tape, node),
    };
  }

  private proposals(run: Run, node: PlanNode): Proposal[] {
    // Something comes of what was handed to planning.
    const isInstead = this.ledger.state.handoffs.has(workKey(run) ?? '');
    const count = isInstead ? 1 + this.tape.pick(3) : this.tape.pick(4);
    const families = node.proposes.map((id) => this.ledger.index.family(id));
    const found: Proposal[] = [];
    for (let n = 0; n < count; n += 1) {
      const family = this.tape.of(families);
      if (family === undefined) continue;
      found.push({ name: `${n}.md`, text: this.proposal(run, family, n) });
    }
    return found;
  }

  /** Mostly right; sometimes its lineage is foreign, or what it waits for is nowhere. */
  private proposal(run: Run, family: Family, n: number): string {
    const fields: Record<string, string | string[]> = {};
    const before = n === 0 ? [] : [`p${n - 1}`];
    const deps = this.tape.of([[], before, ['nowhere'], [`p${n}`]]) ?? [];
    if (family.depends_on_key !== null && deps.length > 0) fields[family.depends_on_key] = deps;
    const [root] = family.closure.root_keys;
    if (root !== undefined && this.tape.pick(9) === 1) fields[root] = 'elsewhere';
    const own = workKey(run)?.split('/')[1];
    const id = this.tape.pick(6) === 1 && own !== undefined ? own : `p${n}`;
    return textOf(family, id, fields);
  }
}
