import type { ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { clip } from '../operations/support/text.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { parseTaskId, type TaskHandle, taskIdOf } from './task-handle.ts';
import { type Asked, askedOf, givenAnswers, inputRequests } from './task-questions.ts';
import { toolResult } from './tools.ts';

/** How often a client should look: a stage takes minutes, and a look costs a few milliseconds. */
const POLL_INTERVAL_MS = 3000;
const MESSAGE_LENGTH_MAX = 300;
const WAIT = 'run_wait';

export interface TaskClient {
  readonly session: ClientSession;
  readonly signal: AbortSignal;
  readonly now: () => string;
  /** It has forms that a person fills in. */
  readonly asks: boolean;
  /** Throws for a workspace that this client may not touch. */
  readonly reach: (workspace: string | null) => void;
}

/**
 * Waits that outlast a connection, and this process: what a client is given says where the wait began,
 * and each look at it is a wait of no seconds from there. A wait that names its seconds is none.
 */
export function isFollowed(name: string, args: JsonObject): boolean {
  return name === WAIT && args.wait_seconds === undefined;
}

/** The answer, when there is one already; else the handle of a task. */
export async function follow(client: TaskClient, args: JsonObject) {
  const result = await look(client, args);
  if (!result.ok || result.answer.reason !== 'time') return toolResult(result);
  const handle: TaskHandle = {
    v: 1,
    at: client.now(),
    since: textOf(args.since) ?? String(result.answer.since),
    root: textOf(args.root),
    until: textOf(args.until) ?? 'news',
    workspace: textOf(args.workspace),
  };
  const task = working(client, handle, result.answer);
  const content = [{ type: 'text' as const, text: task.statusMessage }];
  return { resultType: 'task' as const, ...task, content };
}

/** How a task stands now. */
export async function taskNow(client: TaskClient, id: string) {
  const handle = handleOf(client, id);
  const result = await look(client, argsOf(handle));
  if (!result.ok) return completed(client, handle, toolResult(result));
  const { answer } = result;
  if (answer.reason === 'time') return working(client, handle, answer);
  const asked = answer.reason === 'waiting' ? await askedIn(client, handle) : [];
  if (asked.length > 0) {
    const base = taskOf(client, handle, String(answer.next));
    return { ...base, status: 'input_required' as const, inputRequests: inputRequests(asked) };
  }
  return completed(
    client,
    handle,
    toolResult({ ok: true, answer: await reported(client, handle, answer) }),
  );
}

/** Takes what a person filled in. Answers to what is not open are passed over. */
export async function updateTask(client: TaskClient, id: string, responses: JsonObject) {
  const handle = handleOf(client, id);
  const asked = await askedIn(client, handle);
  for (const { question, text } of givenAnswers(asked, responses)) {
    const args = { ...placeOf(handle), question, text };
    const options = { ...optionsOf(client), confirm: async () => true };
    const result = await client.session.call('answer', args, options);
    if (!result.ok) throw new MillraceError('input_invalid', failed(result.failure.error));
  }
  return {};
}

/** Whoever no longer waits changes nothing of the work. */
export function cancelTask(client: TaskClient, id: string) {
  handleOf(client, id);
  return {};
}

function look(client: TaskClient, args: JsonObject) {
  return client.session.call(WAIT, { ...args, wait_seconds: 0 }, optionsOf(client));
}

function optionsOf({ signal }: TaskClient) {
  return { signal, progress: () => undefined };
}

function argsOf({ since, root, until, ...place }: TaskHandle): JsonObject {
  return { since, until, ...(root === null ? {} : { root }), ...placeOf(place) };
}

function placeOf({ workspace }: Pick<TaskHandle, 'workspace'>): JsonObject {
  return workspace === null ? {} : { workspace };
}

/** Nothing is asked of a client that has no forms. */
async function askedIn(
  { session, asks }: TaskClient,
  { root, workspace }: TaskHandle,
): Promise<Asked[]> {
  if (!asks) return [];
  return session.read(workspace, (runtime) => askedOf(runtime, root));
}

/** What is closed comes with its closing report. */
async function reported(
  client: TaskClient,
  handle: TaskHandle,
  answer: JsonObject,
): Promise<JsonObject> {
  const key = rootIn(answer);
  if (answer.reason !== 'closed' || key === null) return answer;
  const args = { key, ...placeOf(handle) };
  const result = await client.session.call('show', args, optionsOf(client));
  return result.ok ? { ...answer, report: result.answer } : answer;
}

function rootIn({ spec }: JsonObject): string | null {
  return typeof spec === 'object' && spec !== null && 'root' in spec ? textOf(spec.root) : null;
}

function working(client: TaskClient, handle: TaskHandle, { condition, active }: JsonObject) {
  const stages = Array.isArray(active) ? active.map(stageText).filter((one) => one !== '') : [];
  const doing = stages.length === 0 ? `The workspace is ${String(condition)}` : stages.join('; ');
  return { ...taskOf(client, handle, doing), status: 'working' as const };
}

function stageText(stage: unknown): string {
  if (typeof stage !== 'object' || stage === null || !('node' in stage)) return '';
  const about = 'item' in stage ? ` works on ${String(stage.item)}` : ' works';
  return `${String(stage.node)}${about}`;
}

function completed(client: TaskClient, handle: TaskHandle, result: ReturnType<typeof toolResult>) {
  const base = taskOf(client, handle, 'The wait is over');
  return { ...base, status: 'completed' as const, result };
}

function taskOf({ now }: TaskClient, handle: TaskHandle, message: string) {
  return {
    taskId: taskIdOf(handle),
    statusMessage: clip(message, MESSAGE_LENGTH_MAX),
    createdAt: handle.at,
    lastUpdatedAt: now(),
    ttlMs: null,
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

function handleOf({ reach }: TaskClient, id: string): TaskHandle {
  const handle = parseTaskId(id);
  if (handle !== null) {
    reach(handle.workspace);
    return handle;
  }
  throw new MillraceError('resource_not_found', {
    what: 'There is no such task',
    expected: 'a taskId that run_wait has answered with',
    next: 'Call run_wait again; with `since` of an earlier answer nothing in between is lost.',
  });
}

function failed({ message, next }: { readonly message: string; readonly next: string }) {
  return { what: message, expected: 'an answer to an open question', next };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
