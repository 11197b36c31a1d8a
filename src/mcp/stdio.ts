import { Console } from 'node:console';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** How long answers of calls in flight are waited for after the client has closed its end. */
const SETTLE_MS_MAX = 1000;

/** A server of one client. */
export interface Served {
  connect(transport: Transport, onClose: () => void): Promise<void>;
  /** Resolves when the answers of calls in flight have been given. */
  settle(): Promise<void>;
  close(): void;
}

/** Serves one client on stdin and stdout, and ends the process when that client is gone. */
export async function serveStdio(server: Served, log: (text: string) => void): Promise<void> {
  keepStdoutForTheProtocol();
  const leave = (code: number) => {
    server.close();
    process.exit(code);
  };
  endOnSignals(leave);
  reportDefects(log, leave);
  process.stdout.on('error', () => leave(0));
  onClientGone(() => leaveAfterAnswers(server, leave));
  await server.connect(new StdioServerTransport(), () => leave(0));
}

/** Nothing but protocol messages may reach stdout, whatever a library prints. */
function keepStdoutForTheProtocol(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** The SDK's transport does not notice the end of stdin. */
function onClientGone(leave: () => void): void {
  process.stdin.once('end', leave);
  process.stdin.once('close', leave);
  process.stdin.once('error', leave);
}

/**
 * A client may write its last requests and close its end at once: what it asked is answered if it
 * is quick.
 */
function leaveAfterAnswers(server: Served, leave: (code: number) => void): void {
  setTimeout(() => leave(0), SETTLE_MS_MAX);
  server.settle().then(() => setImmediate(() => leave(0)));
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
