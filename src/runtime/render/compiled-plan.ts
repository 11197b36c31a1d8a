import type { Plan } from '../plan/index.ts';
import { jsonText } from './text.ts';

/**
 * `compiled_plan.json`: the plan, with the loop id and graph of each plane repeated under the names
 * of 0.18.
 */
export function compiledPlanText(plan: Plan): string {
  const flat: Record<string, unknown> = {};
  for (const plane of plan.planes) {
    flat[`${plane}_loop_id`] = plan.loop_ids_by_plane[plane] ?? null;
    flat[`${plane}_graph`] = plan.graphs_by_plane[plane] ?? null;
  }
  return jsonText({ ...plan, ...flat });
}
