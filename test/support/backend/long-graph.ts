import { compiledStageGraph } from '../../../src/compiler/views/graph-export.ts';
import { fakeBackend } from './fake.ts';

export const NODES = 200;

/** A graph of this release, made long: each stage leads on, every tenth also back and aside. */
export async function longGraph() {
  const [first] = (await fakeBackend().graphs('{}')).values();
  const graph = compiledStageGraph.parse(JSON.parse(first?.json ?? ''));
  const [node] = graph.nodes;
  const [edge] = graph.edges;
  const [entry] = graph.entries;
  if (node === undefined || edge === undefined || entry === undefined) throw new Error('no graph');
  const names = Array.from({ length: NODES }, (_, at) => `stage_${at}`);
  const leads = (from: string, target_node_id: string | null, outcome: string) => {
    const terminal_state_id = target_node_id === null ? 'over' : null;
    return { ...edge, source_node_id: from, target_node_id, terminal_state_id, outcome };
  };
  return compiledStageGraph.parse({
    ...graph,
    nodes: names.map((node_id) => ({ ...node, node_id })),
    edges: names.flatMap((name, at) => [
      leads(name, names[at + 1] ?? null, 'ON'),
      ...(at % 10 === 9 ? [leads(name, names[at - 5] ?? null, 'BACK')] : []),
      ...(at % 10 === 3 ? [leads(name, names[at + 4] ?? null, 'ASIDE')] : []),
    ]),
    entries: [{ ...entry, node_id: names[0] }],
    completion_entry: null,
    threshold_policies: [],
  });
}
