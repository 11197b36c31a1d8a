import type { CompiledStageGraph } from './graph-export.ts';

/** One way through a graph, as a picture of it has it. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Outcomes, or the key of an entry. */
  readonly labels: readonly string[];
}

/** Where work comes in, closure included. */
export function startsOf({ entries, completion_entry }: CompiledStageGraph) {
  return completion_entry === null ? entries : [...entries, completion_entry];
}

/** What leads in stands before what leads on; edges between the same two are one arrow. */
export function arrowsOf(graph: CompiledStageGraph): Arrow[] {
  const arrows = new Map<string, Arrow>();
  const add = (from: string, to: string, label: string) => {
    const key = `${from} ${to}`;
    const labels = arrows.get(key)?.labels ?? [];
    arrows.set(key, { from, to, labels: labels.includes(label) ? labels : [...labels, label] });
  };
  for (const { entry_key, node_id } of startsOf(graph)) add(`entry:${entry_key}`, node_id, '');
  for (const edge of graph.edges) {
    const target = edge.target_node_id ?? `terminal:${edge.terminal_state_id}`;
    add(edge.source_node_id, target, edge.outcome);
  }
  return [...arrows.values()];
}

/** Everything that an arrow begins or ends at, in the order of its first mention. */
export function pointsOf(arrows: readonly Arrow[]): string[] {
  return [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
}
