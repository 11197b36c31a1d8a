/**
 * The engine joins kernel, journal, keeper and rendered files. One process at a time owns a
 * workspace and writes; every other one follows its journal. Its rooms stand on each other in the
 * order that the tidy rules hold; this file is the door behind which operations find them.
 */

import type {
  AdmitInput,
  AdmitView,
  ControlCommand,
  ControlView,
  DoctorView,
  GcView,
  HarnessTable,
  JournalChoice,
  LoopInput,
  LoopView,
  ProbeInput,
  ProbeView,
  QuestionView,
  RepairView,
  ReviseCommand,
  RevisePreview,
  RunTrace,
  Runtime,
  RuntimeOptions,
  RunView,
  StatusView,
  StopInput,
  StopView,
  TickInput,
  TickView,
  WaitInput,
  WaitView,
  WhyInput,
  WhyView,
  WorkPlaceView,
} from '../api/index.ts';
import { Journal } from '../journal/index.ts';
import type { Attempts } from '../keeper/types.ts';
import { type DecisionContext, PlanIndex } from '../kernel/index.ts';
import type { Plan } from '../plan/index.ts';
import type { TrustSubject } from '../ports/index.ts';
import type { Layout } from '../workspace/index.ts';
import { admitAnswer, previewAdmission } from './commands/admit.ts';
import { CommandClient } from './commands/client.ts';
import { handOver } from './commands/hand-over.ts';
import { preview } from './commands/revise.ts';
import { type Command, controlValue, gcView, repairView } from './commands/schema.ts';
import { doctor } from './doctor/doctor.ts';
import { staleFiles, withStaleFiles } from './doctor/repair.ts';
import { probeRunners } from './harnesses/probe.ts';
import { Readiness } from './harnesses/readiness.ts';
import { harnessTable } from './harnesses/table.ts';
import { TrustGate } from './harnesses/trust-gate.ts';
import { workPlaceOf } from './harnesses/work-place.ts';
import type { FolderTimes } from './intake/intake.ts';
import { LoopClient } from './loop/client.ts';
import { Loop } from './loop/loop.ts';
import { deliverOnce } from './notify/delivery.ts';
import { withNotes } from './owner/recovery.ts';
import { layoutToOpen } from './owner/restore.ts';
import { OwnerSession } from './owner/session.ts';
import { planInvalid } from './plan/adopt.ts';
import { planStateOf } from './plan/plan-state.ts';
import { PlanWatch } from './plan/plan-watch.ts';
import type { EnginePorts } from './ports/engine-ports.ts';
import { previewGc } from './storage/gc.ts';
import type { TickParts } from './tick/parts.ts';
import { Tick } from './tick/tick.ts';
import { type ArtifactRow, artifactOf, artifactsOf } from './views/artifacts.ts';
import { liveStages, withLoss } from './views/loss.ts';
import { questionView } from './views/questions.ts';
import { runsOf, traceOfRun } from './views/runs.ts';
import { statusOf } from './views/status.ts';
import { why } from './views/why.ts';
import { decisionContext } from './workspace/decision-context.ts';
import type { Follower } from './workspace/follower.ts';

/** One process's access to one workspace: it follows, and owns for the length of a call. */
export class WorkspaceRuntime implements Runtime {
  private readonly layout: Layout;
  private readonly session: OwnerSession;
  private readonly attempts: Attempts;
  private readonly folders: FolderTimes = new Map();
  private readonly watch: PlanWatch;
  private readonly readiness: Readiness;
  private readonly trust: TrustGate;
  private readonly commands: CommandClient;
  private readonly loopClient: LoopClient;

  constructor(
    private readonly ports: EnginePorts,
    private readonly options: RuntimeOptions,
  ) {
    this.layout = layoutToOpen(ports, options.root);
    this.attempts = ports.attempts(this.layout.attempts, () => this.session.workspaceId);
    this.session = new OwnerSession(ports, this.layout, options.actor);
    this.watch = new PlanWatch(ports);
    this.readiness = new Readiness(ports);
    this.trust = new TrustGate(ports, this.layout);
    const { session, attempts, watch } = this;
    this.commands = new CommandClient({ ports, session, attempts, watch, actor: options.actor });
    const status = () => this.status();
    this.loopClient = new LoopClient({ ports, session, commands: this.commands, status });
  }

  status(): StatusView {
    const follower = this.session.follow();
    const untrusted = () => this.trust.advice(follower.index?.plan ?? null);
    const standing = { ...planStateOf(this.ports, this.watch, follower), untrusted };
    const view = statusOf(this.facts(follower), follower.state, standing, this.loop());
    const { loss } = this.session;
    return loss === null ? view : withLoss(view, loss, liveStages(follower.state));
  }

  loop(): LoopView {
    return this.loopClient.loop();
  }

  async admit({ request_key, dry_run, ...input }: AdmitInput): Promise<AdmitView> {
    const plan = this.planToRead();
    const { command, understood, notes } = await handOver(this.ports, plan, input);
    if (dry_run) {
      const reader = { follower: this.session.follow(), actor: this.options.actor };
      const preview = previewAdmission(this.ports, reader, new PlanIndex(plan), command);
      return { ...preview, understood, notes: [...notes, ...preview.notes] };
    }
    const { value } = await this.run(command, request_key);
    // A large answer is not kept under its key; handing the same text over again tells the same.
    const answer = admitAnswer.parse(value ?? (await this.run(command)).value);
    return { ...answer, understood, notes: [...this.news(), ...notes, ...answer.notes] };
  }

  /** Has the owner do what is asked, whoever that is; see `command.ts` for what can be asked. */
  async command(command: Command, request_key?: string): Promise<unknown> {
    return (await this.run(command, request_key)).value;
  }

  async control(
    command: ControlCommand | ReviseCommand,
    request_key?: string,
  ): Promise<ControlView> {
    const { value, through, already } = await this.run(command, request_key);
    const { detail, ...rest } = controlValue.parse(value);
    return { ...rest, detail: [detail, ...this.news()].join('; '), through, already };
  }

  /** What becoming the owner found, for the first caller that can be told. */
  private news(): string[] {
    return this.session.recoveryNotes.splice(0);
  }

  preview(command: ReviseCommand): RevisePreview {
    const follower = this.session.follow();
    const { actor } = this.options;
    return preview({ facts: this.facts(follower), state: follower.state, actor }, command);
  }

  questions(): QuestionView[] {
    return [...this.session.follow().state.questions.values()].map(questionView);
  }

  stopLoop(input: StopInput): Promise<StopView> {
    return this.loopClient.stop(input);
  }

  wait(input: WaitInput): Promise<WaitView> {
    return this.loopClient.wait(input);
  }

  async tick(input: TickInput): Promise<TickView> {
    const tick = new Tick(this.parts(), input, this.readiness);
    const outcome = await this.delivering(() => tick.run());
    return { ...outcome, status: this.status() };
  }

  workPlace(): WorkPlaceView {
    return workPlaceOf(this.ports, this.session.follow().state, this.nextPlan(), this.trust);
  }

  requireRunners(): void {
    const plan = this.nextPlan();
    if (plan !== null) this.readiness.require(plan, this.trust);
  }

  trustSubject(): TrustSubject {
    return this.trust.subjectOf(this.planToRead());
  }

  async harnesses(): Promise<HarnessTable> {
    const from = { root: this.layout.root, trust: this.trust };
    return harnessTable(this.ports, this.nextPlan(), from);
  }

  async probe(input: ProbeInput): Promise<ProbeView[]> {
    const plan = this.nextPlan();
    return plan === null ? [] : probeRunners(this.ports, plan, this.trust, input);
  }

  /** Owns the workspace until it is told to stop. */
  runLoop(input: LoopInput): Promise<void> {
    return new Loop(this.parts(), input).run();
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

  async adopt(mode?: string): Promise<boolean> {
    return (await this.run({ name: 'adopt', mode: mode ?? null })).value === true;
  }

  doctor(): Promise<DoctorView> {
    return doctor(this.ports, this.layout, this.trust);
  }

  async repair(journal: JournalChoice | null = null): Promise<RepairView> {
    const stale = staleFiles(this.ports, this.session.follow());
    this.session.choice = journal;
    const { value } = await this.run({ name: 'repair' });
    return { ...withStaleFiles(repairView.parse(value), stale), notes: this.news() };
  }

  why(input: WhyInput): WhyView {
    return why(this.ports.disk, this.session.follow(), input);
  }

  async gc(apply: boolean): Promise<GcView> {
    if (!apply) return previewGc(this.ports, this.session.follow());
    return gcView.parse((await this.run({ name: 'gc' })).value);
  }

  close(): void {
    this.session.close();
  }

  private run(command: Command, request_key?: string): ReturnType<CommandClient['run']> {
    return this.delivering(() => this.commands.run(command, request_key));
  }

  /** A call that owned the workspace tells what was decided; a loop tells by itself. */
  private async delivering<T>(work: () => Promise<T>): Promise<T> {
    const { ports, session } = this;
    const before = session.ownerships;
    try {
      return await withNotes(session.recoveryNotes, work);
    } finally {
      if (session.ownerships > before)
        await deliverOnce(ports, session.outbox, () => session.follow());
    }
  }

  /** The plan that would run now: what the sources compile to, unless the adopted one is current. */
  private nextPlan(): Plan | null {
    const adopted = this.session.follow().index?.plan ?? null;
    const isCurrent = this.watch.currentness(adopted).state === 'current';
    return isCurrent ? adopted : (this.ports.plans.candidate().plan ?? adopted);
  }

  /** Where the journal is gone, the next owner begins one under what the sources compile to. */
  private planToRead(): Plan {
    const hasJournal = Journal.exists(this.ports.disk, this.layout.journal);
    const plan = hasJournal ? this.nextPlan() : this.ports.plans.candidate().plan;
    if (plan === null) throw planInvalid(this.ports.plans.candidate().problems);
    return plan;
  }

  private parts(): TickParts {
    const { ports, session, attempts, folders, watch, trust } = this;
    return { ports, session, attempts, folders, watch, trust };
  }

  private facts(follower: Follower): DecisionContext | null {
    const { index } = follower;
    if (index === null) return null;
    const now = new Date(this.ports.clock.now()).toISOString();
    const { hash } = this.ports;
    return decisionContext(follower, { index, hash, now, work_dir: this.layout.root });
  }
}
