import type { CompiledStageGraph } from './graph-export.ts';

/** Characters that end a label of Mermaid, or begin something else in it. */
const UNSAFE = /["`#;<>{}|[\]\\]/g;

/** One plane of a plan as a flowchart of Mermaid: what enters where, which outcome leads on, how it ends. */
export function graphMermaid(graph: CompiledStageGraph): string {
  const { nodes, edges, entries, completion_entry, terminal_states } = graph;
  const ids = new Map([
    ...nodes.map(({ node_id }, at) => [`node ${node_id}`, `n${at}`] as const),
    ...terminal_states.map((end, at) => [`end ${end.terminal_state_id}`, `t${at}`] as const),
  ]);
  const idOf = (what: 'node' | 'end', name: string | null) => ids.get(`${what} ${name}`);
  const starts = completion_entry === null ? entries : [...entries, completion_entry];
  const arrows = new Map<string, string[]>();
  for (const { source_node_id, target_node_id, terminal_state_id, outcome } of edges) {
    const to = idOf('node', target_node_id) ?? idOf('end', terminal_state_id);
    const ends = `${idOf('node', source_node_id)} ${to}`;
    arrows.set(ends, [...(arrows.get(ends) ?? []), outcome]);
  }
  const lines = [
    ...nodes.map(({ node_id }) => `${idOf('node', node_id)}[${quoted(node_id)}]`),
    ...terminal_states.map(({ terminal_state_id: end }) => `${idOf('end', end)}([${quoted(end)}])`),
    ...starts.flatMap(({ entry_key, node_id }, at) => [
      `e${at}{{${quoted(entry_key)}}}`,
      `e${at} --> ${idOf('node', node_id)}`,
    ]),
    ...[...arrows].map(([ends, outcomes]) => {
      const [from, to] = ends.split(' ');
      return `${from} -->|${quoted(outcomes.join(', '))}| ${to}`;
    }),
  ];
  return ['flowchart TD', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(UNSAFE, ' ')}"`;
}
