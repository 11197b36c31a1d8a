import type { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type Attempt,
  type Decision,
  type DecisionContext,
  isHeldByUsage,
  NOTHING_SPENT,
  next,
  type PlanIndex,
  type Run,
  retired,
  stopOverspent,
  USAGE_PAUSE,
} from '../../kernel/index.ts';
import type { Readiness } from '../harnesses/readiness.ts';
import { byHand, takeEdits } from '../intake/hand-edits.ts';
import { settleTimes, takeIn } from '../intake/intake.ts';
import { resumeWhenRoom } from '../owner/full-disk.ts';
import type { Owner } from '../owner/owner.ts';
import { planForWork, succeed, type WorkPlan } from '../plan/adopt.ts';
import { collect, hasHandedBack, type Live, spentBy } from '../results/collect.ts';
import { type AttemptEvidence, Evidence } from '../results/evidence.ts';
import { IdleWatch } from '../results/idle.ts';
import { SpendWatch } from '../results/spend-watch.ts';
import { PolicyPromotions } from '../skills/by-policy.ts';
import { writeSkills } from '../skills/write.ts';
import { prepareAttempt } from '../stage/prepare.ts';
import { type Applied, appliedOf } from '../views/applied.ts';
import { claimed, idleBecause, isAttempt, liveAttempts } from './live.ts';
import type { TickParts } from './parts.ts';
import { StageNotes } from './stage-notes.ts';
import { isDue } from './succession.ts';

/** Steps that one piece of work may take before it lets others have the lock. */
const STEPS_MAX = 1000;

/** What a piece of work under the lock came to. */
export type Work =
  | ({ readonly kind: 'applied' } & Applied)
  | {
      readonly kind: 'running';
      readonly attempts: readonly string[];
      /** Why nobody here can tell of some whether they are alive. */
      readonly unjudged: readonly string[];
    }
  | { readonly kind: 'idle'; readonly did: 'idle' | 'waiting' | 'paused' };

/** What an owner does while it has the lock. */
export class Scheduler {
  private readonly evidence: Evidence;
  private readonly idleWatch: IdleWatch;
  private readonly notes: StageNotes;
  private readonly spendWatch: SpendWatch;
  private readonly promotions: PolicyPromotions;
  private unjudged: readonly string[] = [];
  /** Why nothing may be started; null = it may, or was not to be. */
  private held: MillraceError | null = null;
  /** What keeps the next stage from being started, where it is not tried. */
  private notReady: MillraceError | null = null;

  /**
   * With `readiness` a stage whose program is not there is refused instead of tried. `quiet_ms`: how
   * long nobody may have touched the config before an edit of it is read.
   */
  constructor(
    private readonly parts: TickParts,
    private readonly readiness: Readiness | null = null,
    private readonly quiet_ms: () => number = () => 0,
  ) {
    this.evidence = new Evidence(parts.ports.disk, parts.session.layout);
    this.idleWatch = new IdleWatch(parts.ports, parts.attempts);
    this.notes = new StageNotes(parts.ports, parts.session.layout);
    this.spendWatch = new SpendWatch(parts.ports, parts.attempts);
    this.promotions = new PolicyPromotions(parts.ports);
  }

  /**
   * Takes in what ended, then what follows. `next`: the record that applies a result also
   * dispatches the next stage, one sync per stage. `one`: a call that applied a result starts
   * nothing more. `none`: nothing is started. Throws when a stage would start that nobody trusts,
   * with all that ended recorded.
   */
  work(owner: Owner, dispatch: 'next' | 'one' | 'none'): Work {
    const { ports, folders, watch, watchers } = this.parts;
    resumeWhenRoom(ports.disk, owner);
    this.promotions.take(owner);
    if (writeSkills(ports, owner)) watch.forget();
    let plan = planForWork(this.parts, owner, this.quiet_ms());
    // An edit that is first seen after a stage could be that stage's.
    if (liveAttempts(owner).length === 0) takeEdits(ports, owner, plan.index);
    let applied = this.pass(owner, plan, dispatch);
    // A stage does not wait for folders to be looked at: that is done when there is time.
    const look = { ...watchers.now(), idle: liveAttempts(owner).length === 0 };
    if (applied === null && takeIn(ports, owner, plan.index, folders, look) > 0) {
      applied = this.pass(owner, plan, dispatch);
    }
    const isHeld = this.held !== null || this.notReady !== null;
    const isDone = applied === null && liveAttempts(owner).length === 0;
    if (isDone && dispatch !== 'none' && isDue(owner, plan, isHeld)) {
      plan = succeed(this.parts, owner, plan.successor);
      applied = this.pass(owner, plan, dispatch);
    }
    if (this.notReady !== null && applied === null) throw this.notReady;
    if (applied !== null) return { kind: 'applied', ...applied };
    const attempts = liveAttempts(owner);
    if (attempts.length > 0) {
      this.idle(owner);
      return { kind: 'running', attempts, unjudged: this.unjudged };
    }
    if (this.held !== null && next(owner.facts(plan.index), owner.state) !== null) throw this.held;
    return { kind: 'idle', did: idleBecause(owner) };
  }

  /** A stage runs and nobody waits: what can be made ready for its end is. */
  private idle(owner: Owner): void {
    owner.idle();
    for (const run of owner.state.runs.values()) {
      const live = run.request?.live;
      if (live != null && !live.fenced) this.evidence.show(this.evidenceOf(run, live.id));
    }
  }

  private evidenceOf(run: Run, attempt: string): AttemptEvidence {
    const directory = this.parts.attempts.directory(attempt);
    return { run: run.id, request: run.request?.id ?? '', attempt, directory };
  }

  private pass(owner: Owner, plan: WorkPlan, dispatch: 'next' | 'one' | 'none'): Applied | null {
    const { index } = plan;
    this.unjudged = [];
    this.notes.forget();
    const applied = this.collectEnded(owner, index);
    const start = dispatch === 'next' || (dispatch === 'one' && applied === null);
    this.held = null;
    this.notReady = null;
    if (start) this.advance(owner, plan);
    else this.settle(owner, index);
    this.notes.keep();
    owner.governor.account.publish(owner.state);
    owner.render();
    settleTimes(this.parts.ports, owner, index, this.parts.folders);
    return applied;
  }

  /** Takes in what has ended since; returns the first applied result. */
  private collectEnded(owner: Owner, index: PlanIndex): Applied | null {
    for (const run of [...owner.state.runs.values()]) {
      const live = run.request?.live;
      if (run.request === null || live == null) continue;
      if (live.fenced) {
        this.collectFenced(owner, index, run, live.id);
        continue;
      }
      const facts = owner.facts(index);
      const deleted_state = this.parts.session.deleters.has(live.id);
      const one = { run, request: run.request, attempt: live.id, deleted_state };
      const found = collect(this.parts.ports, owner, facts, this.parts.attempts, one);
      if (found.kind === 'alive') {
        if (found.why !== null) this.notJudged(found.why);
        else if (this.idleWatch.isIdle(live.id)) this.endIdle(owner, facts, one);
        else this.endOverspent(owner, facts, run, live);
        continue;
      }
      this.evidence.conclude(this.evidenceOf(run, live.id));
      this.idleWatch.forget(live.id);
      this.spendWatch.forget(live.id);
      const { recoveryNotes, foreign } = this.parts.session;
      recoveryNotes.push(...foreign.ended(live.id, found.decision));
      const changes = owner.apply(this.notes.after(run, found.decision));
      const applied = appliedOf(index, owner.state, changes, one);
      if (applied !== null) return applied;
      owner.flush();
    }
    return null;
  }

  /** A harness that hangs after its stage has handed back is not waited for. */
  private endIdle(owner: Owner, facts: DecisionContext, one: Live): void {
    const { ports, attempts } = this.parts;
    if (hasHandedBack(ports, owner, facts, attempts, one)) attempts.cancel(one.attempt, 'idle');
  }

  /** A hard limit is not waited for by a stage that tells what it uses meanwhile. */
  private endOverspent(owner: Owner, facts: DecisionContext, run: Run, live: Attempt): void {
    const { governance } = facts;
    const isHard = governance?.rules.some(({ hard }) => hard) === true;
    if (!isHard && governance?.account == null) return;
    if (!this.spendWatch.look(owner, facts.index, run, live)) return;
    const stop = stopOverspent(facts, owner.state, run, this.spendWatch.used);
    if (stop === null) return;
    owner.commit(stop);
    this.parts.attempts.cancel(live.id);
  }

  private notJudged(why: string): void {
    this.unjudged = [...this.unjudged, why];
    this.parts.session.recoveryNotes.push(why);
  }

  /** A fenced attempt is asked to end until it has; only then may anything follow it. */
  private collectFenced(owner: Owner, index: PlanIndex, run: Run, attempt: string): void {
    const { ports, attempts } = this.parts;
    const view = attempts.look(attempt);
    switch (view.row) {
      case 'held':
      case 'starting':
      case 'succeeding':
        return attempts.cancel(attempt);
      case 'not_judgeable':
        return this.notJudged(view.why);
      case 'completed': {
        this.forget(attempt);
        const directory = attempts.directory(attempt);
        const spent = spentBy(ports, owner, index, run, directory, view);
        return owner.commit(this.notes.after(run, retired(owner.state, run, spent)));
      }
      case 'void':
      case 'directory_missing':
        this.forget(attempt);
        return owner.commit(this.notes.after(run, retired(owner.state, run, NOTHING_SPENT)));
      default:
        return exhausted(view);
    }
  }

  private forget(attempt: string): void {
    this.evidence.forget(attempt);
    this.idleWatch.forget(attempt);
    this.spendWatch.forget(attempt);
  }

  /**
   * What follows a result at once and starts nothing: superseded items, raised limits. One record
   * with the result.
   */
  private settle(owner: Owner, index: PlanIndex): void {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const decision = next(owner.facts(index), owner.state, { settle_only: true });
      if (decision === null || decision === 'tree_wanted') break;
      owner.apply(decision);
    }
    owner.flush();
  }

  /** Decides and records until a stage was dispatched or nothing may be done. */
  private advance(owner: Owner, { index, successor }: WorkPlan): void {
    const no_claims = successor !== null;
    let tree: string | null | undefined;
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const facts = owner.facts(index);
      const ask = { no_claims, ...(tree === undefined ? {} : { tree }) };
      const decision = next(facts, owner.state, ask);
      if (decision === null) break;
      // Before the first decision is recorded, and before git looks at the tree.
      if (step === 0) this.held = this.parts.trust.pass(index.plan, facts.work_dir);
      if (this.held !== null) return this.settle(owner, index);
      if (decision === 'tree_wanted') {
        tree = this.notes.digest(facts.work_dir);
        continue;
      }
      tree = undefined;
      const edit = this.editedByHand(owner, index, decision);
      if (edit !== null) {
        owner.commit(edit);
        // The next look must find what was made of the edit, not the edit.
        owner.render();
        continue;
      }
      const problem = this.readiness?.problemOf(index, owner.state, decision) ?? null;
      if (problem !== null) {
        if (liveAttempts(owner).length > 0) break;
        // Nothing of a claim is recorded whose stage cannot be started.
        if (successor === null) throw problem;
        this.notReady = problem;
        break;
      }
      const fits = () => !isHeldByUsage(owner.facts(index), owner.state, USAGE_PAUSE);
      // Somebody else was first: dispatch pauses.
      if (!owner.governor.account.reserve(owner.state, decision.changes, fits)) continue;
      const dispatched = owner.apply(this.notes.before(owner.state, decision)).filter(isAttempt);
      for (const attempt of dispatched) {
        prepareAttempt(this.parts.ports, owner, index, this.parts.attempts, attempt);
      }
      if (dispatched.length === 0) continue;
      owner.flush();
      for (const { attempt } of dispatched) {
        this.parts.session.foreign.own(attempt);
        this.parts.attempts.spawn(attempt);
      }
    }
    owner.flush();
  }

  /** An item is claimed only as the file in its folder says it. */
  private editedByHand(owner: Owner, index: PlanIndex, decision: Decision): Decision | null {
    const key = claimed(decision);
    return key === null ? null : byHand(this.parts.ports, owner, index, key);
  }
}
