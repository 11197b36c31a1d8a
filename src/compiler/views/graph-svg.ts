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

const CHARACTER_PX = 7.2;
const LINE_PX = 15;
const PADDING_PX = 14;
const MARGIN_PX = 20;
const TITLE_PX = 28;
const STYLE =
  'text{font:12px ui-monospace,monospace;fill:#1b1f24}.title{font-weight:bold;font-size:14px}' +
  '.box{fill:#eef3fa;stroke:#3b5a86}.end{fill:#f4f4f4;stroke:#8a8f98}.entry{fill:#fff;stroke:#8a8f98}' +
  '.arrow{fill:none;stroke:#5a6472}.label{font-size:10px;fill:#5a6472}';

type Laid = Graph<GraphLabel, NodeLabel, EdgeLabel>;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly string[];
}

/** All planes of a plan, one below the other, as one SVG document. */
export function graphsSvg(graphs: readonly CompiledStageGraph[]): string {
  const pictures = graphs.map(pictureOf);
  const width = Math.max(...pictures.map((one) => one.width)) + 2 * MARGIN_PX;
  let top = MARGIN_PX;
  const body = pictures.map((one) => {
    const group = `<g transform="translate(${MARGIN_PX},${top})">${one.parts.join('')}</g>`;
    top += one.height + MARGIN_PX;
    return group;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" ' +
      'orient="auto"><path d="M0,0L8,4L0,8z" fill="#5a6472"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function pictureOf(graph: CompiledStageGraph): Picture {
  const arrows = arrowsOf(graph);
  const laid = laidOut(arrows);
  const { width = 0, height = 0 } = laid.graph();
  const title = `${graph.plane}: ${graph.loop_id}`;
  const inner = [
    ...arrows.map((arrow) => arrowSvg(laid, arrow)),
    ...laid.nodes().map((point: string) => boxSvg(laid, point)),
  ];
  return {
    width: Math.ceil(Math.max(width, title.length * CHARACTER_PX * 1.2)),
    height: Math.ceil(height + TITLE_PX),
    parts: [
      `<text class="title" y="14">${escaped(title)}</text>`,
      `<g transform="translate(0,${TITLE_PX})">${inner.join('')}</g>`,
    ],
  };
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

function boxSvg(laid: Laid, point: string): string {
  const { x = 0, y = 0, width = 0, height = 0 } = laid.node(point);
  const kind = point.includes(':') ? (point.startsWith('entry:') ? 'entry' : 'end') : 'box';
  const round = kind === 'box' ? 4 : height / 2;
  return (
    `<rect class="${kind}" x="${at(x - width / 2)}" y="${at(y - height / 2)}" ` +
    `width="${at(width)}" height="${at(height)}" rx="${round}"/>` +
    `<text x="${at(x)}" y="${at(y + 4)}" text-anchor="middle">${escaped(nameOf(point))}</text>`
  );
}

function arrowSvg(laid: Laid, { from, to, labels }: Arrow): string {
  const { points = [], x = 0, y = 0 } = laid.edge(from, to);
  const way = points.map((point: Point) => `${at(point.x)},${at(point.y)}`).join('L');
  const top = y - ((labels.length - 1) * LINE_PX) / 2 + 3;
  const texts = labels.map(
    (label, row) =>
      `<text class="label" x="${at(x)}" y="${at(top + row * LINE_PX)}" text-anchor="middle">` +
      `${escaped(label)}</text>`,
  );
  return `<path class="arrow" d="M${way}" marker-end="url(#tip)"/>${texts.join('')}`;
}

function nameOf(point: string): string {
  return point.replace(/^(?:entry|terminal):/, '');
}

function at(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
