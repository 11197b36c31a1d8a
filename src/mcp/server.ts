import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { ClientSession, type SessionOptions } from '../operations/session.ts';
import { clip } from '../operations/support/text.ts';
import { complete } from './completion.ts';
import { instructions } from './instructions.ts';
import { ProtocolError } from './outgoing.ts';
import { agentReader } from './reader.ts';
import { listResources, resourceTemplates } from './resource-list.ts';
import { readResource } from './resource-read.ts';
import { type ToolSet, toolList, toolResult } from './tools.ts';
import { waitLimitOf } from './wait-limits.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const RESOURCE_NOT_FOUND = -32002;

export type ServerSettings = Omit<SessionOptions, 'actor' | 'reader' | 'wait'> & {
  /** What is offered; `full` also what is rarely asked. */
  readonly tools?: ToolSet;
};

/** One client, connected over any transport. */
export class MillraceServer {
  readonly #server: Server;
  readonly #session: ClientSession;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();

  constructor(settings: ServerSettings) {
    this.#server = new Server(
      { name: 'millrace', title: 'Millrace', version: settings.version },
      {
        capabilities: { tools: {}, resources: {}, completions: {} },
        instructions,
        jsonSchemaValidator: noElicitation,
      },
    );
    const names = toolList(settings.tools).map(({ name }) => name);
    this.#session = new ClientSession({
      ...settings,
      reader: agentReader(names),
      wait: () => waitLimitOf(this.#server.getClientVersion()?.name),
      actor: () => this.#actor(),
    });
    this.#answerTools(settings.tools);
    this.#answerResources();
  }

  async connect(transport: Transport, onClose: () => void): Promise<void> {
    this.#server.onclose = onClose;
    await this.#server.connect(transport);
  }

  /** Ends waits, and resolves when the answers of calls in flight have been given. */
  async settle(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#pending);
  }

  close(): void {
    this.#stop.abort();
    this.#session.close();
  }

  #answerTools(set: ToolSet | undefined): void {
    this.#server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: toolList(set) }));
    this.#server.setRequestHandler(CallToolRequestSchema, (request, extra) => {
      const { name, arguments: args = {} } = request.params;
      return this.#track(
        this.#session.call(name, args, {
          signal: AbortSignal.any([extra.signal, this.#stop.signal]),
          progress: progressOf(extra, request.params._meta?.progressToken),
        }),
      ).then(toolResult);
    });
  }

  #answerResources(): void {
    const server = this.#server;
    const session = this.#session;
    server.setRequestHandler(ListResourcesRequestSchema, async () => ({
      resources: await this.#read('', listResources(session)),
    }));
    server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
      resourceTemplates: [...resourceTemplates],
    }));
    server.setRequestHandler(ReadResourceRequestSchema, ({ params }) =>
      this.#read(params.uri, readResource(session, params.uri)),
    );
    server.setRequestHandler(CompleteRequestSchema, async ({ params }) => ({
      completion: await this.#track(
        complete(session, {
          argument: params.argument.name,
          value: params.argument.value,
          known: params.context?.arguments ?? {},
        }),
      ),
    }));
  }

  /** Reading has no error answers of its own in the protocol: the code travels in the data of the error. */
  async #read<T>(uri: string, reading: Promise<T>): Promise<T> {
    try {
      return await this.#track(reading);
    } catch (thrown) {
      const { error, group } = this.#session.describe(thrown);
      const missing = ['resource_not_found', 'run_not_found'].includes(error.code);
      const code = missing ? RESOURCE_NOT_FOUND : codeOf(group);
      throw new ProtocolError(code, `${error.message} Next: ${error.next}`, {
        uri: clip(uri, 400),
        error,
      });
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#pending.add(work);
    const done = () => this.#pending.delete(work);
    work.then(done, done);
    return work;
  }

  #actor(): string {
    const name = this.#server.getClientVersion()?.name ?? 'unknown';
    return `mcp:${clip(name, 60)}`;
  }
}

function codeOf(group: string): number {
  return group === 'caller' || group === 'operator'
    ? ErrorCode.InvalidParams
    : ErrorCode.InternalError;
}

/**
 * Steps of a long call, for clients that asked for them. A client that does not read them is no
 * reason to fail.
 */
function progressOf(extra: Extra, progressToken: string | number | undefined) {
  let progress = 0;
  return (message: string) => {
    if (progressToken === undefined || extra.signal.aborted) return;
    progress += 1;
    extra
      .sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, message: clip(message, 300) },
      })
      .catch(() => undefined);
  };
}

/** This server asks its clients nothing, so the SDK need not build a validator for their answers. */
const noElicitation = {
  getValidator: () => () => ({
    valid: false as const,
    data: undefined,
    errorMessage: 'not supported',
  }),
};
