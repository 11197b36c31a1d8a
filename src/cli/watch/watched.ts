import { failureFor, stepFor } from '../../operations/support/reader.ts';
import { blockerWords, stepOfBlocker } from '../../operations/support/step.ts';
import { openSpecs } from '../../product/open-specs.ts';
import type { Blocker, EventView, Runtime, StatusView } from '../../runtime/api/index.ts';
import { terminalReader } from '../reader.ts';
import type { Waiting, WatchedWorkspace, WatchLook } from './view.ts';

const EVENTS_KEPT_MAX = 12;
/** How far back the first look goes. */
const RECORDS_BACK = 80;

export interface Watching {
  readonly place: string;
  /** Its commands name it. */
  readonly named: boolean;
  open(): Promise<Runtime>;
}

/** One workspace, looked at again and again. What fails is shown, and the next look begins anew. */
export class Watched {
  private runtime: Runtime | null = null;
  private cursor: string | null = null;
  private events: readonly EventView[] = [];

  constructor(private readonly watching: Watching) {}

  async look(): Promise<WatchedWorkspace> {
    const { place } = this.watching;
    try {
      return { place, look: await this.seen() };
    } catch (thrown) {
      this.close();
      const { error } = failureFor(terminalReader, thrown, () => undefined);
      const { code, message: what, next } = error;
      return { place, look: { kind: 'problem', code, what, next } };
    }
  }

  close(): void {
    const { runtime } = this;
    this.runtime = null;
    this.cursor = null;
    this.events = [];
    runtime?.close();
  }

  private async seen(): Promise<WatchLook> {
    this.runtime ??= await this.watching.open();
    const { runtime } = this;
    this.cursor ??= earlier((await look(runtime, null)).cursor);
    const { status, events, cursor } = await look(runtime, this.cursor);
    this.cursor = cursor;
    this.events = [...this.events, ...events].slice(-EVENTS_KEPT_MAX);
    return { ...lookOf(runtime, this.watching, status), events: this.events };
  }
}

/** How a workspace stands, with what waits in it and the commands that answer; without its events. */
export function lookOf(
  runtime: Runtime,
  place: Pick<Watching, 'place' | 'named'>,
  status = runtime.status(),
): Omit<WatchLook, 'events'> {
  return {
    kind: 'look',
    status,
    doing: doingOf(runtime, status),
    open: status.plan_id === null ? [] : openSpecs(runtime).rows,
    waits: waitsOf(status.blockers, status, place),
  };
}

/** What does not go on by itself, each with the command that answers or ends it. */
export function waitsOf(
  blockers: readonly Blocker[],
  { loop }: Pick<StatusView, 'loop'>,
  { place, named }: Pick<Watching, 'place' | 'named'>,
): Waiting[] {
  return blockers.map((blocker) => {
    const { call, first } = stepFor(terminalReader, stepOfBlocker(blocker, loop));
    const input = named ? { ...call.input, workspace: place } : call.input;
    const text = terminalReader.callText(call.operation, input).replaceAll('`', '');
    return { of: blocker, what: blockerWords(blocker), first: first ?? null, command: text };
  });
}

function look(runtime: Runtime, since: string | null) {
  return runtime.wait({ since, root: null, until: 'news', wait_ms: 0 });
}

/** A cursor some records before: recent events are worth seeing at once. */
function earlier(cursor: string): string {
  const [epoch, seq] = cursor.split('-');
  return `${epoch}-${Math.max(0, Number(seq) - RECORDS_BACK)}`;
}

function doingOf(runtime: Runtime, { active }: StatusView) {
  return new Map(
    active.flatMap(({ attempt_id }) => {
      const seen = attempt_id === null ? null : runtime.progress(attempt_id);
      return attempt_id === null || seen === null ? [] : [[attempt_id, seen] as const];
    }),
  );
}
