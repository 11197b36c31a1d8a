import { describe, expect, it } from 'vitest';
import { planJson } from '../../src/compiler/index.ts';
import { type GraphSource, graphSource } from '../../src/compiler/source/graph.ts';
import { plan as planSchema } from '../../src/runtime/plan/index.ts';
import { shippedAssets } from './fixtures/shipped.ts';
import { compileTree, explain } from './fixtures/workspace.ts';

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

describe('shipped assets', () => {
  it.each(modes)('mode %s compiles without any diagnostic', (mode) => {
    const result = compileTree(assets, mode);
    expect(explain(result)).toBe('');
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const text = planJson(result.plan);
    expect(planJson(planSchema.parse(JSON.parse(text)))).toBe(text);
  });

  it.each(guards)('need the limit $policy_id', ({ path, graph, policy_id }) => {
    const policies = graph.dynamic_policies;
    const left = policies.threshold_policies.filter((one) => one.policy_id !== policy_id);
    const loosened = { ...graph, dynamic_policies: { ...policies, threshold_policies: left } };
    const tree = new Map([...assets, [path, JSON.stringify(loosened)]]);
    const codes = compileTree(tree, 'default_codex').diagnostics.map(({ code }) => code);
    expect(codes).toContain('loop_unbounded');
  });
});
