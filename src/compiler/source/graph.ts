import { z } from 'zod';
import {
  assetPath,
  authorId,
  completionBehavior,
  edgeCondition,
  edgeKind,
  fieldKey,
  resumePolicy,
  schemaVersion,
  terminalState,
  thresholdPolicy,
  token,
} from '../../runtime/plan/index.ts';

/** The proof that every loop ends walks each node with each permitted target, so graphs are bounded. */
const NODES_MAX = 200;
const EDGES_MAX = 2000;
const POLICIES_MAX = 200;

const graphNode = z.strictObject({
  node_id: authorId,
  stage_kind_id: authorId,
  entrypoint_path: assetPath.optional(),
  attached_skill_additions: z.array(assetPath).default([]),
  runner_name: authorId.optional(),
  model_name: z.string().optional(),
  thinking_level: z.string().optional(),
  timeout_seconds: z.number().min(1).max(604_800).optional(),
});

const graphEdge = z.strictObject({
  edge_id: authorId,
  from_node_id: authorId,
  to_node_id: authorId.optional(),
  terminal_state_id: authorId.optional(),
  on_outcomes: z.array(token).min(1),
  kind: edgeKind.default('normal'),
  priority: z.number().min(0).max(10_000).default(100),
  description: z.string().default(''),
  /** Only on `retry` edges, whose target must have a threshold policy with this threshold. */
  max_attempts: z.number().min(1).optional(),
  /** When it is taken instead of the edge that has none; every outcome needs one without. */
  when: edgeCondition.optional(),
});

/** `graphs/<plane>/<loop_id>.json`. */
export const graphSource = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('graph_loop'),
  loop_id: authorId,
  plane: authorId,
  nodes: z.array(graphNode).min(1).max(NODES_MAX),
  edges: z.array(graphEdge).min(1).max(EDGES_MAX),
  entry_nodes: z.array(z.strictObject({ entry_key: fieldKey, node_id: authorId })),
  terminal_states: z.array(terminalState).min(1),
  dynamic_policies: z
    .strictObject({
      resume_policies: z.array(resumePolicy).max(POLICIES_MAX).default([]),
      threshold_policies: z.array(thresholdPolicy).max(POLICIES_MAX).default([]),
    })
    .default({ resume_policies: [], threshold_policies: [] }),
  completion_behavior: completionBehavior.optional(),
});
export type GraphSource = z.infer<typeof graphSource>;
