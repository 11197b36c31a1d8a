import type { CompiledStageGraph } from './graph-export.ts';
import {
  CHARACTER_PX,
  type GraphPicture,
  LINE_PX,
  type PictureArrow,
  type PictureBox,
  pictureOf,
} from './graph-layout.ts';

const MARGIN_PX = 20;
const TITLE_PX = 28;
const STYLE =
  'text{font:12px ui-monospace,monospace;fill:#1b1f24}.title{font-weight:bold;font-size:14px}' +
  '.box{fill:#eef3fa;stroke:#3b5a86}.end{fill:#f4f4f4;stroke:#8a8f98}.entry{fill:#fff;stroke:#8a8f98}' +
  '.arrow{fill:none;stroke:#5a6472}.label{font-size:10px;fill:#5a6472}';

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly string[];
}

/** All planes of a plan, one below the other, as one SVG document. */
export function graphsSvg(graphs: readonly CompiledStageGraph[]): string {
  const drawings = graphs.map((graph) => drawn(pictureOf(graph)));
  const width = Math.max(...drawings.map((one) => one.width)) + 2 * MARGIN_PX;
  let top = MARGIN_PX;
  const body = drawings.map((one) => {
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

function drawn({ plane, loop_id, width, height, arrows, boxes }: GraphPicture): Drawing {
  const title = `${plane}: ${loop_id}`;
  const inner = [...arrows.map(arrowSvg), ...boxes.map(boxSvg)];
  return {
    width: Math.ceil(Math.max(width, title.length * CHARACTER_PX * 1.2)),
    height: Math.ceil(height + TITLE_PX),
    parts: [
      `<text class="title" y="14">${escaped(title)}</text>`,
      `<g transform="translate(0,${TITLE_PX})">${inner.join('')}</g>`,
    ],
  };
}

function boxSvg({ name, kind, x, y, width, height }: PictureBox): string {
  const round = kind === 'node' ? 4 : height / 2;
  return (
    `<rect class="${kind === 'node' ? 'box' : kind}" x="${at(x - width / 2)}" y="${at(y - height / 2)}" ` +
    `width="${at(width)}" height="${at(height)}" rx="${round}"/>` +
    `<text x="${at(x)}" y="${at(y + 4)}" text-anchor="middle">${escaped(name)}</text>`
  );
}

function arrowSvg({ labels, way, x, y }: PictureArrow): string {
  const path = way.map((point) => `${at(point.x)},${at(point.y)}`).join('L');
  const top = y - ((labels.length - 1) * LINE_PX) / 2 + 3;
  const texts = labels.map(
    (label, row) =>
      `<text class="label" x="${at(x)}" y="${at(top + row * LINE_PX)}" text-anchor="middle">` +
      `${escaped(label)}</text>`,
  );
  return `<path class="arrow" d="M${path}" marker-end="url(#tip)"/>${texts.join('')}`;
}

function at(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
