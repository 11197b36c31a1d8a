import type { CallResult } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import type { TaskHandle } from './task-handle.ts';
import { goesOn, look, placeOf, type TaskClient, working } from './task-looks.ts';
import { reported } from './tasks.ts';
import { toolResult } from './tools.ts';

/**
 * Calls that outlast a connection, and this process: what a client is given says where they began, and each
 * look at it is a wait of no seconds from there. A wait that names its seconds is none.
 */
export function isFollowed(name: string, args: JsonObject): boolean {
  if (name === 'run_wait') return args.wait_seconds === undefined;
  return args.await !== undefined && (name === 'enqueue_spec' || name === 'run_once');
}

/** The answer, when there is one already; else the handle of a task. */
export async function follow(client: TaskClient, name: string, args: JsonObject) {
  if (name === 'run_wait') return followWait(client, args);
  const place = placeOf(textOf(args.workspace));
  const isOnce = name === 'run_once';
  const { session, options } = client;
  const given = isOnce ? { ...place, wait_seconds: 0 } : args;
  const began = await session.call(name, given, options);
  const root = began.ok ? rootOf(began.answer) : null;
  if (!began.ok || root === null || args.dry_run === true) return toolResult(began);
  return followWait(client, { root, ...place }, { began, ticks: isOnce });
}

interface Begun {
  readonly began: Extract<CallResult, { ok: true }>;
  /** Its looks run the stages. */
  readonly ticks: boolean;
}

async function followWait(client: TaskClient, args: JsonObject, begun?: Begun) {
  const first = await look(client, args);
  if (!first.ok) return toolResult(first);
  const handle: TaskHandle = {
    v: 1,
    at: client.now(),
    since: textOf(args.since) ?? String(first.answer.since),
    root: textOf(args.root),
    until: textOf(args.until) ?? 'news',
    ...(begun?.ticks === true ? { ticks: true } : {}),
    workspace: textOf(args.workspace),
  };
  const isAsked = begun !== undefined && client.asks && first.answer.reason === 'waiting';
  if (!goesOn(handle, first.answer) && !isAsked) {
    return toolResult({ ok: true, answer: await reported(client, handle, first.answer) });
  }
  const task = working(client, handle, first.answer);
  const content = [{ type: 'text' as const, text: task.statusMessage }];
  return { resultType: 'task' as const, ...task, content };
}

/** Of what was handed over, or of the stage that a tick was about. */
function rootOf({ root, stage, applied }: JsonObject): string | null {
  return textOf(root) ?? aboutRoot(stage) ?? aboutRoot(applied);
}

function aboutRoot(stage: unknown): string | null {
  if (typeof stage !== 'object' || stage === null || !('about' in stage)) return null;
  const { about } = stage;
  return typeof about === 'object' && about !== null && 'root' in about ? textOf(about.root) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
