import { now, openWorkspace, sleep } from '../backend/host.ts';
import { ownRoot } from '../backend/root.ts';
import { workspaceRows } from '../backend/workspaces.ts';
import { readyFor } from '../cli/columns.ts';
import { isColoured, paintFor } from '../cli/paint.ts';
import { badUsage, readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { shownRows } from '../cli/ps.ts';
import { wishOf } from '../cli/watch/keys.ts';
import { FIRST_CHOICE, watchScreen, watchText } from '../cli/watch/screen.ts';
import type { WatchView } from '../cli/watch/view.ts';
import { Watched } from '../cli/watch/watched.ts';
import { homeFolder } from '../runtime/host/home.ts';
import { rootOf, runProcess } from './run.ts';

/** More are counted and not shown: each is looked at again and again. */
const WATCHED_MAX = 50;
const COLUMNS_DEFAULT = 100;
const SECOND_MS = 1000;

interface WatchOptions {
  readonly places: readonly string[];
  readonly hidden: number;
  readonly interval_ms: number;
  /** Null = until somebody ends it. */
  readonly updates: number | null;
}

/** `millrace watch`: a screen that stays true, or lines where there is no screen. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.watch, words, async () => {
    const options = optionsIn(words);
    const { places } = options;
    const watched = places.map(
      (place) =>
        new Watched({
          place,
          named: places.length > 1,
          open: async () => openWorkspace({ root: place, actor: 'cli' }),
        }),
    );
    const look = async (): Promise<WatchView> => {
      const workspaces = [];
      for (const one of watched) workspaces.push(await one.look());
      await readyFor(JSON.stringify(workspaces));
      return { workspaces, hidden: options.hidden };
    };
    try {
      await (isLive(options) ? live(options, look) : printed(options, look));
    } finally {
      for (const one of watched) one.close();
    }
  });
}

function isLive({ updates }: WatchOptions): boolean {
  const { stdin, stdout, env } = process;
  return updates === null && stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb';
}

type Look = () => Promise<WatchView>;

async function live({ interval_ms }: WatchOptions, look: Look): Promise<void> {
  const { LiveScreen } = await import('./live-screen.ts');
  const end = new AbortController();
  const home = homeFolder();
  const paint = paintFor(isColoured(process.stdout, process.env));
  let view = await look();
  let choice = FIRST_CHOICE;
  const drawn = () => {
    const { columns, rows } = screen;
    return watchScreen(view, choice, {
      columns,
      rows: rows - 1,
      paint,
      home,
      now_ms: Date.parse(now()),
    });
  };
  const redraw = () => screen.show(drawn().lines);
  const screen = new LiveScreen({
    key(key) {
      const wish = wishOf(key, choice, drawn(), view);
      if (wish === 'quit') return end.abort();
      if (wish === 'suspend') return screen.suspend();
      choice = wish;
      redraw();
    },
    redraw,
    hangup: () => end.abort(),
  });
  screen.open();
  try {
    while (!end.signal.aborted) {
      redraw();
      await sleep(interval_ms, end.signal);
      if (!end.signal.aborted) view = await look();
    }
  } finally {
    screen.close();
  }
}

/** For a pipe or a plain terminal: the whole text at once, and again when something has changed. */
async function printed({ interval_ms, updates }: WatchOptions, look: Look): Promise<void> {
  const end = new AbortController();
  const { stdout, env } = process;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  stdout.on('error', () => end.abort());
  const frame = {
    columns: stdout.columns ?? COLUMNS_DEFAULT,
    paint: paintFor(isColoured(stdout, env)),
    home: homeFolder(),
  };
  let told = '';
  for (let count = 0; !end.signal.aborted && count < (updates ?? Number.POSITIVE_INFINITY); ) {
    const view = await look();
    const state = stateOf(view);
    if (updates !== null || state !== told) {
      stdout.write(
        `${count === 0 ? '' : '\n'}${watchText(view, { ...frame, now_ms: Date.parse(now()) })}`,
      );
      count += 1;
    }
    told = state;
    if (count !== updates) await sleep(interval_ms, end.signal);
  }
}

/** What makes a text worth printing again: anything but time that passed. */
function stateOf({ workspaces }: WatchView): string {
  const states = workspaces.map(({ look }) => {
    if (look.kind === 'problem') return look;
    const { seq, condition, loop, active } = look.status;
    return { seq, condition, running: loop.running, lives: active.map(({ life }) => life) };
  });
  return JSON.stringify(states);
}

function optionsIn(words: readonly string[]): WatchOptions {
  const values = readOptions(PROCESSES.watch, words);
  const { all = false, workspace = [] } = values;
  const named = workspace.map((place) => ownRoot(place, {}, process.cwd()));
  const isCurrent = named.length === 0 && !all;
  const places = isCurrent ? [rootOf({})] : [...new Set([...named, ...(all ? busyPlaces() : [])])];
  return {
    places: places.slice(0, WATCHED_MAX),
    hidden: Math.max(0, places.length - WATCHED_MAX),
    interval_ms: number(values['interval-seconds'] ?? '1', '--interval-seconds', 0.1) * SECOND_MS,
    updates:
      values['max-updates'] === undefined
        ? null
        : Math.floor(number(values['max-updates'], '--max-updates', 1)),
  };
}

function busyPlaces(): string[] {
  return shownRows(workspaceRows(), false).map(({ place }) => place);
}

const NUMBER_MAX = 86_400;

function number(text: string, flag: string, least: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= NUMBER_MAX) return value;
  throw badUsage(PROCESSES.watch, `${flag} is a number from ${least} to ${NUMBER_MAX}`);
}
