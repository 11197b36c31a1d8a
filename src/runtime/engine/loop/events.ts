import type { LoopEvent, LoopFacts } from '../../api/index.ts';
import type { MillraceError } from '../../errors/errors.ts';
import { isUsagePause, type PlanIndex, type Run } from '../../kernel/index.ts';
import { readManifest } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { TickParts } from '../tick/parts.ts';
import type { Work } from '../tick/scheduler.ts';
import { stageOf } from '../views/status.ts';
import { RecordEvents } from './record-events.ts';

/** Tells whoever watches a loop what is new, and nothing twice in a row. */
export class LoopEvents {
  private hasStarted = false;
  private lastIdle = '';
  private lastNotes = '';
  private lastRefusal = '';
  private lastRules = '';
  private lastConfig = '';
  private lastConfigRefusal = '';
  private readonly records = new RecordEvents();

  constructor(
    private readonly parts: TickParts,
    private readonly watch: (event: LoopEvent) => void,
  ) {}

  /** Once there is a plan. `found`: attempts that were alive before this loop. */
  started(owner: Owner, session: string, found: ReadonlySet<string>): void {
    const { index } = owner.follower;
    if (this.hasStarted || index === null) return;
    this.hasStarted = true;
    this.lastConfig = configOf(owner);
    this.records.since(owner);
    this.watch({ kind: 'started', facts: this.factsOf(owner, index, session) });
    for (const run of running(owner).filter((one) => found.has(one.request?.live?.id ?? '')))
      this.watch({ kind: 'adopted', ...stageNews(index, owner, run) });
  }

  /** `before`: attempts that were alive before this piece of work. */
  worked(owner: Owner, before: ReadonlySet<string>, work: Work): void {
    this.lastRefusal = '';
    this.recovered();
    this.reloaded(owner);
    if (work.kind === 'applied') {
      this.watch({ kind: 'applied', applied: work.applied, facts: work.facts });
    }
    const { index } = owner.follower;
    for (const run of running(owner)) {
      const isNew = !before.has(run.request?.live?.id ?? '');
      if (index !== null && isNew)
        this.watch({ kind: 'dispatched', ...stageNews(index, owner, run) });
    }
    for (const event of this.records.since(owner)) this.watch(event);
    this.governed(owner);
    this.idle(owner, work);
  }

  refused({ code, facts }: MillraceError): void {
    const { what, next } = facts;
    if (this.lastRefusal !== what) this.watch({ kind: 'refused', code, what, next });
    this.lastRefusal = what;
    this.lastIdle = '';
  }

  private reloaded(owner: Owner): void {
    const { config_refusal: refusal, plan_id } = owner.state;
    const config = configOf(owner);
    if (this.lastConfig !== config) this.watch({ kind: 'reloaded', plan_id: plan_id ?? '' });
    this.lastConfig = config;
    const { code, what, next } = refusal ?? { code: '', what: '', next: '' };
    if (refusal !== null && what !== this.lastConfigRefusal) {
      this.watch({ kind: 'refused', code, what, next });
      this.lastIdle = '';
    }
    this.lastConfigRefusal = what;
  }

  private governed({ state }: Owner): void {
    const held = [...state.pauses].flatMap(([source, { blockers = [] }]) => {
      return isUsagePause(source) ? blockers : [];
    });
    const names = [...new Set(held.map(({ rule_id }) => rule_id))].join(',');
    if (names === this.lastRules) return;
    this.watch({ kind: 'governed', rules: held, cleared: this.lastRules });
    this.lastRules = names;
  }

  private recovered(): void {
    const notes = this.parts.session.recoveryNotes.splice(0);
    const text = notes.join('\n');
    if (text === this.lastNotes) return;
    if (notes.length > 0) this.lastNotes = text;
    for (const note of notes) this.watch({ kind: 'recovered', note });
  }

  private idle(owner: Owner, work: Work): void {
    const did = work.kind === 'idle' ? work.did : null;
    const [reason] = [...owner.state.pauses.values()].map((pause) => pause.reason);
    const idle = did === null ? '' : `${did}: ${reason ?? ''}`;
    if (did !== null && idle !== this.lastIdle) {
      this.watch({ kind: 'idle', did, reason: reason ?? null });
    }
    this.lastIdle = idle;
  }

  private factsOf(
    { state }: Owner,
    { plan, familiesByPlane }: PlanIndex,
    session: string,
  ): LoopFacts {
    const { ports, watch } = this.parts;
    const manifest = readManifest(ports.disk, this.parts.session.layout);
    const depth = (plane: string) =>
      (familiesByPlane.get(plane) ?? []).reduce(
        (sum, { family_id }) => sum + (state.depth.get(family_id)?.queue ?? 0),
        0,
      );
    const loops = plan.planes.flatMap((plane) => {
      const graph = plan.graphs_by_plane[plane];
      return graph === undefined ? [] : [{ plane, loop_id: graph.loop_id }];
    });
    const groups = (all: readonly (readonly string[])[] | undefined) =>
      (all ?? []).map((group) => group.join('+'));
    return {
      session,
      mode_id: plan.mode_id,
      plan_id: plan.compiled_plan_id,
      currentness: watch.currentness(plan).state,
      manifest_id: manifest.manifest_id,
      seed_package: manifest.seed_package_version,
      loops,
      exclusive: groups(plan.concurrency_policy?.mutually_exclusive_planes),
      concurrent: groups(plan.concurrency_policy?.may_run_concurrently),
      markers: Object.fromEntries(state.markers),
      queues: Object.fromEntries(plan.planes.map((plane) => [plane, depth(plane)])),
    };
  }
}

/** Changes when another config counts, or another plan. */
function configOf({ state }: Owner): string {
  return `${state.config?.sha256} ${state.plan_sha256}`;
}

function running(owner: Owner): Run[] {
  return [...owner.state.runs.values()].filter((run) => run.request?.live != null);
}

function stageNews(index: PlanIndex, { state }: Owner, run: Run) {
  return { stage: stageOf(index, state, run), status: state.markers.get(run.plane) ?? '' };
}
