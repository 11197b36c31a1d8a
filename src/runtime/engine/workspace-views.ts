/**
 * What a process reads of a workspace: every answer is made from one follower at one sequence number.
 * What acts stands on top of it, in `runtime.ts`.
 */

import type {
  About,
  ControlCommand,
  DiffInput,
  DiffView,
  EntriesInput,
  EntriesView,
  EventsView,
  ListInput,
  ListView,
  LogsInput,
  LogsView,
  LoopView,
  Refused,
  ReviseCommand,
  RunTrace,
  RuntimeOptions,
  RunView,
  ShowView,
  SkillCommand,
  StageProgress,
  StatusDetails,
  StatusView,
  WhyInput,
  WhyView,
} from '../api/index.ts';
import { isMillraceError, MillraceError } from '../errors/errors.ts';
import type { Attempts } from '../keeper/types.ts';
import type { DecisionContext } from '../kernel/index.ts';
import type { Plan } from '../plan/index.ts';
import { explaining } from '../ports/index.ts';
import { type Layout, layoutOf } from '../workspace/index.ts';
import { Readiness } from './harnesses/readiness.ts';
import { TrustGate } from './harnesses/trust-gate.ts';
import { workDirOr } from './harnesses/work-dir.ts';
import { clearWay } from './owner/clear-way.ts';
import { telling } from './owner/recovery.ts';
import { layoutToOpen } from './owner/restore.ts';
import { OwnerSession } from './owner/session.ts';
import { planStateOf, refusedBy } from './plan/plan-state.ts';
import { PlanWatch } from './plan/plan-watch.ts';
import type { EnginePorts } from './ports/engine-ports.ts';
import { SkillViews } from './skill-views.ts';
import { usageReader } from './usage/usage-view.ts';
import { aboutItem, aboutRun, type Known } from './views/about.ts';
import { type ArtifactRow, artifactOf, artifactsOf } from './views/artifacts.ts';
import { diffOf, type Lookup } from './views/diff.ts';
import { entriesOf } from './views/entries.ts';
import { cursorText, lastEvents } from './views/events.ts';
import { ideasOf } from './views/ideas.ts';
import { listOf } from './views/listing.ts';
import { logsOf } from './views/logs.ts';
import { isAllGone, liveStages, withLoss } from './views/loss.ts';
import { namedIn } from './views/named-in.ts';
import { progressOf } from './views/progress.ts';
import { withUse } from './views/run-use.ts';
import { runsOf, traceOfRun } from './views/runs.ts';
import { aboutAnswered } from './views/said.ts';
import { show } from './views/showing.ts';
import { statusOf } from './views/status.ts';
import { statusDetails } from './views/status-details.ts';
import { why } from './views/why.ts';
import { decisionContext } from './workspace/decision-context.ts';
import type { Follower } from './workspace/follower.ts';
import { notePlace } from './workspace/tree-place.ts';

/** A workspace as it is now. Nothing here writes, and nothing takes its lock. */
export abstract class WorkspaceViews extends SkillViews {
  protected readonly layout: Layout;
  protected readonly session: OwnerSession;
  protected readonly attempts: Attempts;
  protected readonly watch: PlanWatch;
  protected readonly readiness: Readiness;
  protected readonly trust: TrustGate;
  private readonly usage: ReturnType<typeof usageReader>;

  constructor(
    protected readonly ports: EnginePorts,
    options: RuntimeOptions,
  ) {
    super();
    const notes: string[] = [];
    this.layout = telling(notes, () => {
      if (options.clears) clearWay(ports, layoutOf(options.root), notes);
      return layoutToOpen(ports, options);
    });
    this.attempts = ports.attempts(this.layout.attempts, () => this.session.workspaceId);
    this.session = new OwnerSession(ports, this.layout, options.actor);
    this.session.recoveryNotes.push(...notes);
    this.watch = new PlanWatch(ports, this.layout);
    this.usage = usageReader(ports, this.layout);
    this.readiness = new Readiness(ports);
    this.trust = new TrustGate(ports, this.layout);
  }

  abstract loop(): LoopView;
  status(): StatusView {
    return explaining('Looking at the workspace', () => this.statusNow());
  }

  private statusNow(): StatusView {
    const follower = this.session.follow();
    const view = statusOf({
      facts: this.facts(follower),
      state: follower.state,
      plan: planStateOf(this.watch, follower),
      governance: this.usage(follower),
      loop: this.loop(),
      lifeOf: (attempt) => this.attempts.lifeOf(attempt),
      notStartable: () => this.notStartable(),
      untrusted: () => this.trust.advice(follower.index?.plan ?? null),
    });
    const { loss } = this.session;
    if (loss === null) return view;
    const is_all = isAllGone(this.ports.disk, this.layout);
    return withLoss(view, loss, liveStages(follower.state), is_all);
  }

  statusDetails(): StatusDetails {
    const look = () => statusDetails(this.ports.disk, this.layout, this.session.follow());
    return explaining('Looking at the workspace', look);
  }

  progress(attempt: string): StageProgress | null {
    return progressOf(this.ports, this.session.follow(), attempt);
  }

  requireRunners(): void {
    const plan = this.nextPlan();
    if (plan !== null) this.readiness.require(plan, this.trust);
  }

  list(input: ListInput): ListView {
    const page = listOf(this.required(), input);
    if (input.of !== 'runs' || input.with_use !== true) return page;
    return { ...page, rows: page.rows.map((row) => withUse(this.session.follow(), row)) };
  }

  entries(input: EntriesInput): EntriesView {
    const { of } = input;
    const known = this.required();
    return of === 'ideas' ? ideasOf(known, input) : entriesOf(known, { ...input, of });
  }

  show(key: string): ShowView {
    return show(this.session.follow(), this.required(), key, this.lookup());
  }

  protected looking() {
    return { ports: this.ports, follower: this.session.follow(), plan: this.nextPlan() };
  }

  cursor(): string {
    return cursorText(this.session.follow().state);
  }

  events(limit: number): EventsView {
    return lastEvents(this.session.follow(), limit);
  }

  logs(input: LogsInput): LogsView {
    const lifeOf = (attempt: string) => this.attempts.lifeOf(attempt);
    return logsOf(this.ports.disk, this.session.follow(), this.required(), input, lifeOf);
  }

  diff(input: DiffInput): DiffView {
    const follower = this.session.follow();
    return diffOf(this.lookup(), follower, this.required(), input);
  }

  runs(limit: number): RunView[] {
    return runsOf(this.session.follow().state, limit);
  }

  trace(runId: string): RunTrace {
    return traceOfRun(this.session.follow(), runId);
  }

  artifacts(runId: string): ArtifactRow[] {
    return artifactsOf(this.session.follow(), runId);
  }

  artifact(runId: string, path: string): { bytes: Uint8Array; mime: string } {
    return artifactOf(this.ports.disk, this.session.follow(), runId, path);
  }

  adoptedPlan(): string | null {
    const follower = this.session.follow();
    const { plan_sha256 } = follower.state;
    return plan_sha256 === null ? null : follower.planJson(plan_sha256);
  }

  configInForce(): string | null | undefined {
    return this.session.follow().configText;
  }

  why(input: WhyInput): WhyView {
    return why(this.ports.disk, this.session.follow(), input);
  }

  /** The plan that would run now: what the sources compile to, unless the adopted one is current. */
  protected nextPlan(): Plan | null {
    const adopted = this.session.follow().index?.plan ?? null;
    const isCurrent = this.watch.currentness(adopted).state === 'current';
    return isCurrent ? adopted : (this.ports.plans.candidate().plan ?? adopted);
  }

  private known(): Known | null {
    const { index, state } = this.session.follow();
    const now = new Date(this.ports.clock.now()).toISOString();
    return index === null ? null : { index, state, now };
  }

  protected required(): Known {
    const known = this.known();
    if (known !== null) return known;
    throw new MillraceError('plan_missing', {
      what: 'Nothing has been handed over yet, so there is nothing to look at',
      next: 'call enqueue_spec to hand over work',
    });
  }

  /** Where the work lies now; a config that cannot be read hides no difference that was kept. */
  private lookup(): Lookup {
    const { ports, layout } = this;
    return { ...ports, place: notePlace(layout, workDirOr(ports, layout.root)) };
  }

  protected about(key: string): About {
    const known = this.known();
    if (known !== null) return aboutItem(known, key);
    return { root: null, item: key, title: '', state: 'queued', wait: null };
  }

  /** Whom a command was about: the item that it names, who asked, or those of its runs. */
  protected aboutOf(
    command: ControlCommand | ReviseCommand | SkillCommand,
    runs: readonly string[],
  ): About[] {
    const known = this.known();
    if (known === null) return [];
    const { state } = known;
    if (command.name === 'answer') return aboutAnswered(known, command.question);
    const named = namedIn(command);
    if (named !== null) {
      const families = [...state.depth.keys()].map((family) => `${family}/${named}`);
      const keys = [named, ...families].filter((key) => state.items.has(key));
      return keys.map((key) => aboutItem(known, key));
    }
    const found = runs.flatMap((id) => state.runs.get(id) ?? state.finished.get(id) ?? []);
    return found.slice(0, ABOUT_MAX).map((run) => aboutRun(known, run));
  }

  protected facts(follower: Follower): DecisionContext | null {
    const { index } = follower;
    if (index === null) return null;
    const now = new Date(this.ports.clock.now()).toISOString();
    const { hash } = this.ports;
    // Whoever only looks asks what would be next, not whether it may be used for.
    const given = { index, hash, now, work_dir: this.layout.root, governance: null };
    return decisionContext(follower, given);
  }

  /** Why no stage can be started from here, as `run_start` would say it. */
  private notStartable(): Refused | null {
    try {
      this.requireRunners();
      return null;
    } catch (error) {
      if (!isMillraceError(error)) throw error;
      return refusedBy(error);
    }
  }
}

/** Works that an answer names. */
const ABOUT_MAX = 5;
