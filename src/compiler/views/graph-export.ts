import { z } from 'zod';
import {
  authorId,
  compiledEntry,
  compiledTransition,
  completionBehavior,
  itemId,
  type Plan,
  planNode,
  resumePolicy,
  SCHEMA_VERSION,
  schemaVersion,
  terminalState,
  thresholdPolicy,
  timestamp,
} from '../../runtime/plan/index.ts';
import { own } from '../support/own.ts';

/**
 * One plane of a frozen plan as a graph. Policies and the completion entry belong to it: without
 * them the nodes that only they lead to would look unreachable.
 */
export const compiledStageGraph = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('compiled_stage_graph'),
  compiled_plan_id: itemId,
  mode_id: authorId,
  loop_id: authorId,
  plane: authorId,
  nodes: z.array(planNode).min(1),
  edges: z.array(compiledTransition).min(1),
  entries: z.array(compiledEntry),
  completion_entry: compiledEntry.nullable(),
  completion_behavior: completionBehavior.nullable(),
  terminal_states: z.array(terminalState.omit({ handoff: true })).min(1),
  resume_policies: z.array(resumePolicy),
  threshold_policies: z.array(thresholdPolicy),
  source_refs: z.array(z.string()),
  exported_at: timestamp,
});
export type CompiledStageGraph = z.infer<typeof compiledStageGraph>;

/** null = the plan has no such plane. */
export function graphExport(plan: Plan, plane: string, now: string): CompiledStageGraph | null {
  const graph = own(plan.graphs_by_plane, plane);
  if (graph === undefined) return null;
  return {
    schema_version: SCHEMA_VERSION,
    kind: 'compiled_stage_graph',
    compiled_plan_id: plan.compiled_plan_id,
    mode_id: plan.mode_id,
    loop_id: graph.loop_id,
    plane,
    nodes: graph.nodes,
    edges: graph.compiled_transitions,
    entries: graph.compiled_entries,
    completion_entry: graph.compiled_completion_entry,
    completion_behavior: graph.completion_behavior,
    terminal_states: graph.terminal_states.map(({ handoff: _, ...state }) => state),
    resume_policies: graph.compiled_resume_policies,
    threshold_policies: graph.compiled_threshold_policies,
    source_refs: plan.source_refs,
    exported_at: now,
  };
}
