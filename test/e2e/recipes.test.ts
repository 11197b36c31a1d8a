import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { Bench } from './support/bench.ts';
import { IN_TOOL } from './support/phases.ts';
import { type Play, succeeds } from './support/stages.ts';

/** Agents that are run as the guide says, word for word. */
const GUIDE = fileURLToPath(new URL('../../docs/guide/own-agent.md', import.meta.url));
const PACKAGES = fileURLToPath(new URL('./node_modules', import.meta.url));

interface Agent {
  readonly name: string;
  /** Where its program lies. */
  readonly folder: string;
  readonly model: string;
  /** What its user has in the environment and at home. */
  env(url: string): Readonly<Record<string, string>>;
  home(url: string): Readonly<Record<string, object>>;
}

const AGENTS: readonly Agent[] = [
  {
    name: 'qwen',
    folder: join(PACKAGES, '.bin'),
    model: 'fine-1',
    env: (url) => ({ OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: `${url}/v1` }),
    home: () => ({}),
  },
  {
    name: 'opencode',
    folder: join(PACKAGES, 'opencode-linux-x64', 'bin'),
    model: 'scripted/fine-1',
    env: () => ({}),
    home: (url) => ({
      '.config/opencode/opencode.json': {
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: `${url}/v1`, apiKey: 'a-key-of-nobody' },
            models: { 'fine-1': {} },
          },
        },
      },
    }),
  },
];

/** One of them is published for each system by itself. */
const installed = AGENTS.filter(({ name, folder }) => existsSync(join(folder, name)));

it.each(installed)('$name runs a stage as the guide says', async (agent) => {
  const bench = await benchOf(agent, succeeds);
  try {
    const { applied } = await bench.tick();
    expect(applied).toMatchObject({ outcome: 'PLANNER_COMPLETE', summary: 'planner was played' });
    concluded(bench, agent, 'success', 'applied', null);
  } finally {
    await bench.close();
  }
});

it.each(installed)('$name is ended with its tool', async (agent) => {
  const bench = await benchOf(agent, () => IN_TOOL.reply, 12);
  try {
    const { applied } = await bench.tick();
    expect(IN_TOOL.reached(bench)).toBe(true);
    expect(applied).toMatchObject({ failure_class: 'runner_timeout' });
    concluded(bench, agent, 'time limit in a tool', 'recovery', 'runner_timeout');
  } finally {
    await bench.close();
  }
});

/** A workspace with the recipe of the guide in it. */
async function benchOf(agent: Agent, play: Play, timeout_seconds = 120): Promise<Bench> {
  const bench = new Bench(play);
  const { workspace } = bench;
  const url = await bench.model.start();
  const path = `${agent.folder}${delimiter}${workspace.env.PATH}`;
  Object.assign(workspace.env, agent.env(url), { PATH: path });
  for (const [name, content] of Object.entries(agent.home(url))) {
    workspace.write(`../${name}`, JSON.stringify(content));
  }
  await workspace.answer('init', '--mode', 'default_command');
  const mode = '[runtime]\ndefault_mode = "default_command"';
  const stage = `[stages.planner]\nmodel = "${agent.model}"\ntimeout_seconds = ${timeout_seconds}`;
  workspace.write('millrace-agents/millrace.toml', [mode, recipeOf(agent), stage].join('\n\n'));
  workspace.trustEdits();
  await workspace.answer('enqueue-spec', '--document', SPEC);
  return bench;
}

function recipeOf({ name }: Agent): string {
  const blocks = readFileSync(GUIDE, 'utf8').matchAll(/```toml\n([\s\S]*?)```/g);
  const found = [...blocks].map(([, toml = '']) => toml);
  const recipe = found.find((toml) => toml.includes(`[runners.${name}]`));
  if (recipe === undefined) throw new Error(`the guide has no recipe for ${name}`);
  return recipe;
}

function concluded(
  bench: Bench,
  { name }: Agent,
  scenario: string,
  result: string,
  failure_class: string | null,
): void {
  expect(bench.survivors()).toBe(0);
  expect(bench.spent()).toBeNull();
  bench.report({ harness: name, scenario, result, failure_class, expected: null });
}
