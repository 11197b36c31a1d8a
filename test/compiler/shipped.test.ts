import { describe, expect, it } from 'vitest';
import { planJson } from '../../src/compiler/index.ts';
import { type GraphSource, graphSource } from '../../src/compiler/source/graph.ts';
import { plan as planSchema } from '../../src/runtime/plan/index.ts';
import { shippedAssets } from '../support/compiler/shipped.ts';
import { compileTree, explain, type Tree } from '../support/compiler/workspace.ts';

const assets = shippedAssets();
const modes = [...assets.keys()].flatMap((path) => /^modes\/(.*)\.json$/.exec(path)?.[1] ?? []);

/** Every limit of a shipped loop: its file, its graph, and the policy. */
const guards = [...assets].flatMap(([path, text]) => {
  if (!path.startsWith('graphs/')) return [];
  const graph: GraphSource = graphSource.parse(JSON.parse(text));
  return graph.dynamic_policies.threshold_policies.map(({ policy_id }) => {
    return { path, graph, policy_id };
  });
});

/** The first mode that a loop is part of. */
function modeWith(loop: string): string {
  const found = modes.find((mode) => assets.get(`modes/${mode}.json`)?.includes(`"${loop}"`));
  if (found === undefined) throw new Error(`no mode runs ${loop}`);
  return found;
}

/** Runner -> how many stages it runs. */
function runnersOf(tree: Tree, mode: string): Record<string, number> {
  const { plan } = compileTree(tree, mode);
  const nodes = Object.values(plan?.graphs_by_plane ?? {}).flatMap((graph) => graph.nodes);
  const counts: Record<string, number> = {};
  for (const { runner_name } of nodes) counts[runner_name] = (counts[runner_name] ?? 0) + 1;
  return counts;
}

describe('shipped assets', () => {
  it.each(modes)('mode %s compiles without any diagnostic', (mode) => {
    const result = compileTree(assets, mode);
    expect(explain(result)).toBe('');
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const text = planJson(result.plan);
    expect(planJson(planSchema.parse(JSON.parse(text)))).toBe(text);
  });

  it.each([
    ['default_codex', 'codex_cli', 12],
    ['learning_codex', 'codex_cli', 15],
    ['default_claude', 'claude_cli', 12],
    ['learning_claude', 'claude_cli', 15],
    ['default_pi', 'pi_rpc', 12],
    ['learning_pi', 'pi_rpc', 15],
    ['default_codex_recon', 'codex_cli', 13],
    ['default_claude_integrated', 'claude_cli', 14],
    ['default_command_integrated', 'codex_cli', 14],
    ['learning_pi_integrated', 'pi_rpc', 18],
  ])('mode %s runs every stage on %s', (mode, runner, stages) => {
    expect(runnersOf(assets, mode)).toEqual({ [runner]: stages });
  });

  it.each([
    ['default_codex', 'claude_cli', { codex_cli: 9, claude_cli: 3 }],
    ['learning_claude', 'codex_cli', { claude_cli: 12, codex_cli: 3 }],
    ['default_pi', 'claude_cli', { pi_rpc: 9, claude_cli: 3 }],
  ])('mode %s lets %s check what it builds', (mode, checks, expected) => {
    const stages = ['checker', 'doublechecker', 'arbiter'];
    const config = stages.map((name) => `[stages.${name}]\nrunner = "${checks}"\n`).join('\n');
    const tree = new Map([...assets, ['millrace.toml', config]]);
    expect(explain(compileTree(tree, mode))).toBe('');
    expect(runnersOf(tree, mode)).toEqual(expected);
  });

  it.each(guards)('need the limit $policy_id', ({ path, graph, policy_id }) => {
    const policies = graph.dynamic_policies;
    const left = policies.threshold_policies.filter((one) => one.policy_id !== policy_id);
    const loosened = { ...graph, dynamic_policies: { ...policies, threshold_policies: left } };
    const tree = new Map([...assets, [path, JSON.stringify(loosened)]]);
    const codes = compileTree(tree, modeWith(graph.loop_id)).diagnostics.map(({ code }) => code);
    expect(codes).toContain('loop_unbounded');
  });
});
