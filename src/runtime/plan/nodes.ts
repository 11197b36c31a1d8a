import type { PlaneGraph, PlanNode } from './graph.ts';

/** The nodes of all planes. */
export function nodesOf(graphs: Readonly<Record<string, PlaneGraph>>): PlanNode[] {
  return Object.values(graphs).flatMap((graph) => graph.nodes);
}

/** Folders in which stages publish what they make, as far as their names are known beforehand. */
export function publishFolders(graphs: Readonly<Record<string, PlaneGraph>>): string[] {
  const paths = nodesOf(graphs).flatMap(({ artifacts }) =>
    artifacts.flatMap(({ publish_path }) => publish_path?.match(/^[^{]*(?=\/)/)?.[0] ?? []),
  );
  return [...new Set(paths)];
}
