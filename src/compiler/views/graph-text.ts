import type { CompiledStageGraph } from './graph-export.ts';

type Graphs = readonly [CompiledStageGraph, ...CompiledStageGraph[]];

/** Plan, mode and planes, then each edge of each plane as `source --OUTCOME--> target`. */
export function graphsText(graphs: Graphs): string {
  const [{ compiled_plan_id, mode_id }] = graphs;
  const planes = graphs.flatMap((graph) => [
    '',
    `plane: ${graph.plane} (${graph.loop_id})`,
    ...graph.entries.map((entry) => `${entry.plane}.${entry.entry_key} -> ${entry.node_id}`),
    ...graph.edges.map((edge) => {
      const target = edge.target_node_id ?? `terminal:${edge.terminal_state_id}`;
      return `${edge.source_node_id} --${edge.outcome}--> ${target}`;
    }),
  ]);
  return [
    `compiled_plan_id: ${compiled_plan_id}`,
    `mode_id: ${mode_id}`,
    `planes: ${graphs.map(({ plane }) => plane).join(', ')}`,
    ...planes,
    '',
  ].join('\n');
}
