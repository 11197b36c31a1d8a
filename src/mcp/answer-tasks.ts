import type { Server, ServerContext } from '@modelcontextprotocol/server';
import { byTask } from './task-handle.ts';
import type { TaskClient } from './task-looks.ts';
import { cancelTask, taskNow, updateTask } from './tasks.ts';

/** `reading` runs what may fail with an error of ours. */
export function answerTasks(
  server: Server,
  clientOf: (context: ServerContext) => TaskClient,
  reading: <T>(client: TaskClient, work: () => T | Promise<T>) => Promise<T>,
): void {
  server.setRequestHandler('tasks/get', { params: byTask }, ({ taskId }, context) => {
    const client = clientOf(context);
    return reading(client, () => taskNow(client, taskId));
  });
  server.setRequestHandler('tasks/update', { params: byTask }, ({ taskId }, context) => {
    const client = clientOf(context);
    // The library takes them out of the params, as it does for calls.
    const given = context.mcpReq.inputResponses ?? {};
    return reading(client, () => updateTask(client, taskId, given));
  });
  server.setRequestHandler('tasks/cancel', { params: byTask }, ({ taskId }, context) => {
    const client = clientOf(context);
    return reading(client, () => cancelTask(client, taskId));
  });
}
