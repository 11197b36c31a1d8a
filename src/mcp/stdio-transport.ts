import {
  ProtocolErrorCode as ErrorCode,
  isJSONRPCNotification,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import { MESSAGE_SIZE_BYTES_MAX, type Refusal, readMessage } from './incoming.ts';
import { inOwnWords, shownJson } from './outgoing.ts';

/** Lines that are read ahead of what is answered; above it the client has to wait. */
const AHEAD_BYTES_MAX = 2 * MESSAGE_SIZE_BYTES_MAX;
const NEWLINE = 10;
const ENDS = ['end', 'close', 'error'] as const;

export interface StdioPorts {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly writableNeedDrain: boolean };
  readonly log: (text: string) => void;
  /** Are shown each message of the client before it is answered, and each one to it. */
  readonly taken: (message: JSONRPCMessage) => void;
  readonly sent: (message: JSONRPCMessage) => void;
  /** Runs after what has arrived meanwhile was seen. */
  readonly nextTurn: (run: () => void) => void;
  /** The client closed its end, or went over the limit: nothing more is read. */
  readonly onEnd: (how: 'closed' | 'too_large') => void;
}

/**
 * JSON-RPC over two streams, one message a line. Each message is taken in a turn of its own, so that
 * a client that asks a thousand things at once does not keep the process from seeing its end.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #ports: StdioPorts;
  #begun: Uint8Array[] = [];
  #begun_bytes = 0;
  #lines: string[] = [];
  #ahead_bytes = 0;
  #pumping = false;
  readonly #late = new Set<string>();
  #waiting: (() => void)[] = [];

  constructor(ports: StdioPorts) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    this.#ports.input.on('data', this.#take);
    for (const name of ENDS) this.#ports.input.once(name, this.#finish);
  }

  async close(): Promise<void> {
    this.#stopReading();
    this.#lines = [];
    this.onclose?.();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#ports.sent(message);
    const own = inOwnWords(message, this.#ports.log);
    if (isChange(message) && this.#ports.output.writableNeedDrain) this.#putOff(own);
    else this.#write(own);
  }

  /** Resolves when each line that was read has been taken. */
  drained(): Promise<void> {
    if (!this.#pumping) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when the client's end of the pipe has taken all that was answered. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.#ports.output.write('', () => resolve()));
  }

  readonly #take = (chunk: Uint8Array): void => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      if (!this.#append(chunk.subarray(from, end))) return;
      this.#endLine();
      from = end + 1;
    }
    this.#append(chunk.subarray(from));
    if (this.#ahead_bytes > AHEAD_BYTES_MAX) this.#ports.input.pause();
    this.#pump();
  };

  /** A last line without its end is one all the same. */
  readonly #finish = (): void => {
    this.#stopReading();
    if (this.#begun_bytes > 0) this.#endLine();
    this.#pump();
    this.#ports.onEnd('closed');
  };

  #append(part: Uint8Array): boolean {
    this.#begun.push(part);
    this.#begun_bytes += part.length;
    if (this.#begun_bytes <= MESSAGE_SIZE_BYTES_MAX) return true;
    this.#stopReading();
    this.#begun = [];
    const message = `A message has more than ${MESSAGE_SIZE_BYTES_MAX} bytes; the connection ends`;
    this.#refuse(null, { code: ErrorCode.InvalidRequest, message });
    this.#ports.log(`${message}. Next: hand large material over as a file of the workspace.`);
    this.#ports.onEnd('too_large');
    return false;
  }

  #endLine(): void {
    this.#lines.push(Buffer.concat(this.#begun).toString('utf8'));
    this.#ahead_bytes += this.#begun_bytes;
    this.#begun = [];
    this.#begun_bytes = 0;
  }

  #pump(): void {
    if (this.#pumping || this.#lines.length === 0) return;
    this.#pumping = true;
    this.#turn();
  }

  readonly #turn = (): void => {
    const line = this.#lines.shift();
    if (line === undefined) {
      this.#pumping = false;
      this.#ahead_bytes = 0;
      if (this.#ports.input.isPaused()) this.#ports.input.resume();
      for (const resolve of this.#waiting.splice(0)) resolve();
      return;
    }
    if (line.trim() !== '') this.#answer(line);
    this.#ports.nextTurn(this.#turn);
  };

  #answer(line: string): void {
    const incoming = readMessage(line);
    if (incoming.kind === 'message') {
      this.#ports.taken(incoming.message);
      this.onmessage?.(incoming.message);
    }
    if (incoming.kind === 'refused') this.#refuse(incoming.id, incoming.error);
  }

  #refuse(id: RequestId | null, error: Refusal): void {
    this.#write({ jsonrpc: '2.0', id, error });
  }

  #write(message: object): void {
    this.#ports.output.write(lineOf(message));
  }

  /** Until a client that does not read goes on reading each change waits once, however often it happens. */
  #putOff(message: object): void {
    if (this.#late.size === 0) this.#ports.output.once('drain', this.#catchUp);
    this.#late.add(lineOf(message));
  }

  readonly #catchUp = (): void => {
    const lines = [...this.#late];
    this.#late.clear();
    this.#ports.output.write(lines.join(''));
  };

  #stopReading(): void {
    this.#ports.input.off('data', this.#take);
    for (const name of ENDS) this.#ports.input.off(name, this.#finish);
  }
}

/** It says that something is to be read again, and nothing of what it is now. */
function isChange(message: JSONRPCMessage): boolean {
  return isJSONRPCNotification(message) && message.method.startsWith('notifications/resources/');
}

function lineOf(message: object): string {
  return `${shownJson(message)}\n`;
}
