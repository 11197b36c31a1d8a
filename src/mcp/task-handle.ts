import { z } from 'zod';

/** Of one that names the longest folder that a call may name, in the longest characters. */
const HANDLE_LENGTH_MAX = 24_576;

/** What a wait began with. It says all that is needed to find out, so nothing is kept for it anywhere. */
const taskHandle = z.strictObject({
  v: z.literal(1),
  /** When it began. */
  at: z.iso.datetime(),
  /** Cursor of the journal, which names its epoch. */
  since: z.string().min(1).max(60),
  root: z.string().min(1).max(220).nullable(),
  until: z.string().max(20),
  /** Each look also runs a tick: nobody asked for a loop. */
  ticks: z.literal(true).optional(),
  /** Absolute path; null = the workspace of the server. */
  workspace: z.string().min(1).max(4096).nullable(),
});
export type TaskHandle = z.output<typeof taskHandle>;

/** Params of each request about a task. */
export const byTask = z.looseObject({ taskId: z.string() });

export function taskIdOf(handle: TaskHandle): string {
  return Buffer.from(JSON.stringify(handle)).toString('base64url');
}

/** Null for what is no handle of ours. */
export function parseTaskId(id: string): TaskHandle | null {
  if (id.length > HANDLE_LENGTH_MAX) return null;
  try {
    return taskHandle.parse(JSON.parse(Buffer.from(id, 'base64url').toString()));
  } catch {
    return null;
  }
}
