import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as bodyText } from 'node:stream/consumers';
import { type Api, type Asked, NO_USAGE, type Reply } from './api.ts';
import { completions } from './completions.ts';
import { messages } from './messages.ts';
import { responses } from './responses.ts';

const APIS: readonly Api[] = [responses, messages, completions];
const ASIDE: Reply = { text: 'ok', usage: NO_USAGE };

/** Decides what the model says; null = nothing of the script fits, which fails the request. */
export type Script = (asked: Asked & { readonly prompt: string }) => Reply | null;

/** A model on loopback that says what a script says, to any harness that speaks one of its APIs. */
export class ScriptedModel {
  /** Every request that was about the work, with what it said. */
  readonly asked: (Asked & { readonly body: unknown })[] = [];
  private requests = 0;
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => response.destroy());
  });

  constructor(public script: Script) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://model').pathname;
    const body = await bodyText(request);
    const api = APIS.find((one) => one.path.test(path));
    if (request.method !== 'POST' || api === undefined) {
      response.writeHead(request.method === 'HEAD' ? 200 : 404).end();
      return;
    }
    const parsed: unknown = JSON.parse(body);
    await this.answer(api, parsed, this.replyTo(api.asked(parsed), parsed), response);
  }

  private replyTo(asked: Asked, body: unknown): Reply {
    const { prompt } = asked;
    if (prompt === null) return ASIDE;
    this.asked.push({ ...asked, body });
    return this.script({ ...asked, prompt }) ?? { status: 400, message: 'the script says nothing' };
  }

  private async answer(
    api: Api,
    body: unknown,
    reply: Reply,
    response: ServerResponse,
  ): Promise<void> {
    this.requests += 1;
    if (reply.stall === 'before') return;
    if (reply.status !== undefined) {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(JSON.stringify(api.error(reply.status, reply.message ?? 'scripted')));
      return;
    }
    const id = String(this.requests).padStart(4, '0');
    const whole = api.whole(reply, body, id);
    if (whole !== null) {
      if (reply.drop === true) response.destroy();
      else
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole));
      return;
    }
    const events = api.events(reply, body, id);
    const cut = reply.stall === 'mid' || reply.drop === true;
    const sent = cut ? events.slice(0, 1) : events;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of sent) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    if (!cut) response.end();
    // What was written first has to arrive, or the client sees no beginning of a stream.
    else if (reply.drop === true) setImmediate(() => response.destroy());
  }
}
