import { compiledStageGraph } from '../compiler/views/graph-export.ts';
import type { ClientSession } from '../operations/session.ts';
import type { Runtime } from '../runtime/api/index.ts';
import type { PlaneAnswer, ViewAnswers } from './answers.ts';

/** Of the plans that were looked at last: laying one out takes longer than an answer may. */
const KEPT_MAX = 8;
const known = new Map<string, readonly PlaneAnswer[]>();

/** The adopted plan, drawn; no plane before one is adopted. */
export async function planes(
  session: Pick<ClientSession, 'graphs'>,
  runtime: Runtime,
): Promise<ViewAnswers['graphs']> {
  const plan = runtime.adoptedPlan();
  if (plan === null) return { planes: [] };
  const drawn = known.get(plan) ?? (await draw(session, plan));
  known.delete(plan);
  known.set(plan, drawn);
  for (const [old] of known) if (known.size > KEPT_MAX) known.delete(old);
  return { planes: drawn };
}

async function draw(
  session: Pick<ClientSession, 'graphs'>,
  plan: string,
): Promise<readonly PlaneAnswer[]> {
  const { pictureOf } = await import('../compiler/views/graph-layout.ts');
  return [...(await session.graphs(plan)).values()].map(({ json }) => {
    const graph = compiledStageGraph.parse(JSON.parse(json));
    const limits = graph.threshold_policies.map(({ guarded_node_id, threshold }) => ({
      node: guarded_node_id,
      times: threshold,
    }));
    return { ...pictureOf(graph), limits };
  });
}
