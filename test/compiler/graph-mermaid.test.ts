import { expect, it } from 'vitest';
import { graphExport, graphMermaid } from '../../src/compiler/index.ts';
import { compileTree, NOW } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

it('draws one plane: what enters, which outcomes lead on, how it ends', () => {
  const compiled = compileTree(world());
  if (!compiled.ok) throw new Error('does not compile');
  const graph = graphExport(compiled.plan, 'river', NOW);
  if (graph === null) throw new Error('no such plane');
  expect(graphMermaid(graph)).toMatchInlineSnapshot(`
    "flowchart TD
      n0["skipper"]
      n1["weigher"]
      n2["mender"]
      t0(["across"])
      t1(["adrift"])
      t2(["drowned"])
      e0{{"pebble"}}
      e0 --> n0
      n0 -->|"SKIPPED"| n1
      n1 -->|"HEAVY, SUNK"| n2
      n1 -->|"LIGHT"| t0
      n0 -->|"SUNK"| n2
      n2 -->|"LOST"| t1
      n2 -->|"SUNK"| t2
    "
  `);
});

it('keeps what is written in a name from being drawn', () => {
  const compiled = compileTree(world());
  if (!compiled.ok) throw new Error('does not compile');
  const graph = graphExport(compiled.plan, 'river', NOW);
  if (graph === null) throw new Error('no such plane');
  const [entry] = graph.entries;
  if (entry === undefined) throw new Error('nothing enters');
  const hostile = { ...graph, entries: [{ ...entry, entry_key: 'a"]; click x "javascript:y"' }] };
  expect(graphMermaid(hostile)).toContain('{{"a    click x  javascript:y "}}');
});
