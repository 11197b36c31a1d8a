import type { Paint } from '../paint.ts';
import { shortPath } from '../ps.ts';
import { counted, joined, type Line, lineText, type Span } from './line.ts';
import type { WatchView } from './view.ts';
import { type Clock, workspaceLines } from './workspace-lines.ts';

/** What whoever watches has chosen. */
export interface Choice {
  /** Place of the one workspace that is shown; null = all of them. */
  readonly only: string | null;
  /** The first line that is shown. */
  readonly offset: number;
  readonly help: boolean;
}

export interface Frame extends Clock {
  readonly rows: number;
  readonly paint: Paint;
}

export interface Screen {
  readonly lines: readonly string[];
  /** As far as there are lines. */
  readonly offset: number;
  /** Lines of one page. */
  readonly page: number;
}

export const FIRST_CHOICE: Choice = { only: null, offset: 0, help: false };

const COLUMNS_MIN = 20;
const HEAD_ROWS = 1;
const FOOT_ROWS = 1;

/** By which a screen is turned, with what each does. */
export const WATCH_KEYS: readonly (readonly [keys: string, text: string])[] = [
  ['q', 'quit; so does Ctrl-C'],
  ['j k', 'a line down, a line up; the arrows too'],
  ['space b', 'a page down, a page up'],
  ['g G', 'to the top, to the end'],
  ['n p', 'the next workspace alone, the one before'],
  ['a', 'all workspaces'],
  ['?', 'the keys, and back'],
];

const KEYS_COLUMNS = 9;

/** A whole screen: a head, as many lines as fit, and the keys. Pure, so that it can be tested whole. */
export function watchScreen(view: WatchView, choice: Choice, frame: Frame): Screen {
  const columns = Math.max(COLUMNS_MIN, frame.columns);
  const page = Math.max(1, frame.rows - HEAD_ROWS - FOOT_ROWS);
  const body = choice.help ? WATCH_KEYS.map(keyLine) : bodyOf(view, choice, frame);
  const offset = Math.max(0, Math.min(choice.offset, body.length - page));
  const shown = body.slice(offset, offset + page);
  const lines = [headOf(view, choice, frame), ...shown, footOf(body.length, offset, page, frame)];
  return { lines: lines.map((line) => lineText(line, columns, frame.paint)), offset, page };
}

/** Everything, for where nobody can page: no head, no keys. */
export function watchText(view: WatchView, frame: Omit<Frame, 'rows'>): string {
  const body = bodyOf(view, FIRST_CHOICE, frame);
  return `${body.map((line) => lineText(line, frame.columns, frame.paint).trimEnd()).join('\n')}\n`;
}

function bodyOf({ workspaces, hidden }: WatchView, { only }: Choice, clock: Clock): Line[] {
  const shown = workspaces.filter(({ place }) => only === null || place === only);
  const parts = shown.flatMap((one, at) => [
    ...(at === 0 ? [] : [[]]),
    ...workspaceLines(one, clock),
  ]);
  if (hidden > 0 && only === null)
    parts.push([['dim', `${hidden} more workspaces: millrace ps -a`]]);
  return parts.length === 0
    ? [[['dim', 'Nothing to watch: no workspace has a loop or open work.']]]
    : parts;
}

function keyLine([keys, text]: (typeof WATCH_KEYS)[number]): Line {
  return [
    ['bold', keys.padEnd(KEYS_COLUMNS)],
    ['plain', text],
  ];
}

function headOf({ workspaces }: WatchView, { only }: Choice, { home }: Frame): Line {
  const looks = workspaces.flatMap(({ look }) => (look.kind === 'look' ? [look] : []));
  const open = looks.reduce((sum, { open: specs }) => sum + specs.length, 0);
  const waits = looks.reduce((sum, look) => sum + look.waits.length, 0);
  const place: Span = ['name', only === null ? '' : shortPath(only, home)];
  return joined(
    ['bold', 'millrace'],
    waitSpan(waits),
    ['plain', counted(open, 'open spec')],
    ['plain', counted(workspaces.length, 'workspace')],
    place,
  );
}

function waitSpan(waits: number): Span {
  if (waits === 0) return ['dim', 'nothing waits for you'];
  return ['bad', waits === 1 ? '1 waits for you' : `${waits} wait for you`];
}

/** The clock is down here: what stands above is written again only when it changes. */
function footOf(total: number, offset: number, page: number, { now_ms }: Frame): Line {
  const last = Math.min(total, offset + page);
  const where = total <= page ? '' : `${offset + 1}-${last} of ${total}`;
  return joined(
    ['dim', new Date(now_ms).toISOString().slice(11, 19)],
    ['dim', where],
    ['dim', 'q quit'],
    ['dim', 'space b page'],
    ['dim', 'n p a workspace'],
    ['dim', '? keys'],
  );
}
