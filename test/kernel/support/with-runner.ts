import { PlanIndex } from '../../../src/runtime/kernel/index.ts';
import type { PlanNode } from '../../../src/runtime/plan/index.ts';
import { planOf } from '../../support/kernel/plans.ts';

/** The stages of one node have a runner of their own. */
export function withRunner(name: string, node: string, runner: string): PlanIndex {
  const plan = planOf(name);
  const named = (one: PlanNode) => (one.node_id === node ? { ...one, runner_name: runner } : one);
  const graphs_by_plane = Object.fromEntries(
    Object.entries(plan.graphs_by_plane).map(([plane, graph]) => [
      plane,
      { ...graph, nodes: graph.nodes.map(named) },
    ]),
  );
  return new PlanIndex({ ...plan, graphs_by_plane });
}
