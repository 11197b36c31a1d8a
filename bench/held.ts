import { admit } from '../src/runtime/engine/commands/admit.ts';
import type { SubmittedDocument } from '../src/runtime/engine/commands/judge-document.ts';
import { TrustGate } from '../src/runtime/engine/harnesses/trust-gate.ts';
import { IdeaInbox } from '../src/runtime/engine/ideas/inbox.ts';
import { type FolderTimes, settleTimes } from '../src/runtime/engine/intake/intake.ts';
import type { Owner } from '../src/runtime/engine/owner/owner.ts';
import { PlanWatch } from '../src/runtime/engine/plan/plan-watch.ts';
import { ConfigPart } from '../src/runtime/engine/ports/config-part.ts';
import type { EnginePorts } from '../src/runtime/engine/ports/engine-ports.ts';
import { prepareAttempt } from '../src/runtime/engine/stage/prepare.ts';
import { Scheduler, type Work } from '../src/runtime/engine/tick/scheduler.ts';
import type { Attempts } from '../src/runtime/keeper/types.ts';
import type { PlanIndex } from '../src/runtime/kernel/index.ts';
import { layoutOf } from '../src/runtime/workspace/index.ts';
import { timed } from './measure.ts';
import { NO_NOTES } from './tree-notes.ts';
import { sessionOf } from './workspace.ts';

/** Takes what is composed and keeps nothing. */
const NOWHERE: Attempts = {
  directory: (attempt) => `/nowhere/${attempt}`,
  prepare: () => {},
  spawn: () => {},
  look: () => ({ row: 'held' }),
  lifeOf: () => 'alive',
  ready: () => {},
  standDown: () => {},
  cancel: () => {},
  processorUse: () => null,
  wait: async () => {},
};

/**
 * A workspace whose lock this process holds until `release`: what a loop does, one piece of work at
 * a time.
 */
export class Held {
  private readonly steps: Scheduler;

  private constructor(
    private readonly ports: EnginePorts,
    private readonly folders: FolderTimes,
    readonly owner: Owner,
    steps: Scheduler,
    readonly release: () => Promise<void>,
  ) {
    this.steps = steps;
  }

  static async take(root: string, machine: EnginePorts): Promise<Held> {
    const ports = { ...machine, notes: NO_NOTES };
    const session = sessionOf(root, ports);
    const attempts: Attempts = ports.attempts(layoutOf(root).attempts, () => session.workspaceId);
    const folders: FolderTimes = new Map();
    const watch = new PlanWatch(ports, session.layout);
    const trust = new TrustGate(ports, session.layout);
    const ideas = new IdeaInbox(ports, root);
    const watchers = new ConfigPart(ports.disk, session.layout.config, ports.watchers);
    const parts = { ports, session, attempts, folders, ideas, watchers, watch, trust };
    const steps = new Scheduler(parts);
    return new Promise((resolve, reject) => {
      const owned = session.own(
        (owner) =>
          new Promise<void>((end) => {
            const release = async () => {
              end();
              await owned;
              session.close();
            };
            resolve(new Held(ports, folders, owner, steps, release));
          }),
      );
      owned.catch(reject);
    });
  }

  /** Takes in what ended, dispatches what follows, renders. */
  work(): Work {
    return this.steps.work(this.owner, 'next');
  }

  /** Adopts the plan and renders; starts nothing. */
  settle(): void {
    this.steps.work(this.owner, 'none');
  }

  /**
   * Milliseconds that it takes to compose what goes into the folder of the live attempt, for an
   * attempt that was dispatched just now. It has to be known to be left out of a stage.
   */
  compose(): number {
    const run = [...this.owner.state.runs.values()].find((one) => one.request?.live != null);
    const live = run?.request?.live;
    if (live == null) throw new Error('no attempt is live');
    const change = { k: 'attempt@1', ...live, attempt: live.id } as const;
    return timed(() => prepareAttempt(this.ports, this.owner, this.index, NOWHERE, change));
  }

  admit(input: SubmittedDocument): void {
    admit(this.ports, this.owner, this.index, input);
    this.owner.flush();
    this.owner.render();
    settleTimes(this.ports, this.owner, this.index, this.folders);
  }

  get index(): PlanIndex {
    const { index } = this.owner.follower;
    if (index === null) throw new Error('no plan is adopted');
    return index;
  }
}
