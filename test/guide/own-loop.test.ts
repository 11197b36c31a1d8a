import { expect, it } from 'vitest';
import { shippedAssets } from '../support/compiler/shipped.ts';
import { compileTree, explain, type Tree } from '../support/compiler/workspace.ts';
import { blocks } from '../support/guide-page.ts';

const GRAPH = 'graphs/writing/writing.simple.json';
const DRAFTER = 'registry/stage_kinds/writing/drafter.json';

const written = blocks('own-loop.md');
const files = written.flatMap(({ path, text }) => (path === null ? [] : [[path, text] as const]));
const tree: Tree = new Map<string, unknown>([...shippedAssets(), ...files]);
const partOf = (of: string): string =>
  written.find(({ path, text }) => path === null && text.includes(of))?.text ?? '';

it('shows files that compile, as they stand', () => {
  expect(files.map(([path]) => path)).toContain(GRAPH);
  expect(explain(compileTree(tree, 'newsroom'))).toBe('');
});

it('shows a stage that may be passed over, which compiles where the page puts it', () => {
  const graph = String(tree.get(GRAPH)).replace('"edges": [', `"edges": [${partOf('edge_id')},`);
  const kind = String(tree.get(DRAFTER)).replace(/\}\s*$/, `,${partOf('may_declare')}}`);
  const passing = new Map([...tree, [GRAPH, graph], [DRAFTER, kind]]);
  const result = compileTree(passing, 'newsroom');
  expect(explain(result)).toBe('');
  const { compiled_transitions = [] } = result.plan?.graphs_by_plane.writing ?? {};
  expect(compiled_transitions.filter(({ when }) => when !== undefined)).toMatchObject([
    { edge_id: 'corrected', terminal_state_id: 'printed', when: { declared: 'only_spelling' } },
  ]);
});
