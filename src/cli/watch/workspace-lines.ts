import { stateWords } from '../../operations/support/about.ts';
import { isOver } from '../../product/open-specs.ts';
import type {
  ActiveStageView,
  EventView,
  LineageView,
  LoopView,
  StageProgress,
  StatusView,
} from '../../runtime/api/index.ts';
import { printable } from '../../runtime/text/printable.ts';
import { wrapped } from '../columns.ts';
import { shortPath } from '../ps.ts';
import { durationText, timeText } from '../times.ts';
import { counted, indented, joined, type Line, type Span, type Tone } from './line.ts';
import type { WatchedWorkspace, WatchLook, WatchProblem } from './view.ts';

const BAR_COLUMNS = 10;
const SECOND_MS = 1000;
const THOUSAND = 1000;

/** What somebody has to answer is read whole, as far as it may take room. */
const WAIT_ROWS_MAX = 4;
const INDENT_COLUMNS = 4;
const COLUMNS_MIN = 20;

export interface Clock {
  readonly columns: number;
  readonly now_ms: number;
  /** Of this user. */
  readonly home: string;
}

/** All that there is to say of one workspace, whole; a screen shows a part of it. */
export function workspaceLines({ place, look }: WatchedWorkspace, clock: Clock): Line[] {
  const name: Span = ['name', shortPath(place, clock.home)];
  if (look.kind === 'problem')
    return [joined(name, ['bad', 'cannot be looked at']), ...problem(look)];
  const { status, open, waits, events } = look;
  const begun = new Set(status.specs.map(({ root }) => root));
  const queued = open.filter(({ about }) => !begun.has(about.root ?? ''));
  const stray = status.active.filter(({ about }) => !begun.has(about.root ?? ''));
  return [
    headLine(name, look, clock),
    ...waits.flatMap(({ what, first, command }) => [
      ...waitLines(what, clock.columns),
      indented([['bold', first === null ? command : `${first}: ${command}`]], 2),
    ]),
    ...status.specs.flatMap((spec) => [
      specLine(spec),
      ...status.active
        .filter(({ about }) => about.root === spec.root)
        .flatMap((stage) => stageLines(stage, look, clock)),
    ]),
    ...stray.flatMap((stage) => stageLines(stage, look, clock)),
    ...queued.map(({ about }) =>
      indented(joined(['plain', about.root ?? ''], ['dim', about.title], ['dim', about.state]), 1),
    ),
    ...events.map((event) => eventLine(event)),
  ];
}

function waitLines(what: string, columns: number): Line[] {
  const room = Math.max(COLUMNS_MIN, columns - INDENT_COLUMNS);
  const [first = '', ...more] = wrapped(printable(what), room, WAIT_ROWS_MAX);
  return [
    indented([['bad', `! ${first}`]], 1),
    ...more.map((text) => indented([['bad', text]], 2)),
  ];
}

function problem({ code, what, next }: WatchProblem): Line[] {
  return [indented([['bad', `${code}: ${what}`]], 1), indented([['dim', `next: ${next}`]], 1)];
}

const TONES: Readonly<Record<string, Tone>> = { working: 'good', ready: 'good', idle: 'dim' };

function headLine(name: Span, { status }: WatchLook, { now_ms }: Clock): Line {
  const { condition, loop, totals, simulated } = status;
  return joined(
    name,
    [TONES[condition] ?? 'bad', condition],
    loopSpan(loop, now_ms),
    ['dim', totals.total_tokens === null ? '' : `${short(totals.total_tokens)} tokens`],
    ['dim', costWords(totals)],
    ['dim', simulated ? 'simulated' : ''],
  );
}

function loopSpan({ running, should_run, since }: LoopView, now_ms: number): Span {
  if (!running) return should_run ? ['bad', 'the loop is gone'] : ['dim', 'no loop'];
  const time = since === null ? null : timeText(since, now_ms);
  return ['plain', time === null ? 'loop' : `loop ${time.replace(/ ago$/, '')}`];
}

function specLine(spec: LineageView): Line {
  const { root, title, work_done, work_total, total_tokens, stages } = spec;
  const progress =
    work_total === 0 ? '' : `${bar(work_done, work_total)} ${work_done} of ${work_total}`;
  return indented(
    joined(
      ['bold', root],
      [isOver(spec) ? 'dim' : 'plain', stateWords(spec)],
      ['good', progress],
      ['dim', stages === 0 ? '' : counted(stages, 'stage')],
      ['dim', total_tokens === null ? '' : `${short(total_tokens)} tokens`],
      ['dim', title],
    ),
    1,
  );
}

function bar(done: number, total: number): string {
  const full = Math.floor((BAR_COLUMNS * done) / total);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_COLUMNS - full)}]`;
}

function stageLines(stage: ActiveStageView, { doing }: WatchLook, { now_ms }: Clock): Line[] {
  const { node, about, phase, since, attempt_id } = stage;
  const on = about.item ?? about.root ?? '';
  if (phase === 'waiting')
    return [indented(joined(['plain', `${node} comes next`], ['dim', on]), 2)];
  const seen = attempt_id === null ? undefined : doing.get(attempt_id);
  const elapsed_ms =
    seen === undefined ? now_ms - Date.parse(since) : seen.elapsed_seconds * SECOND_MS;
  const head = joined(
    ['good', `> ${node}`],
    ['plain', exactText(elapsed_ms)],
    lifeSpan(stage, seen, now_ms),
    ['dim', on],
  );
  const does = seen?.doing ?? null;
  return [indented(head, 2), ...(does === null ? [] : [indented([['dim', does]], 4)])];
}

function lifeSpan(
  { life }: ActiveStageView,
  seen: StageProgress | undefined,
  now_ms: number,
): Span {
  if (life === 'dead') return ['bad', 'it is dead: its work goes on in another attempt'];
  if (life === 'ended') return ['dim', 'has ended, its result waits'];
  if (life === 'unknown') return ['bad', 'nobody here can see whether it lives'];
  const at = seen?.last_sign_at ?? null;
  return [
    'dim',
    at === null ? 'no sign yet' : `last sign ${exactText(now_ms - Date.parse(at))} ago`,
  ];
}

/** What happened, and to whom where the words do not say it. */
function eventLine({ at, what, item, root }: EventView): Line {
  const whom = item ?? root ?? '';
  const isSaid = whom === '' || what.includes(whom);
  return indented(joined(['dim', at.slice(11, 19)], ['dim', what], ['dim', isSaid ? '' : whom]), 1);
}

/** With seconds, because somebody watches them pass. */
function exactText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return durationText(ms);
}

/** `1.2k`, `3.4M`. */
/** What some of its stages have cost is not all of it. */
function costWords({ cost_usd, unpriced }: StatusView['totals']): string {
  if (cost_usd === null) return '';
  return `${unpriced > 0 ? 'over ' : ''}${cost_usd.toFixed(2)} USD`;
}

function short(count: number): string {
  if (count < THOUSAND) return String(count);
  const [value, unit] =
    count < THOUSAND ** 2 ? [count / THOUSAND, 'k'] : [count / THOUSAND ** 2, 'M'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`;
}
