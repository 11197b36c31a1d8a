import type { CallOptions, ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { type TaskHandle, taskIdOf } from './task-handle.ts';

/** How often a client should look: a stage takes minutes, and a look costs a few milliseconds. */
const POLL_INTERVAL_MS = 3000;
const MESSAGE_LENGTH_MAX = 300;
/** Results that one look applies; more wait for the next. */
const TICKS_MAX = 4;

export interface TaskClient {
  readonly session: ClientSession;
  readonly options: CallOptions;
  readonly now: () => string;
  /** It has forms that a person fills in. */
  readonly asks: boolean;
  /** Throws for a workspace that this client may not touch. */
  readonly reach: (workspace: string | null) => void;
}

type Called = Awaited<ReturnType<ClientSession['call']>>;

/** A wait of no seconds. */
export function look({ session, options }: TaskClient, args: JsonObject): Promise<Called> {
  return session.call('run_wait', { ...args, wait_seconds: 0 }, options);
}

/** A look from where the handle began; one that ticks does what there is to do first. */
export async function lookBy(client: TaskClient, handle: TaskHandle): Promise<Called> {
  const { since, root, until, ticks, workspace } = handle;
  const place = placeOf(workspace);
  const args = { since, until, ...(root === null ? {} : { root }), ...place };
  const now = await client.session.read(workspace, (runtime) => runtime.cursor());
  if (epochOf(now) !== epochOf(since)) throw otherJournal();
  const refused = ticks === true ? await tick(client, place) : null;
  return refused ?? look(client, args);
}

/** Of a cursor `<epoch>-<record>`. */
function epochOf(cursor: string): string {
  return cursor.slice(0, cursor.lastIndexOf('-'));
}

/** Null unless it was refused. */
async function tick({ session, options }: TaskClient, place: JsonObject): Promise<Called | null> {
  for (let ticks = 0; ticks < TICKS_MAX; ticks += 1) {
    const result = await session.call('run_once', { ...place, wait_seconds: 0 }, options);
    if (!result.ok) return result;
    if (result.answer.did !== 'applied') return null;
  }
  return null;
}

/** Where ticks do the work no loop has to run for it to go on. */
export function goesOn({ ticks }: Pick<TaskHandle, 'ticks'>, { reason, condition }: JsonObject) {
  if (reason === 'time') return true;
  return ticks === true && reason === 'stopped' && GOING.includes(String(condition));
}

const GOING = ['working', 'ready'];

export function placeOf(workspace: string | null): JsonObject {
  return workspace === null ? {} : { workspace };
}

export function working(client: TaskClient, handle: TaskHandle, { condition, active }: JsonObject) {
  const stages = Array.isArray(active) ? active.map(stageText).filter((one) => one !== '') : [];
  const doing = stages.length === 0 ? `The workspace is ${String(condition)}` : stages.join('; ');
  return { ...taskOf(client, handle, doing), status: 'working' as const };
}

function stageText(stage: unknown): string {
  if (typeof stage !== 'object' || stage === null || !('node' in stage)) return '';
  const about = 'item' in stage ? ` works on ${String(stage.item)}` : ' works';
  return `${String(stage.node)}${about}`;
}

export function taskOf({ now }: TaskClient, handle: TaskHandle, message: string) {
  return {
    taskId: taskIdOf(handle),
    statusMessage: clip(message, MESSAGE_LENGTH_MAX),
    createdAt: handle.at,
    lastUpdatedAt: now(),
    ttlMs: null,
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

function otherJournal(): MillraceError {
  return new MillraceError('resource_not_found', {
    what: 'This task is of another journal: of another workspace, or of before this one was restored',
    expected: 'a taskId of this workspace as it is now',
    next: 'Call run_wait again, with the root that you wait for.',
  });
}
