import { describe, expect, it } from 'vitest';
import { agentReader } from '../../../src/mcp/reader.ts';
import { toolList } from '../../../src/mcp/tools.ts';
import { Obeying } from '../support/obeying.ts';
import { Machine } from '../support/process.ts';
import { scenes } from '../support/scenes.ts';

describe('every condition says a call that is accepted', () => {
  it('and what it shows says another one', async () => {
    const told: Record<string, unknown> = {};
    for (const [name, scene] of Object.entries(scenes)) {
      const one = await scene(new Machine());
      const agent = new Obeying(one.runtime);
      const status = await agent.call('status');
      await one.before?.();
      const first = await agent.obey(status);
      const after = await agent.call('status');
      told[name] = [status.condition, first.called, after.condition];
      // A call that only shows something leads to one that does something.
      if (!first.called.startsWith('inspect')) continue;
      if (name === 'closed') {
        expect(first.answer.next).toMatch(/^Nothing is left to do: /);
        continue;
      }
      const second = agent.said(first.answer);
      told[`${name}, then`] = `${second.name} ${second.args}`;
      expect(['', 'status', 'inspect']).not.toContain(second.name);
    }
    expect(told).toMatchInlineSnapshot(`
      {
        "a full disk": [
          "paused",
          "run_once {}",
          "ready",
        ],
        "a harness that is not there": [
          "paused",
          "run_once {}",
          "ready",
        ],
        "a judge without a verdict": [
          "blocked",
          "inspect {"view":"show","key":"spec-add-a-subtract-function"}",
          "blocked",
        ],
        "a judge without a verdict, then": "control {"action":"retry_blocked","item":"spec-add-a-subtract-function"}",
        "a provider that limits": [
          "paused",
          "run_start {}",
          "paused",
        ],
        "a question": [
          "waiting",
          "revise {"action":"answer","question":"Q1","text":"1"}",
          "ready",
        ],
        "a question for a person": [
          "waiting",
          "run_start {}",
          "ready",
        ],
        "a verdict that says no": [
          "blocked",
          "inspect {"view":"show","key":"spec-add-a-subtract-function"}",
          "blocked",
        ],
        "a verdict that says no, then": "revise {"action":"amend","work":"spec-add-a-subtract-function","items":["A: what the verdict says is missing"]}",
        "blocked": [
          "blocked",
          "inspect {"view":"show","key":"spec/spec-add-a-subtract-function"}",
          "blocked",
        ],
        "blocked, then": "control {"action":"retry_blocked","item":"spec/spec-add-a-subtract-function"}",
        "closed": [
          "idle",
          "inspect {"view":"show","key":"spec-add-a-subtract-function"}",
          "idle",
        ],
        "held": [
          "held",
          "run_start {}",
          "held",
        ],
        "idle": [
          "idle",
          "enqueue_spec {}",
          "ready",
        ],
        "not trusted": [
          "waiting",
          "run_start {}",
          "ready",
        ],
        "paused": [
          "paused",
          "control {"action":"resume"}",
          "ready",
        ],
        "ready": [
          "ready",
          "run_start {}",
          "ready",
        ],
        "refused": [
          "refused",
          "compile_validate {}",
          "refused",
        ],
        "unreadable": [
          "waiting",
          "run_start {}",
          "waiting",
        ],
        "usage that is used up": [
          "paused",
          "run_once {}",
          "paused",
        ],
        "waiting for work that is not there": [
          "waiting",
          "inspect {"view":"show","key":"task/paint"}",
          "waiting",
        ],
        "waiting for work that is not there, then": "enqueue_spec {"family":"task","id":"nowhere"}",
        "working": [
          "working",
          "run_start {}",
          "working",
        ],
      }
    `);
  });
});

it('a verdict that says no leads to what is planned, and judged again', async () => {
  const one = await scenes['a verdict that says no']?.(new Machine());
  if (one === undefined) throw new Error('there is no such scene');
  const agent = new Obeying(one.runtime);
  const { answer } = await agent.obey(await agent.call('status'));
  expect(answer.next).toMatchInlineSnapshot(
    `"Call revise {"action":"amend","work":"spec-add-a-subtract-function","items":["A: what the verdict says is missing"]} once this is done: Read what its verdict says is missing, and say that in items; where you fixed it yourself, control {"action":"retry_blocked"} has it judged again. It is because the closure of spec-add-a-subtract-function is blocked by its verdict."`,
  );
  await agent.obey(answer);
  expect(one.runtime.status().condition).toBe('ready');
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
