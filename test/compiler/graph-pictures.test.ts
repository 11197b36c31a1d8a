import { expect, it } from 'vitest';
import { type CompiledStageGraph, graphExport } from '../../src/compiler/index.ts';
import { pictureOf } from '../../src/compiler/views/graph-layout.ts';
import { graphsSvg } from '../../src/compiler/views/graph-svg.ts';
import { graphsText } from '../../src/compiler/views/graph-text.ts';
import { shippedAssets } from '../support/compiler/shipped.ts';
import { compileTree, NOW } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

function graphOf(plane: string): CompiledStageGraph {
  const { plan } = compileTree(world());
  const graph = plan === null ? null : graphExport(plan, plane, NOW);
  if (graph === null) throw new Error('does not compile');
  return graph;
}

it('says each edge of a plane on a line', () => {
  expect(graphsText([graphOf('river')])).toMatchInlineSnapshot(`
    "compiled_plan_id: plan-weather-69f02b4ecdcd
    mode_id: weather
    planes: river

    plane: river (river.flow)
    river.pebble -> skipper
    skipper --SKIPPED--> weigher
    weigher --HEAVY--> mender
    weigher --SUNK--> mender
    weigher --LIGHT--> terminal:across
    skipper --SUNK--> mender
    mender --LOST--> terminal:adrift
    mender --SUNK--> terminal:drowned
    "
  `);
});

it('draws every node, edge and end once, within the picture', () => {
  const graph = graphOf('river');
  const svg = graphsSvg([graph]);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const { node_id } of graph.nodes)
    expect(texts.filter((text) => text === node_id)).toEqual([node_id]);
  for (const { outcome } of graph.edges) expect(texts).toContain(outcome);
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  for (const [, x, y] of svg.matchAll(/<rect class[^>]* x="([-\d.]+)" y="([-\d.]+)"/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThan(Number(width));
    expect(Number(y)).toBeLessThan(Number(height));
  }
});

it('lets no name end its element', () => {
  const graph = graphOf('river');
  const svg = graphsSvg([{ ...graph, loop_id: 'a"<script>&' }]);
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('a"&lt;script&gt;&amp;');
});

it('draws a way back to the same node out of its box and in again', () => {
  const { plan } = compileTree(shippedAssets(), 'default_codex_recon');
  const graph = plan === null ? null : graphExport(plan, 'planning', NOW);
  if (graph === null) throw new Error('does not compile');
  const { boxes, arrows } = pictureOf(graph);
  const box = boxes.find(({ point }) => point === 'recon');
  const arrow = arrows.find(({ from, to }) => from === 'recon' && to === 'recon');
  const right = (box?.x ?? 0) + (box?.width ?? 0) / 2;
  const xs = (arrow?.way ?? []).map(({ x }) => x);
  expect(xs).toEqual([right, right + 14, right + 14, right]);
  expect(arrow?.x).toBeGreaterThan(right + 14);
});
