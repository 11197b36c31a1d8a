import { type Arrow, arrowsOf, startsOf } from './graph-arrows.ts';
import type { CompiledStageGraph } from './graph-export.ts';

/** Characters that end a label of Mermaid, or begin something else in it. */
const UNSAFE = /["`#;<>{}|[\]\\]/g;

/** One plane of a plan as a flowchart of Mermaid: what enters where, which outcome leads on, how it ends. */
export function graphMermaid(graph: CompiledStageGraph): string {
  const shapes = [
    ...graph.nodes.map(({ node_id }, at) => ({
      point: node_id,
      id: `n${at}`,
      shape: `[${quoted(node_id)}]`,
    })),
    ...graph.terminal_states.map(({ terminal_state_id: end }, at) => ({
      point: `terminal:${end}`,
      id: `t${at}`,
      shape: `([${quoted(end)}])`,
    })),
    ...startsOf(graph).map(({ entry_key }, at) => ({
      point: `entry:${entry_key}`,
      id: `e${at}`,
      shape: `{{${quoted(entry_key)}}}`,
    })),
  ];
  const ids = new Map(shapes.map(({ point, id }) => [point, id]));
  const arrowLine = ({ from, to, labels }: Arrow) => {
    const label = labels.join(', ');
    const line = label === '' ? '-->' : `-->|${quoted(label)}|`;
    return `${ids.get(from)} ${line} ${ids.get(to)}`;
  };
  const lines = [
    ...shapes.map(({ id, shape }) => `${id}${shape}`),
    ...arrowsOf(graph).map(arrowLine),
  ];
  return ['flowchart TD', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(UNSAFE, ' ')}"`;
}
