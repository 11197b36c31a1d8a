import {
  type Family,
  type Plan,
  plan as planSchema,
  SCHEMA_VERSION,
} from '../../../src/runtime/plan/index.ts';

export interface NodeSketch {
  readonly id: string;
  readonly outcomes: readonly string[];
  /** Counter of the policy that guards it. */
  readonly counter?: string;
}

export interface PlaneSketch {
  readonly plane: string;
  readonly loop: string;
  readonly nodes: readonly NodeSketch[];
}

export interface FamilySketch {
  readonly id: string;
  readonly plane: string;
  readonly folder: string;
  readonly states?: Family['states'];
  readonly role: Family['closure']['role'];
}

export interface PlanSketch {
  readonly mode: string;
  readonly planes: readonly PlaneSketch[];
  readonly claim_order: readonly string[];
  readonly families: readonly FamilySketch[];
  readonly trigger: string | null;
}

const STATES: Family['states'] = {
  queue: 'queue',
  active: 'active',
  done: 'done',
  blocked: 'blocked',
};

export function makePlan(sketch: PlanSketch): Plan {
  const { planes } = sketch;
  return planSchema.parse({
    schema_version: SCHEMA_VERSION,
    kind: 'compiled_run_plan',
    compiled_plan_id: `plan-${sketch.mode}-0123456789ab`,
    compile_input_fingerprint: {
      mode_id: sketch.mode,
      config_fingerprint: 'cfg-0123456789ab',
      assets_fingerprint: 'assets-0123456789ab',
    },
    mode_id: sketch.mode,
    simulated: false,
    loop_ids_by_plane: Object.fromEntries(planes.map(({ plane, loop }) => [plane, loop])),
    planes: planes.map(({ plane }) => plane),
    claim_order: sketch.claim_order,
    concurrency_policy: null,
    families: Object.fromEntries(sketch.families.map((one) => [one.id, familyOf(one)])),
    graphs_by_plane: Object.fromEntries(planes.map((one) => [one.plane, graphOf(one)])),
    learning_trigger_rules: [],
    trigger_family_id: sketch.trigger,
    limits: {
      stages_per_lineage: 100,
      wall_minutes_per_lineage: 100,
      tokens_per_lineage: 1000,
      handoffs_per_lineage: 3,
      remediations_per_lineage: 3,
      attempts_per_item: 10,
    },
    contract_retries: 1,
    lost_retries: 1,
    runners: {},
    compiled_at: '2026-03-01T07:00:00Z',
    resolved_assets: [],
    source_refs: [`mode:${sketch.mode}`],
  });
}

function familyOf(sketch: FamilySketch) {
  return {
    schema_version: SCHEMA_VERSION,
    kind: 'work_item_family',
    family_id: sketch.id,
    display_name: sketch.id,
    plane: sketch.plane,
    entry_key: 'entry',
    folder: sketch.folder,
    states: sketch.states ?? STATES,
    claim_rank: 0,
    id_key: 'id',
    order_key: 'at',
    depends_on_key: null,
    closure: { role: sketch.role, root_keys: [], idea_key: null, inherit: {} },
    scalars: [{ label: 'ID', key: 'id', type: 'id', required: true }],
    lists: [],
  };
}

function graphOf({ plane, loop, nodes }: PlaneSketch) {
  return {
    loop_id: loop,
    plane,
    nodes: nodes.map((node) => nodeOf(plane, node)),
    compiled_entries: [],
    compiled_completion_entry: null,
    compiled_transitions: [
      {
        edge_id: `${plane}.end`,
        source_node_id: nodes[0]?.id,
        outcome: nodes[0]?.outcomes[0],
        target_node_id: null,
        terminal_state_id: 'over',
        kind: 'terminal',
        priority: 0,
        max_attempts: null,
      },
    ],
    compiled_resume_policies: [],
    compiled_threshold_policies: nodes.flatMap(({ id, counter }) =>
      counter === undefined
        ? []
        : [{ policy_id: `${id}.limit`, guarded_node_id: id, counter_name: counter, threshold: 2 }],
    ),
    terminal_states: [
      {
        terminal_state_id: 'over',
        terminal_class: 'success',
        writes_status: 'OVER',
        emits_artifacts: [],
      },
    ],
    completion_behavior: null,
  };
}

function nodeOf(plane: string, { id, outcomes }: NodeSketch) {
  return {
    node_id: id,
    stage_kind_id: `${id}-kind`,
    plane,
    display_name: id,
    entrypoint_path: `entrypoints/${id}.md`,
    entrypoint_contract_id: `${id}.v1`,
    running_status_marker: `${id.toUpperCase()}_RUNNING`,
    allowed_result_classes_by_outcome: Object.fromEntries(
      outcomes.map((outcome) => [outcome, ['success']]),
    ),
    failure_outcome: outcomes.at(-1),
    declared_output_artifacts: [],
    artifacts: [],
    proposes: [],
    may_revise: false,
    recovery_role: null,
    closure_role: false,
    required_skill_paths: [],
    attached_skill_additions: [],
    runner_name: 'parrot',
    model_name: 'model-x',
    thinking_level: null,
    model_reasoning_effort: 'high',
    timeout_seconds: 60,
  };
}

/** Names that no shipped asset has. */
export const NONSENSE = makePlan({
  mode: 'moon_mode',
  planes: [
    {
      plane: 'tide',
      loop: 'tide.slow',
      nodes: [
        { id: 'wade', outcomes: ['WET', 'DRY'] },
        { id: 'mop', outcomes: ['MOPPED'], counter: 'mop_count' },
      ],
    },
    { plane: 'ember', loop: 'ember.fast', nodes: [{ id: 'glow', outcomes: ['LIT', 'OUT'] }] },
  ],
  claim_order: ['ember', 'tide', 'completion'],
  families: [
    {
      id: 'kite',
      plane: 'tide',
      folder: 'sky/kites',
      states: { queue: 'incoming', active: 'aloft', done: 'landed', blocked: 'torn' },
      role: 'work',
    },
    { id: 'shard', plane: 'ember', folder: 'shards', role: 'root' },
    { id: 'echo', plane: 'ember', folder: 'echoes', role: 'none' },
  ],
  trigger: 'echo',
});

/** The shape of release 0.18.0. */
export const CLASSIC = makePlan({
  mode: 'learning_codex',
  planes: [
    {
      plane: 'execution',
      loop: 'execution.standard',
      nodes: [
        { id: 'builder', outcomes: ['BUILDER_COMPLETE', 'BLOCKED'] },
        {
          id: 'troubleshooter',
          outcomes: ['TROUBLESHOOT_COMPLETE', 'BLOCKED'],
          counter: 'troubleshoot_attempt_count',
        },
      ],
    },
    {
      plane: 'planning',
      loop: 'planning.standard',
      nodes: [
        { id: 'planner', outcomes: ['PLANNER_COMPLETE', 'BLOCKED'] },
        { id: 'arbiter', outcomes: ['ARBITER_COMPLETE', 'REMEDIATION_NEEDED', 'BLOCKED'] },
      ],
    },
    {
      plane: 'learning',
      loop: 'learning.standard',
      nodes: [{ id: 'analyst', outcomes: ['ANALYST_COMPLETE', 'BLOCKED'] }],
    },
  ],
  claim_order: ['planning', 'execution', 'completion', 'learning'],
  families: [
    { id: 'task', plane: 'execution', folder: 'tasks', role: 'work' },
    { id: 'spec', plane: 'planning', folder: 'specs', role: 'root' },
    {
      id: 'incident',
      plane: 'planning',
      folder: 'incidents',
      states: { queue: 'incoming', active: 'active', done: 'resolved', blocked: 'blocked' },
      role: 'work',
    },
    { id: 'learning_request', plane: 'learning', folder: 'learning/requests', role: 'none' },
  ],
  trigger: 'learning_request',
});
