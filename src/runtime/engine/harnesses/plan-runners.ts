import type { Plan, PlanNode, RunnerConfig } from '../../plan/index.ts';

/** The runners of the plan's stages, each with its config. */
export function usedRunners({ runners, ...plan }: Plan): [string, RunnerConfig][] {
  const names = new Set(nodesOf(plan).map((node) => node.runner_name));
  return Object.entries(runners).filter(([name]) => names.has(name));
}

/** Each stage of the plan with the config of its runner. */
export function stageRunners(plan: Plan): { config: RunnerConfig; node: PlanNode }[] {
  return nodesOf(plan).flatMap((node) => {
    const config = plan.runners[node.runner_name];
    return config === undefined ? [] : [{ config, node }];
  });
}

export function nodesOf({ graphs_by_plane }: Pick<Plan, 'graphs_by_plane'>): PlanNode[] {
  return Object.values(graphs_by_plane).flatMap((graph) => graph.nodes);
}
