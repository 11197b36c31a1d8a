/**
 * The engine joins kernel, journal, keeper and rendered files. One process at a time owns a
 * workspace and writes; every other one follows its journal. Its rooms stand on each other in the
 * order that the tidy rules hold; this file is the door behind which operations find them.
 */

import type {
  AdmitInput,
  AdmitView,
  AmendmentInput,
  ControlCommand,
  ControlView,
  DoctorView,
  DocumentView,
  FollowInput,
  GcView,
  HarnessTable,
  JournalChoice,
  LoopInput,
  LoopView,
  ProbeInput,
  ProbeView,
  QuestionView,
  RepairView,
  ReplayInput,
  ReplayView,
  ReviseCommand,
  RevisePreview,
  RootText,
  Runtime,
  RuntimeOptions,
  SkillCommand,
  StopInput,
  StopView,
  TickInput,
  TickView,
  WaitView,
  WatchInput,
  WorkPlaceView,
} from '../api/index.ts';
import { Journal } from '../journal/index.ts';
import { PlanIndex, type RootDocument } from '../kernel/index.ts';
import type { Plan } from '../plan/index.ts';
import type { TrustSubject } from '../ports/index.ts';
import { admitAnswer, previewAdmission } from './commands/admit.ts';
import { CommandClient } from './commands/client.ts';
import { handOver, readAnew } from './commands/hand-over.ts';
import { policyDecides, preview, rootDocumentOf } from './commands/revise.ts';
import { type Command, controlValue, gcView, repairView } from './commands/schema.ts';
import { doctor } from './doctor/doctor.ts';
import { staleFiles, withStaleFiles } from './doctor/repair.ts';
import { probeRunners } from './harnesses/probe.ts';
import { harnessTable } from './harnesses/table.ts';
import { workPlaceOf } from './harnesses/work-place.ts';
import { IdeaInbox } from './ideas/inbox.ts';
import type { FolderTimes } from './intake/intake.ts';
import { watchChanges } from './loop/change-watch.ts';
import { LoopClient } from './loop/client.ts';
import { Loop } from './loop/loop.ts';
import { deliverOnce } from './notify/delivery.ts';
import { clearWay, ESCAPES } from './owner/clear-way.ts';
import { withNotes } from './owner/recovery.ts';
import { planInvalid } from './plan/adopt.ts';
import { ConfigPart } from './ports/config-part.ts';
import type { EnginePorts, WatcherSettings } from './ports/engine-ports.ts';
import { previewGc } from './storage/gc.ts';
import type { TickParts } from './tick/parts.ts';
import { Tick } from './tick/tick.ts';
import { questionView } from './views/questions.ts';
import { replay } from './views/replay.ts';
import { documentText } from './views/showing.ts';
import { WorkspaceViews } from './workspace-views.ts';

/** One process's access to one workspace: it follows, and owns for the length of a call. */
export class WorkspaceRuntime extends WorkspaceViews implements Runtime {
  private readonly folders: FolderTimes = new Map();
  private readonly ideas: IdeaInbox;
  private readonly watchers: ConfigPart<WatcherSettings>;
  private readonly commands: CommandClient;
  private readonly loopClient: LoopClient;

  constructor(
    ports: EnginePorts,
    private readonly options: RuntimeOptions,
  ) {
    super(ports, options);
    const { session, attempts, watch } = this;
    this.commands = new CommandClient({ ports, session, attempts, watch, actor: options.actor });
    this.ideas = new IdeaInbox(ports, this.layout.root);
    this.watchers = new ConfigPart(ports.disk, this.layout.config, ports.watchers);
    const status = () => this.status();
    this.loopClient = new LoopClient({ ports, session, commands: this.commands, status });
  }

  loop(): LoopView {
    return this.loopClient.loop();
  }

  async admit({ request_key, dry_run, ...input }: AdmitInput): Promise<AdmitView> {
    const plan = this.planToRead();
    const { command, reading, notes, asked } = await handOver(this.ports, plan, input);
    if (dry_run) {
      const reader = { follower: this.session.follow(), actor: this.options.actor };
      const preview = previewAdmission(this.ports, reader, new PlanIndex(plan), command);
      const item = `${preview.family}/${preview.id}`;
      const { title } = reading.understood;
      const queued = { root: preview.root, item, title, state: 'queued', wait: null } as const;
      const about = preview.already ? this.about(item) : queued;
      const said = preview.already ? [] : asked;
      return { ...preview, ...reading, about, notes: [...notes, ...said, ...preview.notes] };
    }
    const { value, note } = await this.run(command, request_key);
    // A large answer is not kept under its key; handing the same text over again tells the same.
    const answer = admitAnswer.parse(value ?? (await this.run(command)).value);
    const failed = note === null ? [] : [note];
    const about = this.about(`${answer.family}/${answer.id}`);
    const news = [...failed, ...this.news()];
    const said = answer.already ? [] : asked;
    return { ...answer, ...reading, about, notes: [...news, ...notes, ...said, ...answer.notes] };
  }

  /** Has the owner do what is asked, whoever that is; see `command.ts` for what can be asked. */
  async command(command: Command, request_key?: string): Promise<unknown> {
    return (await this.run(command, request_key)).value;
  }

  async control(
    command: ControlCommand | ReviseCommand | SkillCommand,
    request_key?: string,
  ): Promise<ControlView> {
    if (ESCAPES.has(command.name)) clearWay(this.ports, this.layout, this.session.recoveryNotes);
    const { value, through, already, note } = await this.run(command, request_key);
    const { detail, ...rest } = controlValue.parse(value);
    const said = [detail, ...(note === null ? [] : [note]), ...this.news()].join('; ');
    const about = this.aboutOf(command, rest.runs);
    return { ...rest, detail: said, through, already, about };
  }

  /** What becoming the owner found, for the first caller that can be told. */
  private news(): string[] {
    return this.session.recoveryNotes.splice(0);
  }

  preview(command: ReviseCommand): RevisePreview {
    const follower = this.session.follow();
    const { actor } = this.options;
    const by_policy = () => policyDecides(this.ports, this.layout.root);
    return preview({ follower, facts: this.facts(follower), actor, by_policy }, command);
  }

  document(key: string): DocumentView {
    return documentText(this.session.follow(), this.required(), key);
  }

  replay(input: ReplayInput): ReplayView {
    return replay(this.session.follow(), input);
  }

  async amendment({ work, text }: AmendmentInput): Promise<string> {
    const { family, root } = this.rootDocument(work);
    return readAnew(this.ports, family, root, text);
  }

  rootText(work: string): RootText {
    const { root, text, target } = this.rootDocument(work);
    return { root, text, version: target?.contract?.version ?? null };
  }

  private rootDocument(work: string): RootDocument {
    const follower = this.session.follow();
    return rootDocumentOf(this.facts(follower), follower.state, work);
  }

  questions(): QuestionView[] {
    return [...this.session.follow().state.questions.values()].map(questionView);
  }

  stopLoop(input: StopInput): Promise<StopView> {
    return this.loopClient.stop(input);
  }

  wait(input: FollowInput): Promise<WaitView> {
    return this.loopClient.wait(input);
  }

  changes(input: WatchInput): Promise<void> {
    return watchChanges(this.ports, this.session, input);
  }

  async tick(input: TickInput): Promise<TickView> {
    const tick = new Tick(this.parts(), input, this.readiness);
    const outcome = await this.delivering(() => tick.run());
    return { ...outcome, status: this.status() };
  }

  async workPlace(): Promise<WorkPlaceView> {
    return workPlaceOf(this.ports, this.session.follow().state, this.nextPlan(), this.trust);
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

  /** Where the journal is gone, the next owner begins one under what the sources compile to. */
  private planToRead(): Plan {
    const hasJournal = Journal.exists(this.ports.disk, this.layout.journal);
    const plan = hasJournal ? this.nextPlan() : this.ports.plans.candidate().plan;
    if (plan === null) throw planInvalid(this.ports.plans.candidate().problems);
    return plan;
  }

  private parts(): TickParts {
    const { ports, session, attempts, folders, ideas, watchers, watch, trust } = this;
    return { ports, session, attempts, folders, ideas, watchers, watch, trust };
  }
}
