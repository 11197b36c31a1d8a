import type { ActiveStageView, EventView, WaitLook } from '../runtime/api/index.ts';
import { durationText } from './times.ts';

/** Seconds below this are told exactly, where a duration has minutes only. */
const EXACT_MS = 10 * 60 * 1000;
const SECOND_MS = 1000;

/** Tells a wait stage by stage: when each starts, how it ends and how long it took. */
export class StageLines {
  /** Those that were told to have started, by run and node. */
  private readonly started = new Map<string, ActiveStageView>();
  private isFirst = true;

  /** What a look adds. */
  lines({ events, status }: WaitLook, now_ms: number): string[] {
    const ended = events.map((event) => `${clock(event.at)} ${this.eventText(event)}`);
    const running = status.active.filter(
      ({ phase, life }) => phase === 'running' && life !== 'ended',
    );
    const fresh = running.filter((stage) => !this.started.has(keyOf(stage)));
    for (const stage of fresh) this.started.set(keyOf(stage), stage);
    const starts = fresh.map((stage) => this.startText(stage, now_ms));
    this.isFirst = false;
    return [...ended, ...starts];
  }

  private startText(stage: ActiveStageView, now_ms: number): string {
    const { node, since, about } = stage;
    const on = `${about.item ?? about.root ?? 'no work'}: ${about.title}`;
    if (!this.isFirst) return `${clock(since)} ${node} starts on ${on}`;
    return `${clock(since)} ${node} runs on ${on}, for ${took(now_ms - Date.parse(since))} so far`;
  }

  private eventText(event: EventView): string {
    const { kind, what, item, root, at } = event;
    if (kind !== 'stage') return what;
    const entry = [...this.started].find(([, { about }]) =>
      item === null ? about.item === null && about.root === root : about.item === item,
    );
    if (entry === undefined) return what;
    const [key, stage] = entry;
    this.started.delete(key);
    const on = item ?? root ?? 'no work';
    return `${what} (${on}, after ${took(Date.parse(at) - Date.parse(stage.since))})`;
  }
}

function keyOf({ run_id, node, attempt_id }: ActiveStageView): string {
  return `${run_id} ${node} ${attempt_id}`;
}

/** In UTC, as a monitor has it. */
function clock(iso: string): string {
  return `[${iso.slice(11, 19)}]`;
}

function took(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole >= EXACT_MS) return durationText(whole);
  const seconds = Math.round(whole / SECOND_MS);
  const rest = `${seconds % 60} s`;
  return seconds < 60 ? rest : `${Math.floor(seconds / 60)} min ${rest}`;
}
