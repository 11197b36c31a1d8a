import { expect } from 'vitest';
import { agentReader } from '../../../src/mcp/reader.ts';
import { toolList } from '../../../src/mcp/tools.ts';
import { tools } from '../../../src/operations/index.ts';
import { ClientSession } from '../../../src/operations/session.ts';
import type { JsonObject } from '../../../src/operations/support/define.ts';
import { SPEC } from '../../../src/sim/shipped-player.ts';
import { fakeBackend } from '../../support/backend/fake.ts';
import type { Opened } from './process.ts';

/** An agent that does what `next` says, on a real runtime. */
export class Obeying {
  private readonly session: ClientSession;

  constructor(runtime: Opened['runtime']) {
    this.session = new ClientSession({
      backend: { ...fakeBackend(), openRuntime: async () => runtime },
      root: '/work',
      version: '9.9.9',
      actor: () => 'mcp:obeying',
      reader: agentReader(toolList().map(({ name }) => name)),
      wait: () => ({ default_seconds: 0, max_seconds: 240 }),
      log: () => undefined,
    });
  }

  /** What a spec says is the caller's own: an agent that hands one over has it. */
  async call(name: string, args: JsonObject = {}): Promise<JsonObject> {
    const own = name === 'enqueue_spec' ? { document: SPEC } : {};
    const options = { signal: new AbortController().signal, progress: () => undefined };
    const result = await this.session.call(name, { ...own, ...args }, options);
    if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.failure.error)}`);
    return result.answer;
  }

  /** Obeys an answer; returns what was called and what came back. */
  async obey(answer: JsonObject): Promise<{ called: string; answer: JsonObject }> {
    const { name, args } = this.said(answer);
    expect(tools.map((tool) => tool.name)).toContain(name);
    return { called: `${name} ${args}`, answer: await this.call(name, JSON.parse(args)) };
  }

  said(answer: JsonObject): { readonly name: string; readonly args: string } {
    const found = /^(?:[^:]*\. )?Call (\w+)(?: (\{.*?\}))?(?::| once)/.exec(String(answer.next));
    const [, name = '', args = '{}'] = found ?? [];
    return { name, args };
  }
}
