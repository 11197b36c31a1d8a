import { expect, it } from 'vitest';
import { pictureOf } from '../../src/compiler/views/graph-layout.ts';
import { longGraph, NODES } from '../support/backend/long-graph.ts';
import { ID, SiteServer } from './support/site-server.ts';

it('draws a graph of two hundred nodes, each once and none upon another', async () => {
  const { boxes, width, height } = pictureOf(await longGraph());
  expect(boxes.filter(({ kind }) => kind === 'node')).toHaveLength(NODES);
  const places = new Set(boxes.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`));
  expect(places.size).toBe(boxes.length);
  for (const { x, y } of boxes) {
    expect([x > 0 && x < width, y > 0 && y < height]).toEqual([true, true]);
  }
});

it('serves it, drawn once for everybody who looks', async () => {
  const graph = await longGraph();
  let asked = 0;
  const server = await SiteServer.start({
    replaced: {
      runtime: { adoptedPlan: () => 'a plan of two hundred' },
      backend: {
        graphs: async () => {
          asked += 1;
          return new Map([[graph.plane, { json: JSON.stringify(graph), mermaid: '' }]]);
        },
      },
    },
  });
  for (let look = 0; look < 3; look += 1) {
    expect(await server.json(`/w/${ID}/api/graphs`)).toMatchObject({
      planes: [{ plane: graph.plane, boxes: expect.any(Array) }],
    });
  }
  expect(asked).toBe(1);
});
