import type { PlaneGraph, PlanNode } from './graph.ts';

/** The nodes of all planes. */
export function nodesOf(graphs: Readonly<Record<string, PlaneGraph>>): PlanNode[] {
  return Object.values(graphs).flatMap((graph) => graph.nodes);
}
