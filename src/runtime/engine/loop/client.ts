import type {
  FollowInput,
  LineageView,
  LoopView,
  StatusView,
  StopInput,
  StopView,
  WaitInput,
  WaitReason,
  WaitUntil,
  WaitView,
} from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { type State, subjectNamed } from '../../kernel/index.ts';
import type { CommandClient } from '../commands/client.ts';
import type { OwnerSession } from '../owner/session.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { lineageView } from '../views/about.ts';
import { cursorText, EventFeed } from '../views/events.ts';
import { CommitWatch } from '../workspace/commit-watch.ts';
import { isFree, loopHolder } from '../workspace/lock.ts';
import { FollowedSettings } from './settings.ts';

/** How often it says that it still waits. */
const PROGRESS_MS = 5000;
/** Events that an answer names. */
const EVENTS_MAX = 8;

export interface LoopClientParts {
  readonly ports: EnginePorts;
  readonly session: OwnerSession;
  readonly commands: CommandClient;
  readonly status: () => StatusView;
}

/** What other processes do with an owner that stays: see it, wait for it, end it. */
export class LoopClient {
  private readonly settings: FollowedSettings;

  constructor(private readonly parts: LoopClientParts) {
    this.settings = new FollowedSettings(parts.ports);
  }

  loop(): LoopView {
    const { ports, session } = this.parts;
    const follower = session.follow();
    this.settings.follow(follower);
    const { run_style } = this.settings.now;
    const should_run = follower.state.desired_running;
    const found = loopHolder(ports, session.layout.lock);
    if (found === null) return { ...NO_LOOP, should_run, run_style };
    const { pid, since, host, version } = found;
    const loop = { pid, since, session: found.session, host, version };
    return { running: true, should_run, run_style, ...loop };
  }

  /** The wish first, so that a loop that ends meanwhile does not come back. */
  async stop(input: StopInput): Promise<StopView> {
    const { commands } = this.parts;
    const before = this.loop();
    const wish = await commands.run({ name: 'desire', running: false }, input.request_key);
    const { already } = wish;
    if (before.session === null)
      return { was_running: false, stopped: true, already, loop: before };
    // Whoever repeats a call does not end a loop that somebody has wanted since.
    if (already && before.should_run) return { ...STILL_RUNNING, loop: before };
    const stop = { name: 'stop', owner: before.session, now: input.now } as const;
    const asked = await commands.run(stop, input.request_key);
    if (asked.already) return { ...STILL_RUNNING, loop: this.loop() };
    await this.until(input, 'waiting for the loop to end', () => !this.isOwner(before.session));
    const loop = this.loop();
    return { was_running: true, stopped: loop.session !== before.session, already, loop };
  }

  /** Ends at once when nothing is going on, unless that was told before. */
  async wait(input: FollowInput): Promise<WaitView> {
    const { session } = this.parts;
    if (input.root !== null) requireWork(session.follow().state, input.root);
    const cursor = cursorOf(input.since, session.follow().state);
    const which = input.until === 'progress' ? 'oldest' : 'newest';
    const feed = new EventFeed(input.root, { which, limit: EVENTS_MAX }, cursor.seq);
    let seq = Number.NaN;
    let reason: WaitReason | null = null;
    await this.until(input, 'the loop is running', () => {
      const follower = session.follow();
      const news = feed.advance(follower);
      if (input.watch === undefined) for (const { what } of news) input.progress?.(what);
      const { running } = this.loop();
      const isNews = seq !== follower.state.seq || !running;
      seq = follower.state.seq;
      if (!isNews) return reason !== null;
      const status = this.parts.status();
      reason = this.reasonOf(input, { feed, status, is_told: cursor.is_known });
      input.watch?.({ events: news, status });
      return reason !== null;
    });
    const status = this.parts.status();
    const { epoch } = session.follow().state;
    return {
      reason: reason ?? 'time',
      events: feed.events,
      events_total: feed.total,
      cursor: cursorText({ epoch, seq: feed.seq }),
      is_other_journal: cursor.is_other,
      lineage: this.lineage(input.root),
      status,
    };
  }

  private lineage(root: string | null): LineageView | null {
    const { index, state } = this.parts.session.follow();
    if (root === null || index === null) return null;
    return lineageView({ index, state, now: this.now() }, root);
  }

  private now(): string {
    return new Date(this.parts.ports.clock.now()).toISOString();
  }

  private reasonOf(
    { root, until }: FollowInput,
    { feed, status, is_told }: Look,
  ): WaitReason | null {
    const lineage = this.lineage(root);
    if (until === 'progress' && feed.total > 0) return 'progress';
    if (lineage?.state === 'closed' || feed.has_closed) return 'closed';
    if (lineage?.state === 'withdrawn') return 'withdrawn';
    if (!status.loop.running) return 'stopped';
    const reason = lineage === null ? standing(status) : standingOf(lineage, status);
    const isNews = !is_told || feed.total > 0;
    return reason !== null && isNews && ENDS[until].includes(reason) ? reason : null;
  }

  /** The lock decides; what its file says may be gone a moment before it. */
  private isOwner(session: string | null): boolean {
    const { ports, session: own } = this.parts;
    const holder = loopHolder(ports, own.layout.lock);
    if (holder !== null) return holder.session === session;
    return !isFree(ports, own.layout.lock);
  }

  private async until(input: WaitInput, doing: string, isOver: () => boolean): Promise<void> {
    const { clock } = this.parts.ports;
    const start = clock.monotonic();
    let reported_ms = start;
    const commits = new CommitWatch(this.parts.ports, this.parts.session.layout.journal);
    try {
      while (!isOver() && !input.signal?.aborted && clock.monotonic() - start < input.wait_ms) {
        await commits.next(input.signal);
        if (clock.monotonic() - reported_ms < PROGRESS_MS) continue;
        reported_ms = clock.monotonic();
        input.progress?.(`${doing}, ${Math.round((reported_ms - start) / 1000)} s`);
      }
    } finally {
      commits.close();
    }
  }
}

/** Nothing goes on by itself in these. */
const STANDING = ['refused', 'blocked', 'held', 'paused', 'waiting', 'idle'] as const;
const STUCK: readonly WaitReason[] = ['waiting', 'paused', 'held', 'refused', 'idle'];

const ENDS: Readonly<Record<WaitUntil, readonly WaitReason[]>> = {
  news: STANDING,
  progress: STANDING,
  closed: ['refused'],
  blocked: ['blocked', 'refused'],
  waiting: STUCK,
};

function standing({ condition }: StatusView): WaitReason | null {
  return STANDING.find((one) => one === condition) ?? null;
}

function standingOf({ state }: LineageView, { condition }: StatusView): WaitReason | null {
  if (condition === 'refused') return 'refused';
  return state === 'blocked' || state === 'waiting' ? state : null;
}

interface Look {
  readonly feed: EventFeed;
  readonly status: StatusView;
  /** Whoever asks knows how it stood before the events. */
  readonly is_told: boolean;
}

interface CursorView {
  readonly seq: number;
  /** It tells how far whoever asks was told. */
  readonly is_known: boolean;
  readonly is_other: boolean;
}

/** Without a cursor, and with one of another journal, it begins now. */
function cursorOf(
  since: string | null,
  { epoch, seq }: { epoch: string; seq: number },
): CursorView {
  if (since === null) return { seq, is_known: false, is_other: false };
  const found = /^([0-9a-f]+)-(\d{1,15})$/.exec(since);
  const at = Number(found?.[2] ?? Number.NaN);
  if (found?.[1] !== epoch || !(at <= seq)) return { seq, is_known: false, is_other: true };
  return { seq: at, is_known: true, is_other: false };
}

/** Whoever waits for what is not there would wait for ever. */
function requireWork(state: State, root: string): void {
  const found = subjectNamed(state, root);
  if (!found.ok) throw new MillraceError('resource_not_found', found.refusal);
}

const STILL_RUNNING = { was_running: true, stopped: false, already: true } as const;

const NO_LOOP = {
  running: false,
  pid: null,
  since: null,
  session: null,
  host: null,
  version: null,
} as const;
