import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  InitializeRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  PingRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/core';
import {
  ProtocolErrorCode as ErrorCode,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  PROTOCOL_VERSION_META_KEY,
  type RequestId,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { issueText, namesOf } from '../runtime/text/issue.ts';
import { isFollowed, SUBSCRIPTIONS_MAX } from './followed.ts';
import { byTask } from './task-handle.ts';

/** One message of a client. Documents are far smaller. */
export const MESSAGE_SIZE_BYTES_MAX = 10 * 1024 * 1024;

/** What a client sent as one message. */
export type Incoming =
  | { readonly kind: 'message'; readonly message: JSONRPCMessage }
  | { readonly kind: 'refused'; readonly id: RequestId | null; readonly error: Refusal }
  /** Nobody waits for an answer to it. */
  | { readonly kind: 'ignored' };

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

const aboutTask = z.looseObject({ params: byTask });

/** The library would acknowledge whatever a client wants to hear of. */
const followed = z.string().refine(isFollowed, {
  error: "is no resource of the server's own workspace; list those, and name some of them",
});
const listens = z.looseObject({
  params: z.looseObject({
    notifications: z.looseObject({
      resourceSubscriptions: z.array(followed).max(SUBSCRIPTIONS_MAX).optional(),
    }),
  }),
});

const REQUESTS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['initialize', InitializeRequestSchema],
  ['ping', PingRequestSchema],
  ['tools/list', ListToolsRequestSchema],
  ['tools/call', CallToolRequestSchema],
  ['resources/list', ListResourcesRequestSchema],
  ['resources/templates/list', ListResourceTemplatesRequestSchema],
  ['resources/read', ReadResourceRequestSchema],
  ['resources/subscribe', SubscribeRequestSchema],
  ['resources/unsubscribe', UnsubscribeRequestSchema],
  ['subscriptions/listen', listens],
  ['prompts/list', ListPromptsRequestSchema],
  ['prompts/get', GetPromptRequestSchema],
  ['completion/complete', CompleteRequestSchema],
  ...['tasks/get', 'tasks/update', 'tasks/cancel'].map((method) => [method, aboutTask] as const),
]);

const OLDER_ONLY: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'resources/subscribe',
  'resources/unsubscribe',
]);
const newer = z.looseObject({ [PROTOCOL_VERSION_META_KEY]: z.string() });

const MEMBERS = ['jsonrpc', 'id', 'method', 'params'];
const PROBLEMS_MAX = 3;
const object = z.record(z.string(), z.unknown());
const requestId = z.union([z.string(), z.number().int()]);

/** Whoever waits for an answer to what is no message gets to know what it lacks. */
export function readMessage(text: string): Incoming {
  const parsed = parse(text);
  if (parsed === undefined) return refused(null, ErrorCode.ParseError, 'The message is no JSON');
  const { data: envelope } = object.safeParse(parsed);
  if (envelope === undefined) {
    return invalid(null, 'A message is one JSON object; there are no batches');
  }
  if (isJSONRPCResultResponse(parsed) || isJSONRPCErrorResponse(parsed)) {
    return { kind: 'message', message: parsed };
  }
  const isAnswer = !('method' in envelope) && ('result' in envelope || 'error' in envelope);
  return isAnswer ? { kind: 'ignored' } : request(envelope);
}

function request(envelope: Record<string, unknown>): Incoming {
  const id = requestId.safeParse(envelope.id).data ?? null;
  const more = Object.keys(envelope).filter((name) => !MEMBERS.includes(name));
  if (envelope.jsonrpc !== '2.0') return invalid(id, 'jsonrpc must be "2.0"');
  if (typeof envelope.method !== 'string') return invalid(id, 'method must be a text');
  if ('id' in envelope && id === null) return invalid(null, 'id must be a text or a whole number');
  if (more.length > 0) return invalid(id, `A request has no field ${namesOf(more)}`);
  return id === null ? notification(envelope) : withParams(envelope, envelope.method, id);
}

function notification(envelope: Record<string, unknown>): Incoming {
  return isJSONRPCNotification(envelope)
    ? { kind: 'message', message: envelope }
    : { kind: 'ignored' };
}

function withParams(envelope: Record<string, unknown>, method: string, id: RequestId): Incoming {
  const params = object.safeParse(envelope.params ?? {});
  if (!params.success || envelope.params === null) {
    return refused(id, ErrorCode.InvalidParams, 'params must be an object');
  }
  const schema = isGone(method, params.data) ? undefined : REQUESTS.get(method);
  const { task: _, ...own } = params.data;
  // There are no tasks here, and the protocol has a server without them pass over the wish for one.
  const message = 'task' in params.data ? { ...envelope, params: own } : envelope;
  const problem = schema?.safeParse(message).error;
  if (problem !== undefined) {
    return refused(id, ErrorCode.InvalidParams, `${method}: ${problemsIn(problem)}`);
  }
  if (isJSONRPCRequest(message)) return { kind: 'message', message };
  return refused(id, ErrorCode.InvalidParams, 'params._meta has the wrong form');
}

/** What the newer era has no more is unknown there, whatever it holds. */
function isGone(method: string, params: Record<string, unknown>): boolean {
  return OLDER_ONLY.has(method) && newer.safeParse(params._meta).success;
}

function problemsIn({ issues }: z.ZodError): string {
  const problems = issues.slice(0, PROBLEMS_MAX).map((issue) => {
    const place = issue.path.length === 0 ? 'the request' : issue.path.join('.');
    return `${place} ${issueText(issue)}`;
  });
  return problems.join('; ');
}

function invalid(id: RequestId | null, message: string): Incoming {
  return refused(id, ErrorCode.InvalidRequest, message);
}

function refused(id: RequestId | null, code: number, message: string): Incoming {
  return { kind: 'refused', id, error: { code, message } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
