import {
  type EdgeLabel,
  Graph,
  type GraphLabel,
  layout,
  type NodeLabel,
  type Point,
} from '@dagrejs/dagre';
import { type Arrow, arrowsOf, pointsOf } from './graph-arrows.ts';
import type { CompiledStageGraph } from './graph-export.ts';

export const CHARACTER_PX = 7.2;
export const LINE_PX = 15;
const PADDING_PX = 14;

/** A node, or where work comes in or ends; its middle. */
export interface PictureBox {
  readonly point: string;
  readonly name: string;
  readonly kind: 'node' | 'entry' | 'end';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureArrow extends Arrow {
  readonly way: readonly { readonly x: number; readonly y: number }[];
  /** The middle of its labels. */
  readonly x: number;
  readonly y: number;
}

/** One plane of a plan, laid out, in pixels. */
export interface GraphPicture {
  readonly plane: string;
  readonly loop_id: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PictureBox[];
  readonly arrows: readonly PictureArrow[];
}

type Laid = Graph<GraphLabel, NodeLabel, EdgeLabel>;

export function pictureOf(graph: CompiledStageGraph): GraphPicture {
  const arrows = arrowsOf(graph);
  const laid = laidOut(arrows);
  const { width = 0, height = 0 } = laid.graph();
  return {
    plane: graph.plane,
    loop_id: graph.loop_id,
    width,
    height,
    boxes: laid.nodes().map((point: string) => {
      const { x = 0, y = 0, width = 0, height = 0 } = laid.node(point);
      return { point, name: nameOf(point), kind: kindOf(point), x, y, width, height };
    }),
    arrows: arrows.map((arrow) => {
      const { points = [], x = 0, y = 0 } = laid.edge(arrow.from, arrow.to);
      if (arrow.from === arrow.to) return { ...arrow, way: wayBack(laid.node(arrow.from)), x, y };
      return { ...arrow, way: points.map(({ x, y }: Point) => ({ x, y })), x, y };
    }),
  };
}

/** Out of the right side of a box and in again, where the layout has left room for a label. */
function wayBack({ x = 0, y = 0, width = 0, height = 0 }: NodeLabel): Point[] {
  const right = x + width / 2;
  const out = right + PADDING_PX;
  const [above, below] = [y - height / 4, y + height / 4];
  return [
    { x: right, y: above },
    { x: out, y: above },
    { x: out, y: below },
    { x: right, y: below },
  ];
}

function laidOut(arrows: readonly Arrow[]): Laid {
  const laid: Laid = new Graph();
  laid.setGraph({ rankdir: 'TB', nodesep: 40, ranksep: 50, edgesep: 20 });
  for (const point of pointsOf(arrows)) {
    const width = nameOf(point).length * CHARACTER_PX + 2 * PADDING_PX;
    laid.setNode(point, { width, height: LINE_PX + PADDING_PX });
  }
  for (const { from, to, labels } of arrows) {
    const width = Math.max(...labels.map((label) => label.length)) * CHARACTER_PX;
    laid.setEdge(from, to, { width, height: labels.length * LINE_PX, labelpos: 'c' });
  }
  layout(laid);
  return laid;
}

function kindOf(point: string): PictureBox['kind'] {
  if (point.startsWith('entry:')) return 'entry';
  return point.startsWith('terminal:') ? 'end' : 'node';
}

function nameOf(point: string): string {
  return point.replace(/^(?:entry|terminal):/, '');
}
