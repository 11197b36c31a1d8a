import type { JsonObject } from '../operations/support/define.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { parseTaskId, type TaskHandle } from './task-handle.ts';
import { goesOn, lookBy, placeOf, type TaskClient, taskOf, working } from './task-looks.ts';
import { type Asked, askedOf, givenAnswers, inputRequests } from './task-questions.ts';
import { toolResult } from './tools.ts';

/** How a task stands now. */
export async function taskNow(client: TaskClient, id: string) {
  const handle = handleOf(client, id);
  const result = await lookBy(client, handle);
  if (!result.ok) return completed(client, handle, toolResult(result));
  const { answer } = result;
  if (goesOn(handle, answer)) return working(client, handle, answer);
  const asked = await askedIn(client, handle);
  if (asked.length > 0 && WAITING.includes(String(answer.reason))) {
    const base = taskOf(client, handle, String(answer.next));
    return { ...base, status: 'input_required' as const, inputRequests: inputRequests(asked) };
  }
  const whole = { ok: true, answer: await reported(client, handle, answer) } as const;
  return completed(client, handle, toolResult(whole));
}

/** A loop that has nothing else to do may have ended meanwhile. */
const WAITING = ['waiting', 'stopped'];

/** Takes what a person filled in. Answers to what is not open are passed over. */
export async function updateTask(client: TaskClient, id: string, responses: JsonObject) {
  const handle = handleOf(client, id);
  const { session, options } = client;
  const asked = await askedIn(client, handle);
  for (const { question, text } of givenAnswers(asked, responses)) {
    const args = { ...placeOf(handle.workspace), question, text };
    const result = await session.call('answer', args, { ...options, confirm: async () => true });
    if (!result.ok) throw new MillraceError('input_invalid', failed(result.failure.error));
  }
  return {};
}

/** Whoever no longer waits changes nothing of the work. */
export function cancelTask(client: TaskClient, id: string) {
  handleOf(client, id);
  return {};
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
export async function reported(
  { session, options }: TaskClient,
  { workspace }: TaskHandle,
  answer: JsonObject,
): Promise<JsonObject> {
  const key = rootIn(answer);
  if (answer.reason !== 'closed' || key === null) return answer;
  const result = await session.call('show', { key, ...placeOf(workspace) }, options);
  return result.ok ? { ...answer, report: result.answer } : answer;
}

function rootIn({ spec }: JsonObject): string | null {
  if (typeof spec !== 'object' || spec === null || !('root' in spec)) return null;
  return typeof spec.root === 'string' ? spec.root : null;
}

function completed(client: TaskClient, handle: TaskHandle, result: ReturnType<typeof toolResult>) {
  const base = taskOf(client, handle, 'The wait is over');
  return { ...base, status: 'completed' as const, result };
}

function handleOf({ reach }: TaskClient, id: string): TaskHandle {
  const handle = parseTaskId(id);
  if (handle !== null) {
    reach(handle.workspace);
    return handle;
  }
  throw new MillraceError('resource_not_found', {
    what: 'There is no such task',
    expected: 'a taskId that a call of this server has answered with',
    next: 'Call run_wait again; with `since` of an earlier answer nothing in between is lost.',
  });
}

function failed({ message, next }: { readonly message: string; readonly next: string }) {
  return { what: message, expected: 'an answer to an open question', next };
}
