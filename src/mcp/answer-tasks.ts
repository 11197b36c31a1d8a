import {
  CLIENT_CAPABILITIES_META_KEY,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { cancelTask, type TaskClient, taskNow, updateTask } from './tasks.ts';

/** The extension by which a client follows a call after its answer. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

const byId = z.looseObject({ taskId: z.string().max(8192) });

/** `reading` runs what may fail with an error of ours. */
export function answerTasks(
  server: Server,
  clientOf: (context: ServerContext) => TaskClient,
  reading: <T>(client: TaskClient, work: () => T | Promise<T>) => Promise<T>,
): void {
  server.setRequestHandler('tasks/get', { params: byId }, ({ taskId }, context) => {
    const client = clientOf(context);
    return reading(client, () => taskNow(client, taskId));
  });
  server.setRequestHandler('tasks/update', { params: byId }, ({ taskId }, context) => {
    const client = clientOf(context);
    // The library takes them out of the params, as it does for calls.
    const given = context.mcpReq.inputResponses ?? {};
    return reading(client, () => updateTask(client, taskId, given));
  });
  server.setRequestHandler('tasks/cancel', { params: byId }, ({ taskId }, context) =>
    reading(clientOf(context), () => cancelTask(taskId)),
  );
}

const declared = z.looseObject({
  [CLIENT_CAPABILITIES_META_KEY]: z.looseObject({
    elicitation: z.looseObject({ form: z.looseObject({}).optional() }).optional(),
    extensions: z.looseObject({ [TASKS_EXTENSION]: z.looseObject({}).optional() }).optional(),
  }),
});

/** What the client of this request says that it can; nobody remembers it from another one. */
export function abilitiesOf({ mcpReq }: ServerContext): {
  readonly tasks: boolean;
  readonly forms: boolean;
} {
  const said = declared.safeParse(mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY];
  return {
    tasks: said?.extensions?.[TASKS_EXTENSION] !== undefined,
    forms: said?.elicitation?.form !== undefined,
  };
}
