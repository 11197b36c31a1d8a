import { configValues, graphExport, graphMermaid, modeList } from '../../../src/compiler/index.ts';
import type { GraphTexts } from '../../../src/product/backend.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { Plan } from '../../../src/runtime/plan/index.ts';
import { shippedAssets } from '../compiler/shipped.ts';
import { compileTree, diskOf, NOW, ROOT } from '../compiler/workspace.ts';

interface Structure {
  readonly plan: Plan;
  readonly modes: ReturnType<typeof modeList>;
  readonly config: ReturnType<typeof configValues>;
}

/** Examples are small. */
const NODES_MAX = 2;
const VALUES_MAX = 10;

let made: Structure | null = null;

/** What a workspace of this release is made of, compiled by the first that looks. */
export function structure(): Structure {
  made ??= make();
  return made;
}

function make(): Structure {
  const tree = new Map([
    ...shippedAssets(),
    ['millrace.toml', '[runtime]\ndefault_mode = "default_codex"\n'],
  ]);
  const { plan } = compileTree(tree);
  if (plan === null) throw new Error('what ships does not compile');
  const ports = { disk: diskOf(tree), hash: new NodeHash(), root: ROOT };
  const config = configValues(ports, { plan: null });
  const graphs = plan.planes.map((plane) => [plane, shortened(plan, plane)] as const);
  return {
    plan: { ...plan, resolved_assets: [], graphs_by_plane: Object.fromEntries(graphs) },
    modes: modeList(ports).filter(isDefault),
    config: { ...config, values: config.values.slice(0, VALUES_MAX) },
  };
}

function shortened({ graphs_by_plane }: Plan, plane: string) {
  const graph = graphs_by_plane[plane];
  if (graph === undefined) throw new Error(`the plan has no plane ${plane}`);
  return { ...graph, nodes: graph.nodes.slice(0, NODES_MAX) };
}

function isDefault({ mode_id }: { readonly mode_id: string }): boolean {
  return mode_id === 'default_codex';
}

/** Plane -> its graph. */
export function graphsOf(plan: Plan): ReadonlyMap<string, GraphTexts> {
  return new Map([...plan.planes].sort().map((plane) => [plane, textsOf(plan, plane)]));
}

function textsOf(plan: Plan, plane: string): GraphTexts {
  const graph = graphExport(plan, plane, NOW);
  if (graph === null) throw new Error(`the plan has no plane ${plane}`);
  return { json: JSON.stringify(graph), mermaid: graphMermaid(graph) };
}
