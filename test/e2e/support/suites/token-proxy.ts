import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** For a suite that sends no token: passes on all it says, Host and Origin too, and adds the token. */
export class TokenProxy {
  readonly #server = createServer((asked, answered) => this.#pass(asked, answered));
  readonly #target: URL;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#target = new URL(url);
    this.#token = token;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}${this.#target.pathname}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(asked: IncomingMessage, answered: ServerResponse): void {
    const { hostname, port } = this.#target;
    const headers = { ...asked.headers, authorization: `Bearer ${this.#token}` };
    const { method, url: path } = asked;
    const passed = request({ hostname, port, path, method, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answered);
    });
    passed.on('error', () => answered.destroy());
    answered.on('close', () => passed.destroy());
    asked.pipe(passed);
  }
}
