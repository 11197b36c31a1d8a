import type { PlanNode, RunnerConfig } from '../runtime/plan/index.ts';
import { harnessOf } from '../runtime/runners/index.ts';
import type { Definition } from './catalog.ts';
import type { Config, StageOverride } from './config-schema.ts';
import type { GraphNode } from './selection.ts';
import type { ModeSource } from './source/mode.ts';
import type { StageKindSource } from './source/stage-kind.ts';
import { own } from './support/own.ts';

const TIMEOUT_SECONDS_DEFAULT = 3600;

/** What a node is run with. */
export type Binding = Pick<
  PlanNode,
  | 'entrypoint_path'
  | 'required_skill_paths'
  | 'attached_skill_additions'
  | 'runner_name'
  | 'model_name'
  | 'thinking_level'
  | 'model_reasoning_effort'
  | 'timeout_seconds'
>;

/**
 * Precedence, weakest first: stage kind, graph node, mode, the operator's `[stages.<stage>]`. A
 * stage is addressed by its node or by its stage kind; the node is meant more exactly and wins.
 */
export function bind(
  node: GraphNode,
  kind: StageKindSource,
  mode: ModeSource,
  config: Config,
  runners: Readonly<Record<string, RunnerConfig>>,
): Binding {
  const pick = <T>(map: Readonly<Record<string, T>>): T | undefined =>
    own(map, node.node_id) ?? own(map, node.stage_kind_id);
  const operator = operatorFor(node, config);
  const runner_name = operator.runner ?? authorRunner(node, mode) ?? config.runners.default_runner;
  const thinking_level = thinkingLevel(node, mode, operator.thinking_level);
  const runner = own(runners, runner_name);
  const namesEffort = runner !== undefined && harnessOf(runner)?.names_effort === true;
  return {
    entrypoint_path:
      pick(mode.stage_entrypoint_overrides) ?? node.entrypoint_path ?? kind.default_entrypoint_path,
    required_skill_paths: [...new Set(kind.required_skill_paths)],
    attached_skill_additions: skillAdditions(node, kind, pick(mode.stage_skill_additions) ?? []),
    runner_name,
    model_name: operator.model ?? pick(mode.stage_model_bindings) ?? node.model_name ?? null,
    thinking_level,
    model_reasoning_effort: namesEffort ? thinking_level : null,
    timeout_seconds: operator.timeout_seconds ?? node.timeout_seconds ?? TIMEOUT_SECONDS_DEFAULT,
  };
}

function authorRunner(node: GraphNode, mode: ModeSource): string | undefined {
  const bindings = mode.stage_runner_bindings;
  return own(bindings, node.node_id) ?? own(bindings, node.stage_kind_id) ?? node.runner_name;
}

/** Who names the runner of a node; `default`: nobody but `runners.default_runner`. */
export function runnerSource(
  node: GraphNode,
  mode: ModeSource,
  config: Config,
): 'operator' | 'author' | 'default' {
  if (operatorFor(node, config).runner !== undefined) return 'operator';
  return authorRunner(node, mode) === undefined ? 'default' : 'author';
}

function operatorFor(node: GraphNode, config: Config) {
  const general = own(config.stages, node.stage_kind_id);
  const exact = own(config.stages, node.node_id);
  return { ...general, ...exact, thinking_level: levelOf(exact) ?? levelOf(general) };
}

/** `model_reasoning_effort` is the older name of the same setting. */
function levelOf(stage: StageOverride | undefined): string | undefined {
  return stage?.thinking_level ?? stage?.model_reasoning_effort;
}

/** A mode may say null: no thinking level, whatever the graph says. */
function thinkingLevel(
  node: GraphNode,
  mode: ModeSource,
  asked: string | undefined,
): string | null {
  if (asked !== undefined) return asked;
  for (const name of [node.node_id, node.stage_kind_id]) {
    const level = own(mode.stage_thinking_bindings, name);
    if (level !== undefined) return level;
  }
  return node.thinking_level ?? null;
}

function skillAdditions(
  node: GraphNode,
  kind: StageKindSource,
  additions: readonly string[],
): string[] {
  const all = new Set([...node.attached_skill_additions, ...additions]);
  return [...all].filter((path) => !kind.required_skill_paths.includes(path));
}

/** A node with its stage kind and binding: all that is frozen of it. */
export interface BoundNode {
  readonly node: GraphNode;
  readonly kind: Definition<StageKindSource>;
  readonly binding: Binding;
}
