import { describe, expect, it } from 'vitest';
import { agentReader } from '../../../src/mcp/reader.ts';
import { toolList } from '../../../src/mcp/tools.ts';
import { tools } from '../../../src/operations/index.ts';
import { ClientSession } from '../../../src/operations/session.ts';
import type { JsonObject } from '../../../src/operations/support/define.ts';
import { SPEC } from '../../../src/sim/shipped-player.ts';
import { fakeBackend } from '../../support/backend/fake.ts';
import {
  finish,
  firstRuns,
  handOver,
  layout,
  Machine,
  type Opened,
  retire,
} from '../support/process.ts';

/** An agent that does what `next` says, on a real runtime. */
class Obeying {
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

type Scene = (machine: Machine) => Promise<Opened>;

async function spec(machine: Machine): Promise<Opened> {
  const one = machine.open();
  await handOver(one);
  return one;
}

const LIMITED = new TextEncoder().encode(
  '[runtime]\ndefault_mode = "default_offline"\n\n[limits]\nstages_per_lineage = 2\n',
);
const SHOWN = ['blocked', 'closed', 'waiting for work that is not there'];
const EDIT = '\n[limits]\nstages_per_lineage = 70\n';

const scenes: Readonly<Record<string, Scene>> = {
  idle: async (machine) => {
    const one = machine.open();
    await one.runtime.control({ name: 'resume', all: false });
    return one;
  },
  ready: spec,
  working: async () => {
    const one = await spec(new Machine(undefined, firstRuns()));
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  paused: async (machine) => {
    const one = await spec(machine);
    await one.runtime.control({ name: 'pause', reason: 'lunch' });
    return one;
  },
  blocked: async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = await spec(machine);
    await one.runtime.tick({ wait_ms: 0 });
    await one.runtime.control(retire('blocked'));
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  held: async (machine) => {
    machine.disk.plant(layout.config, LIMITED);
    const one = await spec(machine);
    for (let tick = 0; tick < 5; tick += 1) await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  refused: async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = await spec(machine);
    await one.runtime.tick({ wait_ms: 0 });
    const config = machine.disk.read(layout.config) ?? new Uint8Array();
    machine.disk.plant(layout.config, `${new TextDecoder().decode(config)}${EDIT}`);
    return machine.open();
  },
  'waiting for work that is not there': async (machine) => {
    const one = machine.open();
    const text = [
      '# Paint',
      'Task-ID: paint',
      'Depends-On:\n- nowhere',
      'Target-Paths:\n- a',
      'Acceptance:\n- it is painted',
      'Required-Checks:\n- none',
      'References:\n- none',
      'Risk:\n- none',
    ].join('\n\n');
    await one.runtime.admit({ family: 'task', text, channel: 'test' });
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  closed: async (machine) => {
    const one = await spec(machine);
    await finish(one);
    return one;
  },
};

describe('every condition says a call that is accepted', () => {
  it('and what it shows says another one', async () => {
    const told: Record<string, unknown> = {};
    for (const [name, scene] of Object.entries(scenes)) {
      const one = await scene(new Machine());
      const agent = new Obeying(one.runtime);
      const status = await agent.call('status');
      const first = await agent.obey(status);
      told[name] = [status.condition, first.called];
      if (!SHOWN.includes(name)) continue;
      const second = agent.said(first.answer);
      told[`${name}, then`] = `${second.name} ${second.args}`;
      expect(second).not.toEqual(agent.said(status));
    }
    expect(told).toMatchInlineSnapshot(`
      {
        "blocked": [
          "blocked",
          "inspect {"view":"show","key":"spec/spec-add-a-subtract-function"}",
        ],
        "blocked, then": "control {"action":"retry_blocked","item":"spec/spec-add-a-subtract-function"}",
        "closed": [
          "idle",
          "inspect {"view":"show","key":"spec-add-a-subtract-function"}",
        ],
        "closed, then": "enqueue_spec {}",
        "held": [
          "held",
          "run_start {}",
        ],
        "idle": [
          "idle",
          "enqueue_spec {}",
        ],
        "paused": [
          "paused",
          "control {"action":"resume"}",
        ],
        "ready": [
          "ready",
          "run_start {}",
        ],
        "refused": [
          "refused",
          "compile_validate {"adopt":true}",
        ],
        "waiting for work that is not there": [
          "waiting",
          "inspect {"view":"show","key":"task/paint"}",
        ],
        "waiting for work that is not there, then": "enqueue_spec {"family":"task","id":"nowhere"}",
        "working": [
          "working",
          "run_start {}",
        ],
      }
    `);
  });
});

it('names a tool that is listed, or a command of a terminal', () => {
  const listed = toolList().map(({ name }) => name);
  const reader = agentReader(listed);
  const words = reader.names.map((name) => [name, reader.callText(name, {})] as const);
  for (const [name, text] of words) {
    const isListed = listed.some((tool) => text === tool || text.startsWith(`${tool} {`));
    expect([name, isListed || text.includes('in a terminal')]).toEqual([name, true]);
  }
});
