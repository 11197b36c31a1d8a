import { expect, it } from 'vitest';
import type { TokenUsage } from '../../src/runtime/kernel/changes/changes.ts';
import { STAGE_SERVER } from '../../src/runtime/runners/index.ts';
import { task } from '../support/program/specs.ts';
import { PROBE, type Reply } from './support/api.ts';
import { Bench, type Setting, sum } from './support/bench.ts';
import { concluded, withEach } from './support/cases.ts';
import type { Harness } from './support/harnesses.ts';
import {
  leaves,
  type Play,
  required,
  type Stage,
  says,
  succeeds,
  TURNS,
} from './support/stages.ts';

const BROKEN = new URL('./support/broken-stage-server.mjs', import.meta.url).href;
const UNFINISHED = task('task-one').replace(/\nAcceptance:\n[^\n]+\n/, '\n');

const DONE = 'PLANNER_COMPLETE';
const REPORTED = 'Reported by a tool.';

function calls(tool: string, args: Readonly<Record<string, unknown>> = {}): Reply {
  const text = 'I will hand it back.';
  return { text, mcp: { server: STAGE_SERVER, tool, args }, usage: TURNS[0] };
}

function reports(terminal_result: string): Reply {
  return calls('report_result', { terminal_result, summary: REPORTED });
}

/** One stage's turns in order, each by its own; what its tools answered is heard. */
class Turns {
  readonly heard: string[] = [];

  constructor(private readonly replies: readonly (Reply | ((stage: Stage) => Reply))[]) {}

  readonly play = (stage: Stage): Reply => {
    if (stage.turn > 0) this.heard.push(stage.heard);
    const reply = this.replies[this.heard.length] ?? says('### no more turns');
    return typeof reply === 'function' ? reply(stage) : reply;
  };
}

const WITH_MCP = withEach([{}]).filter(({ harness }) => harness.has_mcp);

it.each(WITH_MCP)('$harness.name: proposes, is corrected, and reports', async ({ harness }) => {
  const turns = new Turns([
    (stage) => leaves(stage, required(stage, 'MANAGER_COMPLETE')),
    calls('stage_context'),
    calls('propose_work', { text: UNFINISHED }),
    calls('propose_work', { text: task('task-one') }),
    reports('MANAGER_COMPLETE'),
    says('Done.\n\n### MANAGER_COMPLETE'),
  ]);
  const play: Play = (stage) => (isManager(stage) ? turns.play(stage) : succeeds(stage));
  await on(harness, { scenario: 'tools: proposes, is corrected, reports', play }, async (bench) => {
    await bench.tick();
    expect(await bench.tick()).toMatchObject({
      applied: { outcome: 'MANAGER_COMPLETE', summary: REPORTED },
    });
    expect(turns.heard).toEqual([
      expect.anything(),
      expect.stringContaining('Task-ID: an-id'),
      expect.stringContaining('Acceptance is missing'),
      expect.stringContaining('task/task-one'),
      expect.stringContaining('### MANAGER_COMPLETE'),
    ]);
    const tasks = bench.workspace.changes().filter((one) => one.family === 'task');
    expect(tasks).toMatchObject([{ k: 'admit@1', id: 'task-one' }]);
    return [1, 5];
  });
});

it.each(WITH_MCP)('$harness.name: reports one thing and says another', async ({ harness }) => {
  const first = new Turns([reports(DONE), says('### BLOCKED')]);
  const again = new Turns([calls('stage_context'), says(`### ${DONE}`)]);
  const play: Play = (stage) => (stage.request.attempt.ordinal === 1 ? first : again).play(stage);
  await on(harness, { scenario: 'tools: result and marker differ', play }, async (bench) => {
    expect(await bench.tick()).toMatchObject({ applied: { outcome: DONE } });
    expect(bench.attempts()).toHaveLength(2);
    expect(again.heard).toEqual([expect.stringContaining('both must name the same result')]);
    return [1, 1];
  });
});

const LEVELS = WITH_MCP.flatMap(({ harness }) =>
  ['basic', 'elevated'].map((level) => ({ harness, level })),
);

it.each(LEVELS)('$harness.name: reports at the level $level', async ({ harness, level }) => {
  const { play } = new Turns([reports(DONE), says(`### ${DONE}`)]);
  const setting = { more: [`permission_default = "${level}"`] };
  await on(harness, { scenario: `tools: permission ${level}`, play, setting }, async (bench) => {
    expect(await bench.tick()).toMatchObject({ applied: { summary: REPORTED } });
    return [1];
  });
});

it.each(WITH_MCP)('$harness.name: keeps the servers of its user', async ({ harness }) => {
  const turns = new Turns([
    { text: 'I ask.', mcp: { server: PROBE.server, tool: 'echo' }, usage: TURNS[0] },
    reports(DONE),
    says(`### ${DONE}`),
  ]);
  const setting = { probe: true };
  await on(
    harness,
    { scenario: 'tools: own servers', play: turns.play, setting },
    async (bench) => {
      expect(await bench.tick()).toMatchObject({ applied: { summary: REPORTED } });
      expect(turns.heard[0]).toContain('an echo');
      return [2];
    },
  );
});

it.each(WITH_MCP)('$harness.name: does without when they do not start', async ({ harness }) => {
  const turns = new Turns([
    calls('stage_context'),
    (stage) => succeeds({ ...stage, turn: 0 }),
    says(`### ${DONE}`),
  ]);
  const setting = { edit: broken(harness) };
  await on(
    harness,
    { scenario: 'tools: do not start', play: turns.play, setting },
    async (bench) => {
      expect(await bench.tick()).toMatchObject({
        applied: { outcome: DONE, summary: 'planner was played' },
      });
      expect(turns.heard[0]).not.toContain(DONE);
      return [2];
    },
  );
});

it.each(WITH_MCP)('$harness.name: gives its final message a form', async ({ harness }) => {
  const claims = { assumptions: [], deviations: [], remarks: [], notes: [] };
  const blank = { failure_class: null, resume_node: null, ...claims, questions: [] };
  const form = { terminal_result: DONE, summary: 'A form was filled in.', ...blank };
  const { play } = new Turns([
    (stage) => leaves(stage, required(stage, DONE)),
    { form, usage: TURNS[1] },
  ]);
  const setting = { more: ['typed_result = true'] };
  await on(harness, { scenario: 'typed final message', play, setting }, async (bench) => {
    expect(await bench.tick()).toMatchObject({
      applied: { outcome: DONE, summary: 'A form was filled in.' },
    });
    return [1];
  });
});

/** Codex lets later settings win; in Claude Code it is a module that ends the server. */
function broken({ name }: Harness): (toml: string) => string {
  const item = `"mcp_servers.${STAGE_SERVER}.command='false'"`;
  return (toml) =>
    name === 'codex'
      ? toml.replace('extra_config = [', `extra_config = [${item},`)
      : toml.replace('env = {', `env = { NODE_OPTIONS = "--import ${BROKEN}",`);
}

function isManager({ request }: Stage): boolean {
  return request.node.node_id === 'manager';
}

interface Case {
  readonly scenario: string;
  readonly play: Play;
  readonly setting?: Setting;
}

/** `run` returns how many tools each attempt called before its last word. */
async function on(
  harness: Harness,
  { scenario, play, setting }: Case,
  run: (bench: Bench) => Promise<readonly number[]>,
): Promise<void> {
  const bench = new Bench(play);
  try {
    await bench.ready([harness], harness.mode, setting);
    const expected = (await run(bench)).map((tools) => attempt(harness, tools)).reduce(sum);
    concluded(bench, harness, { scenario, result: 'applied', failure_class: null, expected });
  } finally {
    await bench.close();
  }
}

function attempt({ stage, first }: Harness, tools: number): TokenUsage {
  return Array.from({ length: tools - 1 }, () => first).reduce(sum, stage);
}
