import type { ActiveStage, TickView } from '../api.ts';
import { familyFolders } from '../workspace/index.ts';
import type { Answer } from './command.ts';
import { Commands } from './commands.ts';
import { Mailbox } from './mailbox.ts';
import type { Owner } from './owner.ts';
import { stageOf } from './status.ts';
import { Steps, type Work } from './steps.ts';
import type { TickParts } from './tick.ts';

/** How often an idle loop looks by itself, in case no hint comes. */
const IDLE_POLL_MS = 5000;
/** How long a running stage is waited for before the loop looks at everything again. */
const STAGE_POLL_MS = 2000;
/** A wall clock that ran so much ahead of the monotonic one slept in between. */
const SUSPEND_MS_MIN = 10_000;

/** What a loop tells whoever watches it. */
export type LoopEvent =
  | { readonly kind: 'started'; readonly session: string; readonly seq: number }
  | { readonly kind: 'dispatched'; readonly stage: ActiveStage }
  | { readonly kind: 'applied'; readonly applied: NonNullable<TickView['applied']> }
  | { readonly kind: 'rest'; readonly did: string }
  | { readonly kind: 'command'; readonly count: number }
  | { readonly kind: 'suspended'; readonly ms: number }
  | { readonly kind: 'stopped'; readonly reason: string; readonly ticks: number };

export interface LoopOptions {
  /** Ends after so many applied results; null = runs until it is stopped. */
  readonly max_ticks: number | null;
  readonly watch: (event: LoopEvent) => void;
  readonly signal: AbortSignal;
}

/** Owns the workspace for as long as it runs: dispatches, collects, obeys the mailbox, and rests on hints. */
export class Loop {
  private stopping: 'no' | 'drain' | 'now' = 'no';
  private ticks = 0;
  private rested = '';
  private readonly steps: Steps;
  private readonly mailbox: Mailbox;
  private readonly session: string;

  constructor(
    private readonly parts: TickParts,
    private readonly options: LoopOptions,
  ) {
    this.steps = new Steps(parts);
    this.mailbox = new Mailbox(parts.ports.disk, parts.session.layout);
    this.session = parts.ports.ids.hex(12);
  }

  /** Resolves when the loop has ended; nothing is stranded then. */
  run(): Promise<void> {
    return this.parts.session.own((owner) => this.own(owner), this.session);
  }

  private async own(owner: Owner): Promise<void> {
    const { watch, signal } = this.options;
    const commands = this.commands();
    watch({ kind: 'started', session: this.session, seq: owner.state.seq });
    signal.addEventListener('abort', () => this.stop(false), { once: true });
    while (!this.isOver(owner)) {
      const count = commands.drain(owner, this.mailbox);
      if (count > 0) watch({ kind: 'command', count });
      if (this.stopping === 'now') this.interrupt(owner, commands);
      const before = liveOf(owner);
      const work = this.steps.work(owner, this.stopping === 'no' ? 'next' : 'none');
      this.tell(owner, before, work);
      if (work.kind !== 'applied' && !this.isOver(owner)) await this.rest(owner, work);
    }
    const reason = this.stopping === 'no' ? 'max_ticks' : 'stopped';
    watch({ kind: 'stopped', reason, ticks: this.ticks });
  }

  private commands(): Commands {
    const { ports, watch, attempts } = this.parts;
    const stop = (now: boolean) => this.stop(now);
    return new Commands({ ports, watch, attempts, owner_session: this.session, stop });
  }

  private stop(now: boolean): void {
    this.stopping = now ? 'now' : this.stopping === 'now' ? 'now' : 'drain';
  }

  private isOver(owner: Owner): boolean {
    if (this.options.max_ticks !== null && this.ticks >= this.options.max_ticks) this.stop(false);
    return this.stopping !== 'no' && liveOf(owner).size === 0;
  }

  /** The running stages are fenced; the next start runs them anew. */
  private interrupt(owner: Owner, commands: Commands): void {
    for (const run of owner.state.runs.values()) {
      if (run.request?.live == null || run.request.live.fenced) continue;
      const command = { name: 'retire', run: run.id, to: 'again', reason: 'stop' } as const;
      this.apply(owner, commands, command);
    }
  }

  private apply(
    owner: Owner,
    commands: Commands,
    command: Parameters<Commands['apply']>[1]['command'],
  ): Answer {
    return commands.apply(owner, {
      schema_version: '1.0',
      kind: 'mailbox_command',
      number: null,
      request_key: `${this.session}-${owner.state.seq}`,
      actor: 'loop',
      issued_at: owner.now(),
      command,
    });
  }

  private tell(owner: Owner, before: ReadonlySet<string>, work: Work): void {
    const { watch } = this.options;
    if (work.kind === 'applied') {
      this.ticks += 1;
      watch({ kind: 'applied', applied: work.applied });
    }
    const { index } = owner.follower;
    for (const run of owner.state.runs.values()) {
      const live = run.request?.live?.id;
      if (index === null || live === undefined || before.has(live)) continue;
      watch({ kind: 'dispatched', stage: stageOf(index, owner.state, run) });
    }
    const did = work.kind === 'rest' ? work.did : '';
    if (did !== '' && did !== this.rested) watch({ kind: 'rest', did });
    this.rested = did;
  }

  /** Waits for a stage to end, a command, a document, or a look around. */
  private async rest(owner: Owner, work: Work): Promise<void> {
    const { ports, attempts } = this.parts;
    const waking = new AbortController();
    const wake = () => waking.abort();
    const unwatch = ports.wake.watch(this.places(owner), wake);
    this.options.signal.addEventListener('abort', wake, { once: true });
    const wall = ports.clock.now();
    const monotonic = ports.clock.monotonic();
    try {
      if (work.kind === 'running') {
        const waits = work.attempts.map((id) => attempts.wait(id, STAGE_POLL_MS, waking.signal));
        await Promise.race([...waits, ports.clock.sleep(STAGE_POLL_MS, waking.signal)]);
      } else await this.idle(owner, waking.signal);
    } finally {
      waking.abort();
      unwatch();
      this.options.signal.removeEventListener('abort', wake);
    }
    this.noticeSuspend(owner, wall, monotonic);
  }

  /** Looks cheaply from time to time; comes back only when something may have changed. */
  private async idle(owner: Owner, signal: AbortSignal): Promise<void> {
    const { ports } = this.parts;
    const seen = this.fingerprint(owner);
    const pauses = [...owner.state.pauses.values()].flatMap((one) => one.until ?? []);
    const until = pauses.length === 0 ? Infinity : Math.min(...pauses.map((at) => Date.parse(at)));
    while (!signal.aborted && ports.clock.now() < until) {
      await ports.clock.sleep(IDLE_POLL_MS, signal);
      if (this.fingerprint(owner) !== seen) return;
    }
  }

  /** Changes when a document or a command arrived, or an asset folder moved. */
  private fingerprint(owner: Owner): string {
    return this.places(owner)
      .map((path) => this.parts.ports.disk.stat(path)?.mtime_ms ?? 0)
      .join(' ');
  }

  private places(owner: Owner): string[] {
    const { layout } = this.parts.session;
    const families = Object.values(owner.follower.index?.plan.families ?? {});
    const queues = families.map((family) => familyFolders(layout, family).queue);
    return [this.mailbox.folder, layout.config, layout.journal, ...queues];
  }

  private noticeSuspend(owner: Owner, wall: number, monotonic: number): void {
    const { clock } = this.parts.ports;
    const ms = Math.round(clock.now() - wall - (clock.monotonic() - monotonic));
    if (ms < SUSPEND_MS_MIN) return;
    owner.commit({
      changes: [{ k: 'note@1', event: 'machine_suspended', data: { ms } }],
      cause: { input: 'clock', rule: 'suspend' },
    });
    this.options.watch({ kind: 'suspended', ms });
  }
}

function liveOf(owner: Owner): Set<string> {
  return new Set([...owner.state.runs.values()].flatMap((run) => run.request?.live?.id ?? []));
}
