import { Console } from 'node:console';
import type { Server } from '@modelcontextprotocol/server';
import { serveStdio as serveEras } from '@modelcontextprotocol/server/stdio';
import type { Changes } from './changes.ts';
import { LISTENS_MAX } from './followed.ts';
import { Listening } from './listening.ts';
import { StdioTransport } from './stdio-transport.ts';

/** How long calls that were read have, after the client has closed its end, until they begin. */
const DRAIN_MS_MAX = 4000;
/** How long answers of calls in flight are waited for then. */
const SETTLE_MS_MAX = 1000;

/** A server of one client. */
export interface Served {
  /** What its clients may want to hear of; absent = nothing. */
  readonly changes?: Changes;
  /** What speaks to the connection: once for the probe of its era, and once for the era. */
  create(): Server;
  /** Resolves when the answers of calls in flight have been given. */
  settle(): Promise<void>;
  close(): void;
}

/** Serves one client on stdin and stdout, and ends the process when that client is gone. */
export function serveStdio(server: Served, log: (text: string) => void): void {
  keepStdoutForTheProtocol();
  const leave = (code: number) => {
    server.close();
    process.exit(code);
  };
  endOnSignals(leave);
  reportDefects(log, leave);
  process.stdout.on('error', () => leave(0));
  const listening = server.changes === undefined ? null : new Listening(server.changes);
  const transport = new StdioTransport({
    input: process.stdin,
    output: process.stdout,
    log,
    taken: (message) => listening?.taken(message),
    sent: (message) => listening?.sent(message),
    nextTurn: (run) => setImmediate(run),
    onEnd: (how) => leaveAfterAnswers(server, transport, () => leave(how === 'closed' ? 0 : 1)),
  });
  const create = () => {
    const made = server.create();
    if (listening !== null) listening.server = made;
    return made;
  };
  const onerror = ({ message }: Error) => log(message);
  serveEras(create, { transport, onerror, maxSubscriptions: LISTENS_MAX });
}

/** Nothing but protocol messages may reach stdout, whatever a library prints. */
function keepStdoutForTheProtocol(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}

/**
 * A client may write its last requests and close its end at once: what it asked is answered if it
 * is quick.
 */
function leaveAfterAnswers(server: Served, transport: StdioTransport, leave: () => void): void {
  setTimeout(leave, DRAIN_MS_MAX + SETTLE_MS_MAX);
  transport
    .drained()
    // What was read last is on its way to its call.
    .then(() => new Promise((called) => setImmediate(called)))
    .then(() => {
      setTimeout(leave, SETTLE_MS_MAX);
      return server.settle();
    })
    .then(() => new Promise((answered) => setImmediate(answered)))
    .then(() => transport.flushed())
    .then(leave);
}

function endOnSignals(leave: (code: number) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => leave(0));
}

/**
 * A defect is written down. A rejected promise leaves the server up; after a throw nothing is
 * certain any more.
 */
function reportDefects(log: (text: string) => void, leave: (code: number) => void): void {
  process.on('unhandledRejection', (reason) => log(detail(reason)));
  process.on('uncaughtException', (thrown) => {
    log(detail(thrown));
    leave(1);
  });
}

function detail(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
