import {
  CLOSURE_ENTRY_KEY,
  COMPILER_FORMAT,
  COMPLETION_STEP,
  type CompiledTransition,
  type CompileInputFingerprint,
  isScripted,
  nodesOf,
  type Plan,
  type PlaneGraph,
  type PlanNode,
  type ResolvedAsset,
  SCHEMA_VERSION,
  type ThresholdPolicy,
  type TriggerRule,
} from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import type { BoundNode } from './bindings.ts';
import type { Config } from './config-schema.ts';
import { configRefs, shortHash } from './fingerprint.ts';
import type { Loop, Selection } from './selection.ts';
import { settingsOf } from './settings.ts';
import type { ModeSource } from './source/mode.ts';
import type { StageKindSource } from './source/stage-kind.ts';
import { planIdentity } from './support/canonical.ts';
import { own } from './support/own.ts';

/** Everything that a plan is made of. Contract: it passed every check. */
export interface FreezeInput {
  readonly selection: Selection;
  /** In the order of their graphs. */
  readonly bound: ReadonlyMap<Loop, readonly BoundNode[]>;
  readonly config: Config;
  /** All that could run a stage. */
  readonly runners: Plan['runners'];
  /** What the file of the config says itself. */
  readonly table: unknown;
  readonly config_sha256: string | null;
  readonly assets: readonly ResolvedAsset[];
  readonly fingerprint: CompileInputFingerprint;
  readonly now: string;
  readonly hash: Hash;
}

export function freeze(input: FreezeInput): Plan {
  const content = planContent(input);
  const digest = shortHash(input.hash, planIdentity(content));
  return {
    ...content,
    compiled_plan_id: `plan-${content.mode_id}-${digest}`,
    compiled_at: input.now,
    config_sha256: input.config_sha256,
  };
}

type Content = Omit<Plan, 'compiled_plan_id' | 'compiled_at' | 'config_sha256'>;

function planContent(input: FreezeInput): Content {
  const { selection, config, fingerprint, assets } = input;
  const mode = selection.mode.value;
  const families = [...selection.families.values()].map(({ id, value }) => [id, value] as const);
  const graphs = Object.fromEntries(
    [...selection.loops].map(([plane, loop]) => [plane, planeGraph(loop, input)] as const),
  );
  const runners = usedRunners(input.runners, graphs);
  return {
    schema_version: SCHEMA_VERSION,
    kind: 'compiled_run_plan',
    compiler_format: COMPILER_FORMAT,
    compile_input_fingerprint: fingerprint,
    settings: settingsOf(config, input.table, graphs),
    mode_id: mode.mode_id,
    simulated: Object.values(runners).some(isScripted),
    loop_ids_by_plane: mode.loop_ids_by_plane,
    planes: mode.claim_order.filter((step) => step !== COMPLETION_STEP),
    claim_order: mode.claim_order,
    concurrency_policy: mode.concurrency_policy ?? null,
    families: Object.fromEntries(families),
    graphs_by_plane: graphs,
    learning_trigger_rules: mode.learning_trigger_rules.map(triggerRule),
    trigger_family_id: mode.trigger_family_id ?? null,
    limits: config.limits,
    contract_retries: config.recovery.contract_retries,
    lost_retries: config.recovery.lost_retries,
    runners,
    resolved_assets: [...assets],
    source_refs: sourceRefs(input),
  };
}

/** Those that its stages use: what else the workspace or the release could run is no part of it. */
function usedRunners(runners: Plan['runners'], graphs: Plan['graphs_by_plane']): Plan['runners'] {
  const used = new Set(nodesOf(graphs).map((node) => node.runner_name));
  return Object.fromEntries(Object.entries(runners).filter(([name]) => used.has(name)));
}

function sourceRefs({ selection, table, hash }: FreezeInput): string[] {
  const loops = [...selection.loops.values()].map((loop) => loop.graph);
  const judging = loops.filter((graph) => graph.completion_behavior !== undefined);
  return [
    `mode:${selection.mode.id}`,
    ...loops.map((graph) => `graph_loop:${graph.loop_id}`),
    ...judging.map((graph) => `graph_completion_behavior:${graph.loop_id}`),
    ...configRefs(hash, table),
  ];
}

function triggerRule(rule: ModeSource['learning_trigger_rules'][number]): TriggerRule {
  const paths = rule.preferred_output_paths;
  const listed = (typeof paths === 'string' ? [paths] : paths).map((path) => path.trim());
  return {
    ...rule,
    target_skill_id: rule.target_skill_id ?? null,
    preferred_output_paths: [...new Set(listed.filter((path) => path !== ''))],
  };
}

function planeGraph(loop: Loop, input: FreezeInput): PlaneGraph {
  const { graph } = loop;
  const completion = graph.completion_behavior ?? null;
  const entry = (entry_key: string, node_id: string) => ({
    entry_key,
    node_id,
    stage_kind_id: loop.nodes.get(node_id)?.node.stage_kind_id ?? '',
    plane: graph.plane,
  });
  const thresholds = graph.dynamic_policies.threshold_policies.map((policy) =>
    withConfig(policy, input.config),
  );
  const families = new Set(input.selection.families.keys());
  return {
    loop_id: graph.loop_id,
    plane: graph.plane,
    nodes: (input.bound.get(loop) ?? []).map((bound) => planNode(bound, families)),
    compiled_entries: graph.entry_nodes.map((one) => entry(one.entry_key, one.node_id)),
    compiled_completion_entry:
      completion === null ? null : entry(CLOSURE_ENTRY_KEY, completion.target_node_id),
    compiled_transitions: transitions(loop, thresholds),
    compiled_resume_policies: graph.dynamic_policies.resume_policies,
    compiled_threshold_policies: thresholds,
    terminal_states: graph.terminal_states,
    completion_behavior: completion,
  };
}

function planNode({ node, kind, binding }: BoundNode, families: ReadonlySet<string>): PlanNode {
  const stage = kind.value;
  const classes = stage.legal_outcomes.map(
    (outcome) => [outcome, stage.allowed_result_classes_by_outcome[outcome] ?? []] as const,
  );
  return {
    node_id: node.node_id,
    stage_kind_id: stage.stage_kind_id,
    plane: stage.plane,
    display_name: stage.display_name,
    entrypoint_contract_id: `${node.node_id}.contract.v1`,
    running_status_marker: stage.running_status_marker,
    allowed_result_classes_by_outcome: Object.fromEntries(classes),
    failure_outcome: stage.failure_outcome,
    declared_output_artifacts: stage.declared_output_artifacts,
    artifacts: stage.artifacts,
    // A stage kind may serve several modes; here it proposes what this mode can take in.
    proposes: stage.proposes.filter((family) => families.has(family)),
    may_revise: stage.may_revise,
    ...requirementsOf(stage, families),
    ...(stage.may_declare === undefined ? {} : { may_declare: stage.may_declare }),
    ...(stage.reviews === undefined ? {} : { reviews: stage.reviews }),
    recovery_role: stage.recovery_role,
    closure_role: stage.closure_role,
    ...binding,
  };
}

/** Of the families that this mode can take in. */
function requirementsOf({ requires }: StageKindSource, families: ReadonlySet<string>) {
  if (requires === undefined) return {};
  const known = requires.map((one) => ({
    ...one,
    families: one.families.filter((family) => families.has(family)),
  }));
  return { requires: known.filter((one) => one.families.length > 0) };
}

function withConfig(policy: ThresholdPolicy, config: Config): ThresholdPolicy {
  const value = policy.config_key === null ? undefined : own(config.recovery, policy.config_key);
  return typeof value === 'number' ? { ...policy, threshold: value } : policy;
}

/** One transition for each outcome of each edge, with the limit that is in force. */
function transitions(loop: Loop, thresholds: readonly ThresholdPolicy[]): CompiledTransition[] {
  return loop.graph.edges.flatMap((edge) =>
    edge.on_outcomes.map((outcome) => ({
      edge_id: edge.edge_id,
      source_node_id: edge.from_node_id,
      outcome,
      target_node_id: edge.to_node_id ?? null,
      terminal_state_id: edge.terminal_state_id ?? null,
      kind: edge.kind,
      priority: edge.priority,
      max_attempts:
        edge.max_attempts === undefined
          ? null
          : (thresholds.find((one) => one.guarded_node_id === edge.to_node_id)?.threshold ?? null),
      ...(edge.when === undefined ? {} : { when: edge.when }),
    })),
  );
}
