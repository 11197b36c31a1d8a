import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** `millrace mcp` as a child process, and an MCP client that talks to it over stdio. */
export class Server {
  #client = new Client({ name: 'millrace-demo', version: '1.0.0' });
  #transport;

  static async start({ program, workspace, env }) {
    const server = new Server();
    server.#transport = new StdioClientTransport({
      command: process.execPath,
      args: [program, 'mcp', '--workspace', workspace],
      env,
    });
    await server.#client.connect(server.#transport);
    return server;
  }

  get pid() {
    return this.#transport.pid;
  }

  /** The structured answer of a tool, all that a model gets to see, or its error. */
  async answer(name, args) {
    const { structuredContent } = await this.#client.callTool({ name, arguments: args });
    return structuredContent;
  }

  async call(name, args) {
    const answer = await this.answer(name, args);
    if (answer.error === undefined) return answer;
    const { code, message, next } = answer.error;
    throw new Error(`${name} ended with ${code}: ${message} ${next}`);
  }

  async read(uri) {
    const { contents } = await this.#client.readResource({ uri });
    return contents[0].text;
  }

  /** Gives the process no chance to say goodbye. */
  async kill() {
    const gone = new Promise((resolve) => {
      this.#client.onclose = resolve;
    });
    process.kill(this.pid, 'SIGKILL');
    await gone;
  }

  close() {
    return this.#client.close();
  }
}
