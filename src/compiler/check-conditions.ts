import { pointer, quote, type Report } from './diagnostics.ts';
import type { GraphEdge, Loop } from './selection.ts';

/**
 * Conditions of edges: a stage must be able to say what an edge waits for, and the edge must make a
 * difference. In the proof that every loop ends such an edge is one more way, whatever its condition.
 */
export function checkConditions(loop: Loop, report: Report): void {
  loop.graph.edges.forEach((edge, index) => {
    if (edge.when === undefined) return;
    const at = (...keys: string[]) => ({
      file: loop.file,
      pointer: pointer('edges', index, 'when', ...keys),
    });
    const source = loop.nodes.get(edge.from_node_id);
    if (source?.kind != null) {
      const what = `word that a result of ${quote(edge.from_node_id)} may declare`;
      const known = source.kind.value.may_declare ?? [];
      report.known(edge.when.declared, at('declared'), { what, known });
    }
    const plain = edge.on_outcomes.map((outcome) => alternative(loop, edge, outcome));
    const [first] = plain;
    if (first == null || !plain.every((one) => one != null && isSameTarget(edge, one))) return;
    report.error(
      'edge_condition_invalid',
      at(),
      `The edge ${quote(edge.edge_id)} leads where ${quote(first.edge_id)} leads without a condition.`,
      'Let it lead elsewhere, or remove it.',
    );
  });
}

/** Whether some result of its stage can make it be taken. */
export function canHold({ nodes }: Loop, { when, from_node_id }: GraphEdge): boolean {
  if (when === undefined) return true;
  const kind = nodes.get(from_node_id)?.kind;
  return kind == null || (kind.value.may_declare ?? []).includes(when.declared);
}

/** What a result of this outcome takes that does not meet the condition of `edge`. */
function alternative({ graph }: Loop, edge: GraphEdge, outcome: string): GraphEdge | undefined {
  return graph.edges.find(
    (other) =>
      other.when === undefined &&
      other.from_node_id === edge.from_node_id &&
      other.on_outcomes.includes(outcome),
  );
}

function isSameTarget(edge: GraphEdge, plain: GraphEdge): boolean {
  return edge.to_node_id === plain.to_node_id && edge.terminal_state_id === plain.terminal_state_id;
}
