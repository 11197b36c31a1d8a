import type { WorkspaceRow, WorkspaceStanding } from '../product/workspaces.ts';
import { printable } from '../runtime/text/printable.ts';
import { cutTo, padded, widthOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { timeText } from './times.ts';

export interface PsFrame {
  /** Of this user: paths below it begin with a tilde. */
  readonly home: string;
  readonly now_ms: number;
  /** Null = no terminal: nothing is cut. */
  readonly columns: number | null;
  readonly paint: Paint;
}

const HEAD = ['WORKSPACE', 'STATE', 'LOOP', 'OPEN SPECS', 'WAITS'] as const;
const GAP = '  ';
const QUIET = ['idle'];
const PATH_SHARE = 0.4;

/** Those with a loop, open work or damage; with `all` every one. */
export function shownRows(rows: readonly WorkspaceRow[], all: boolean): WorkspaceRow[] {
  return rows.filter((row) => all || isBusy(row));
}

function isBusy({ standing, problem }: WorkspaceRow): boolean {
  if (standing === null) return problem?.kind === 'error';
  const { loop, specs, blockers } = standing;
  return loop.running || loop.should_run || specs.length > 0 || blockers > 0;
}

/** A table of workspaces, then what is wrong with those that cannot be looked at. */
export function psText(shown: readonly WorkspaceRow[], total: number, frame: PsFrame): string {
  const whole = shown.flatMap((row) =>
    row.standing === null ? [] : [[row, row.standing] as const],
  );
  const cells = whole.map(([row, standing]) => cellsOf(row, standing, frame));
  const problems = shown.flatMap((row) => problemLines(row, frame));
  const hidden = total - shown.length;
  const rest = hidden === 0 ? [] : [`${hidden} more without a loop or open work: millrace ps -a`];
  if (shown.length === 0 && hidden === 0) return 'No workspace yet: millrace init makes one.\n';
  const table = cells.length === 0 ? [] : tableLines([[...HEAD], ...cells], frame);
  const lines = [...table, ...problems, ...rest];
  return `${lines.join('\n')}\n`;
}

export function psJson(shown: readonly WorkspaceRow[], total: number): object {
  return { workspaces: shown, total };
}

/** A path as people write it, with its end where it is too long. */
export function shortPath(place: string, home: string): string {
  const plain = printable(place).replaceAll('\n', ' ');
  return plain === home || plain.startsWith(`${home}/`) ? `~${plain.slice(home.length)}` : plain;
}

function cellsOf({ place }: WorkspaceRow, standing: WorkspaceStanding, frame: PsFrame): string[] {
  const { condition, loop, specs, blockers, questions } = standing;
  const titles = specs.map(({ root, state }) => `${root} (${state})`).join(', ');
  const waits =
    questions > 0 ? `${questions} to answer` : blockers > 0 ? `${blockers} blocked` : '';
  return [
    shortPath(place, frame.home),
    condition,
    loopText(loop, frame.now_ms),
    specs.length === 0 ? '' : `${specs.length}: ${titles}`,
    waits,
  ].map((text) => printable(text).replaceAll('\n', ' '));
}

function loopText(
  { running, should_run, since }: WorkspaceStanding['loop'],
  now_ms: number,
): string {
  if (!running) return should_run ? 'gone' : '';
  const text = since === null ? null : timeText(since, now_ms);
  return text === null ? 'runs' : `runs since ${text.replace(/ ago$/, '')}`;
}

function tableLines(cells: readonly (readonly string[])[], { columns, paint }: PsFrame): string[] {
  const widths = HEAD.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  const limits = columns === null ? widths : limited(widths, columns);
  return cells.map((row, number) => {
    const parts = row.map((text, at) => padded(cutTo(text, limits[at] ?? 0), limits[at] ?? 0));
    if (number === 0) return paint('dim', parts.join(GAP).trimEnd());
    const [place = '', state = '', ...others] = parts;
    const isQuiet = QUIET.includes(state.trim());
    return [place, paint(isQuiet ? 'dim' : 'bold', state), ...others].join(GAP).trimEnd();
  });
}

/** The list of specs gives way first, then the path. */
function limited(widths: readonly number[], columns: number): number[] {
  const [path = 0, state = 0, loop = 0, specs = 0, waits = 0] = widths;
  const gaps = GAP.length * (widths.length - 1);
  const fixed = state + loop + waits + gaps;
  const room = Math.max(0, columns - fixed);
  const pathRoom = Math.min(path, Math.max(Math.floor(columns * PATH_SHARE), room - specs));
  return [pathRoom, state, loop, Math.max(0, Math.min(specs, room - pathRoom)), waits];
}

function problemLines({ place, problem }: WorkspaceRow, { home, paint }: PsFrame): string[] {
  if (problem === null) return [];
  const name = shortPath(place, home);
  const text = (one: string) => printable(one).replaceAll('\n', ' ');
  return [`${paint('yellow', name)}: ${text(problem.what)}`, `  next: ${text(problem.next)}`];
}
