import { isAbsolute, resolve } from 'node:path';
import { ProtocolErrorCode, Server, type ServerContext } from '@modelcontextprotocol/server';
import type { ClientSession } from '../operations/session.ts';
import type { JsonObject } from '../operations/support/define.ts';
import { clip } from '../operations/support/text.ts';
import { abilitiesOf, TASKS_EXTENSION } from './abilities.ts';
import { answerTasks } from './answer-tasks.ts';
import { Changes } from './changes.ts';
import { instructionsFor, type Opening } from './instructions.ts';
import { ProtocolError } from './outgoing.ts';
import { chooseBy, confirmBy, questionFor } from './persons.ts';
import { progressOf } from './progress.ts';
import { getPrompt, promptList } from './prompts.ts';
import { agentReader } from './reader.ts';
import { complete } from './resources/completion.ts';
import { listResources } from './resources/list.ts';
import { readResource } from './resources/read.ts';
import { resourceTemplates } from './resources/templates.ts';
import { parseUri } from './resources/uris.ts';
import { requireInRoots } from './roots.ts';
import { clientOf, type SessionSettings, Sessions } from './sessions.ts';
import { Subscriptions } from './subscriptions.ts';
import type { TaskClient } from './task-looks.ts';
import { follow, isFollowed } from './task-start.ts';
import { type ToolSet, toolList, toolNames, toolResult } from './tools.ts';

export type ServerSettings = Omit<SessionSettings, 'reader'> & {
  /** What is offered; `full` also what is rarely asked. */
  readonly tools?: ToolSet;
  /** How things stand, at a glance; read when a client connects. */
  readonly opening?: () => Opening;
  /** Milliseconds since 1970, and a pause. */
  readonly clock: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** Throws for a workspace that is named in a request and may not be touched. */
  readonly mayTouch?: (workspace: string) => void;
  /** A path with its links followed; one that leads nowhere as it is. */
  readonly realPath?: (path: string) => string;
};

const CAPABILITIES = {
  tools: {},
  resources: { subscribe: true, listChanged: true },
  completions: {},
  prompts: {},
  extensions: { [TASKS_EXTENSION]: {} },
};

/** Many connections begin at once where each request is one. */
const OPENING_KEPT_MS = 1000;
/** Where nobody looks. */
const UNKNOWN: Opening = { standing: null, delegation: null };

/**
 * What clients are served, in both eras of the protocol. `create` makes what speaks to one connection, and
 * in the newer era also to the probe before it: it holds nothing, all that lasts is here.
 */
export class MillraceServer {
  readonly #settings: ServerSettings;
  readonly #sessions: Sessions;
  /** What anybody commits, for connections that want to hear of it. */
  readonly changes: Changes;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();
  #said = { at: Number.NEGATIVE_INFINITY, text: '' };

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    const names = toolNames(settings.tools);
    this.#sessions = new Sessions({ ...settings, reader: agentReader(names) });
    this.changes = new Changes({
      session: () => this.#sessions.newest(),
      sleep: (ms, signal) => settings.clock.sleep(ms, signal),
    });
  }

  /** `pushes`: whether the connection lasts, so that a client of the older era can be told of changes. */
  create({ pushes = true }: { readonly pushes?: boolean } = {}): Server {
    const server = new Server(
      { name: 'millrace', title: 'Millrace', version: this.#settings.version },
      {
        capabilities: pushes ? CAPABILITIES : { ...CAPABILITIES, resources: {} },
        instructions: this.#instructions(),
      },
    );
    answerTasks(
      server,
      (context) => this.#taskClient(server, context),
      ({ session }, work) => this.#read('', session, async () => work()),
    );
    const subscriptions = new Subscriptions(server, this.changes);
    this.#answerTools(server);
    this.#answerResources(server, pushes ? subscriptions : null);
    if (pushes) this.#answerSubscriptions(server, subscriptions);
    return server;
  }

  #instructions(): string {
    const { opening, clock } = this.#settings;
    const now = clock.now();
    if (now - this.#said.at >= OPENING_KEPT_MS) {
      this.#said = { at: now, text: instructionsFor(opening?.() ?? UNKNOWN) };
    }
    return this.#said.text;
  }

  /** Ends waits, and resolves when the answers of calls in flight have been given. */
  async settle(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#pending);
  }

  close(): void {
    this.#stop.abort();
    this.changes.close();
    this.#sessions.close();
  }

  #answerTools(server: Server): void {
    const { tools } = this.#settings;
    server.setRequestHandler('tools/list', () => ({ tools: toolList(tools) }));
    server.setRequestHandler('tools/call', ({ params }, context) => {
      const { name, arguments: args = {} } = params;
      return this.#track(this.#call(server, context, name, args));
    });
  }

  async #call(server: Server, context: ServerContext, name: string, args: JsonObject) {
    const client = this.#taskClient(server, context);
    const options = { ...client.options, progress: progressOf(context) };
    try {
      this.#reach(server, context, args.workspace);
      // The other workspace that a call may name: it is read.
      this.#reach(server, context, args.from);
      if (abilitiesOf(server, context).tasks && isFollowed(name, args)) {
        return await follow(client, name, args);
      }
      return toolResult(await client.session.call(name, args, options));
    } catch (thrown) {
      const asked = questionFor(thrown, context);
      return asked ?? toolResult({ ok: false, failure: client.session.describe(thrown) });
    }
  }

  /**
   * Throws for a workspace that a request may not name. The server's own may always be used: whoever
   * started the server has named it. What is no path is refused where it is read.
   */
  #reach(server: Server, context: ServerContext, workspace: unknown): void {
    const { mayTouch, root, realPath = resolve } = this.#settings;
    if (typeof workspace !== 'string' || !isAbsolute(workspace)) return;
    if (realPath(workspace) === realPath(root)) return;
    mayTouch?.(workspace);
    if (abilitiesOf(server, context).roots) requireInRoots(workspace, context, realPath);
  }

  #answerSubscriptions(server: Server, subscriptions: Subscriptions): void {
    const change = (uri: string, context: ServerContext, apply: (uri: string) => void) =>
      this.#read(uri, this.#sessionOf(server, context), async () => {
        apply(uri);
        return {};
      });
    server.setRequestHandler('resources/subscribe', ({ params: { uri } }, context) =>
      change(uri, context, (one) => subscriptions.add(one)),
    );
    server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }, context) =>
      change(uri, context, (one) => subscriptions.remove(one)),
    );
    server.onclose = () => subscriptions.close();
  }

  #answerResources(server: Server, subscriptions: Subscriptions | null): void {
    server.setRequestHandler('resources/list', async ({ params }, context) => {
      const { cursor } = params ?? {};
      const session = this.#sessionOf(server, context);
      const page = await this.#read('', session, () => listResources(session, cursor));
      if (context.mcpReq.envelope === undefined) subscriptions?.hasList();
      return { ...page };
    });
    server.setRequestHandler('resources/templates/list', () => ({
      resourceTemplates: [...resourceTemplates],
    }));
    server.setRequestHandler('resources/read', ({ params: { uri } }, context) =>
      this.#readNamed(server, context, uri),
    );
    server.setRequestHandler('prompts/list', () => ({ prompts: [...promptList] }));
    server.setRequestHandler('prompts/get', ({ params }, context) =>
      this.#read('', this.#sessionOf(server, context), (session) =>
        getPrompt(session, params.name, params.arguments ?? {}),
      ),
    );
    server.setRequestHandler('completion/complete', async ({ params }, context) => ({
      completion: await this.#track(
        complete(this.#sessionOf(server, context), {
          argument: params.argument.name,
          value: params.argument.value,
          known: params.context?.arguments ?? {},
        }),
      ),
    }));
  }

  #taskClient(server: Server, context: ServerContext): TaskClient {
    const { forms } = abilitiesOf(server, context);
    const options = {
      signal: AbortSignal.any([context.mcpReq.signal, this.#stop.signal]),
      progress: () => undefined,
      ...(forms ? { confirm: confirmBy(context), choose: chooseBy(context) } : {}),
    };
    return {
      session: this.#sessionOf(server, context),
      options,
      now: () => new Date(this.#settings.clock.now()).toISOString(),
      asks: forms,
      reach: (workspace) => {
        if (workspace !== null) this.#settings.mayTouch?.(workspace);
      },
    };
  }

  #sessionOf(server: Server, context: ServerContext): ClientSession {
    return this.#sessions.of(clientOf(server, context));
  }

  async #readNamed(server: Server, context: ServerContext, uri: string) {
    try {
      this.#reach(server, context, parseUri(uri)?.workspace);
    } catch (thrown) {
      const asked = questionFor(thrown, context);
      if (asked !== null) return asked;
      return this.#read(uri, this.#sessionOf(server, context), () => Promise.reject(thrown));
    }
    return this.#read(uri, this.#sessionOf(server, context), (session) =>
      readResource(session, uri),
    );
  }

  /** Reading has no error answers of its own in the protocol: the code travels in the data of the error. */
  async #read<T>(
    uri: string,
    session: ClientSession,
    reading: (session: ClientSession) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#track(reading(session));
    } catch (thrown) {
      const { error, group } = session.describe(thrown);
      throw new ProtocolError(codeOf(group), `${error.message} Next: ${error.next}`, {
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
}

function codeOf(group: string): number {
  return group === 'caller' || group === 'operator'
    ? ProtocolErrorCode.InvalidParams
    : ProtocolErrorCode.InternalError;
}
