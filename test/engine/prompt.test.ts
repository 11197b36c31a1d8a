import { expect, it } from 'vitest';
import { SPEC } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const ATTEMPTS = `${ROOT}/millrace-agents/attempts`;

/** The folder of the first attempt that a config leads to. */
async function first(mode: string, toml: string) {
  const config = `[runtime]\ndefault_mode = "${mode}"\n${toml}`;
  const disk = freshDisk(mode, { 'millrace.toml': config });
  const { runtime } = openSim(disk, new World(), () => null);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  await runtime.tick({ wait_ms: 0 });
  const [attempt] = disk.list(ATTEMPTS) ?? [];
  const text = (name: string) => {
    const bytes = disk.read(`${ATTEMPTS}/${attempt?.name}/${name}`);
    return new TextDecoder().decode(bytes ?? new Uint8Array());
  };
  return { prompt: text('prompt.md'), schema: text('in/result.schema.json') };
}

const TOOLS =
  /\n\nRather than by hand, .*`millrace_stage`.*`propose_work` and `report_result`.*\n\n/;
const FORM = /\n\nYour final message has a form here\..*\n\n/;

it.each([
  ['default_codex', '', true],
  ['default_claude', '', true],
  ['default_codex', '[runners.codex]\nstage_mcp = false', false],
  ['default_offline', '', false],
])('names the tools of a stage only where they are: %s %s', async (mode, toml, named) => {
  const { prompt } = await first(mode, toml);
  expect(prompt).toContain('# This request');
  expect(TOOLS.test(prompt)).toBe(named);
  expect(FORM.test(prompt)).toBe(false);
});

it('names them before anything that only this request has', async () => {
  const { prompt } = await first('default_codex', '');
  expect(prompt.search(TOOLS)).toBeLessThan(prompt.indexOf('## Where\n'));
});

it('tells of the form that the final message is given', async () => {
  const { prompt, schema } = await first('default_claude', '[runners.claude]\ntyped_result = true');
  expect(prompt).toMatch(FORM);
  expect(JSON.parse(schema)).toMatchObject({
    properties: { terminal_result: { enum: ['PLANNER_COMPLETE', 'BLOCKED'] } },
  });
});
