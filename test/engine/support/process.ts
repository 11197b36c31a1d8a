import type { ControlCommand, LoopEvent, LoopInput } from '../../../src/runtime/api/index.ts';
import { Mailbox } from '../../../src/runtime/engine/commands/mailbox.ts';
import type { EnginePorts } from '../../../src/runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../../../src/runtime/engine/runtime.ts';
import type { AttemptView, CancelReason, ProcessorUse } from '../../../src/runtime/keeper/types.ts';
import { layoutOf, withOwnDisk } from '../../../src/runtime/workspace/index.ts';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { type Player, SimAttempts, World } from '../../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimLocks } from '../../../src/sim/sim-lock.ts';
import { ROOT, simPorts } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';

export const layout = layoutOf(ROOT);

/** One machine with one workspace, on which processes come and go. */
export class Machine {
  readonly locks = new SimLocks();
  private pids = 0;

  constructor(
    readonly disk: SimDisk = freshDisk('default_offline'),
    readonly player: Player = shippedPlayer,
    readonly world = new World(),
  ) {}

  /** A process of its own, with its own pid, and attempts that obey as the test says. */
  open(replaced: Partial<EnginePorts> = {}, clears = false): Opened {
    this.pids += 1;
    const pid = this.pids;
    const { ports, clock } = simPorts(this.disk, this.world, this.player);
    const attempts = new TestAttempts(this.disk, layout.attempts, this.world, this.player);
    const own: EnginePorts = {
      ...ports,
      lock: this.locks.of(`process ${pid}`, this.disk),
      identity: { ...ports.identity, pid, start: `start-${pid}` },
      startOf: (one) => (one <= this.pids ? `start-${one}` : null),
      attempts: () => attempts,
      ...replaced,
    };
    const runtime = new WorkspaceRuntime(withOwnDisk(own, ROOT), {
      root: ROOT,
      actor: `process ${pid}`,
      clears,
    });
    return { runtime, ports: own, clock, attempts };
  }

  mailbox(): Mailbox {
    return new Mailbox(this.disk, layout);
  }

  events(): { event_type: string; data: Record<string, unknown> }[] {
    const bytes = this.disk.read(`${layout.logs}/runtime_events.jsonl`) ?? new Uint8Array();
    const lines = new TextDecoder().decode(bytes).trim().split('\n');
    return lines.map((line) => JSON.parse(line));
  }
}

export interface Opened {
  readonly runtime: WorkspaceRuntime;
  readonly ports: EnginePorts;
  readonly clock: ReturnType<typeof simPorts>['clock'];
  readonly attempts: TestAttempts;
}

export class TestAttempts extends SimAttempts {
  /** Asked to end, and not obeying yet. */
  readonly cancelled: string[] = [];
  obeys = true;
  /** What the owner wanted of a spare keeper. */
  readonly wanted: ('ready' | 'none')[] = [];
  /** What a look finds instead. */
  found: AttemptView | null = null;

  override ready(): void {
    this.wanted.push('ready');
  }

  override standDown(): void {
    this.wanted.push('none');
  }

  /** What processes have used; null = the system does not tell. */
  used: ProcessorUse | null = null;

  override cancel(attempt: string, reason?: CancelReason): void {
    this.cancelled.push(attempt);
    if (this.obeys) super.cancel(attempt, reason);
  }

  override processorUse(): ProcessorUse | null {
    return this.used;
  }

  override look(attempt: string): AttemptView {
    return this.found ?? super.look(attempt);
  }
}

export async function handOver({ runtime }: Opened): Promise<void> {
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
}

/** Runs whatever is left by single ticks; a campaign that never ends fails here. */
export async function finish({ runtime }: Opened): Promise<void> {
  for (let tick = 0; tick < 80; tick += 1) {
    if ((await runtime.tick({ wait_ms: 0 })).did === 'idle') return;
  }
  throw new Error('the campaign did not end');
}

/** Until nothing more happens by itself, whether or not all of it is done. */
export async function settle({ runtime }: Opened): Promise<void> {
  const seen = new Set<number>();
  for (let tick = 0; tick < 120; tick += 1) {
    await runtime.tick({ wait_ms: 0 });
    const { seq } = runtime.status();
    if (seen.has(seq)) return;
    seen.add(seq);
  }
  throw new Error('it does not come to rest');
}

export function retire(to: 'again' | 'queue' | 'blocked', run: string | null = null) {
  const command: ControlCommand = { name: 'retire', run, to, reason: 'it went astray' };
  return command;
}

/** A stage that runs until the test ends it; all later ones are played. */
export function firstRuns(then: Player = shippedPlayer): Player {
  return (request, world) => (world.requests.length === 1 ? null : then(request, world));
}

export interface Ran {
  readonly events: LoopEvent[];
  readonly kinds: string[];
  readonly stop: AbortController;
  readonly interrupt: AbortController;
  readonly ended: Promise<void>;
}

/** Runs a loop; `on` may stop it or look at anything when something happens. */
export function loop(
  { runtime }: Pick<Opened, 'runtime'>,
  on: (event: LoopEvent, ran: Ran) => void = stopWhenIdle,
  input: Partial<LoopInput> = {},
): Ran {
  const events: LoopEvent[] = [];
  const stop = new AbortController();
  const interrupt = new AbortController();
  let ran: Ran | null = null;
  const early: LoopEvent[] = [];
  const watch = (event: LoopEvent) => {
    events.push(event);
    if (ran === null) early.push(event);
    else on(event, ran);
  };
  const ended = runtime.runLoop({
    max_ticks: null,
    while_desired: false,
    watch,
    stop: stop.signal,
    interrupt: interrupt.signal,
    ...input,
  });
  ran = {
    events,
    get kinds() {
      return events.map((event) => event.kind);
    },
    stop,
    interrupt,
    ended,
  };
  for (const event of early) on(event, ran);
  return ran;
}

export function stopWhenIdle(event: LoopEvent, ran: Ran): void {
  if (event.kind === 'idle' && event.did === 'idle') ran.stop.abort();
}

/** Lets whatever waits for nothing but its turn go on. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

/** Ends the stage that runs first, with its result. */
export function endFirst({ world }: Machine, { attempts }: Opened): void {
  const [attempt] = world.spawned.keys();
  const [request] = world.requests;
  if (attempt === undefined || request === undefined) throw new Error('no stage runs');
  attempts.finish(attempt, done('PLANNER_COMPLETE', request));
}
