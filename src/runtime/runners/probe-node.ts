import type { PlanNode } from '../plan/index.ts';

/** The one result of a node of no plan. */
export const BARE_OUTCOME = 'PROBE_COMPLETE';
const NAME = 'no-stage';

/** A node of no plan, for what is asked about a runner apart from any stage. */
export function bareNode(runner_name: string, more: Partial<PlanNode> = {}): PlanNode {
  return {
    node_id: NAME,
    stage_kind_id: NAME,
    plane: NAME,
    display_name: 'Probe',
    entrypoint_path: NAME,
    entrypoint_contract_id: NAME,
    running_status_marker: 'PROBE_RUNNING',
    allowed_result_classes_by_outcome: { [BARE_OUTCOME]: ['success'] },
    failure_outcome: 'PROBE_FAILED',
    declared_output_artifacts: [],
    artifacts: [],
    proposes: [],
    may_revise: false,
    recovery_role: null,
    closure_role: false,
    required_skill_paths: [],
    attached_skill_additions: [],
    runner_name,
    model_name: null,
    thinking_level: null,
    model_reasoning_effort: null,
    timeout_seconds: 1,
    ...more,
  };
}
