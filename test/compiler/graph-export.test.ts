import { expect, it } from 'vitest';
import { compiledStageGraph, graphExport } from '../../src/compiler/index.ts';
import type { Plan } from '../../src/runtime/plan/index.ts';
import { shippedAssets } from '../support/compiler/shipped.ts';
import { compileTree, NOW } from '../support/compiler/workspace.ts';
import { world } from '../support/compiler/world.ts';

function planOf(result: ReturnType<typeof compileTree>): Plan {
  if (!result.ok) throw new Error('does not compile');
  return result.plan;
}

it('shows one plane of a plan, with what leads to its nodes', () => {
  const plan = planOf(compileTree(world()));
  const graph = graphExport(plan, 'river', NOW);
  expect(compiledStageGraph.parse(graph)).toEqual(graph);
  expect({ ...graph, nodes: graph?.nodes.map((node) => node.node_id) }).toMatchInlineSnapshot(`
    {
      "compiled_plan_id": "plan-weather-69f02b4ecdcd",
      "completion_behavior": null,
      "completion_entry": null,
      "edges": [
        {
          "edge_id": "skipped",
          "kind": "normal",
          "max_attempts": null,
          "outcome": "SKIPPED",
          "priority": 100,
          "source_node_id": "skipper",
          "target_node_id": "weigher",
          "terminal_state_id": null,
        },
        {
          "edge_id": "heavy",
          "kind": "retry",
          "max_attempts": 2,
          "outcome": "HEAVY",
          "priority": 100,
          "source_node_id": "weigher",
          "target_node_id": "mender",
          "terminal_state_id": null,
        },
        {
          "edge_id": "heavy",
          "kind": "retry",
          "max_attempts": 2,
          "outcome": "SUNK",
          "priority": 100,
          "source_node_id": "weigher",
          "target_node_id": "mender",
          "terminal_state_id": null,
        },
        {
          "edge_id": "light",
          "kind": "terminal",
          "max_attempts": null,
          "outcome": "LIGHT",
          "priority": 100,
          "source_node_id": "weigher",
          "target_node_id": null,
          "terminal_state_id": "across",
        },
        {
          "edge_id": "sunk",
          "kind": "normal",
          "max_attempts": null,
          "outcome": "SUNK",
          "priority": 100,
          "source_node_id": "skipper",
          "target_node_id": "mender",
          "terminal_state_id": null,
        },
        {
          "edge_id": "lost",
          "kind": "handoff",
          "max_attempts": null,
          "outcome": "LOST",
          "priority": 100,
          "source_node_id": "mender",
          "target_node_id": null,
          "terminal_state_id": "adrift",
        },
        {
          "edge_id": "drowned",
          "kind": "normal",
          "max_attempts": null,
          "outcome": "SUNK",
          "priority": 100,
          "source_node_id": "mender",
          "target_node_id": null,
          "terminal_state_id": "drowned",
        },
      ],
      "entries": [
        {
          "entry_key": "pebble",
          "node_id": "skipper",
          "plane": "river",
          "stage_kind_id": "skipper",
        },
      ],
      "exported_at": "2026-03-04T05:06:07Z",
      "kind": "compiled_stage_graph",
      "loop_id": "river.flow",
      "mode_id": "weather",
      "nodes": [
        "skipper",
        "weigher",
        "mender",
      ],
      "plane": "river",
      "resume_policies": [
        {
          "default_target_node_id": "skipper",
          "disallowed_target_node_ids": [
            "mender",
          ],
          "metadata_stage_keys": [
            "resume_node",
          ],
          "on_outcome": "MENDED",
          "policy_id": "mender.resume",
          "source_node_id": "mender",
        },
      ],
      "schema_version": "1.0",
      "source_refs": [
        "mode:weather",
        "graph_loop:sky.flow",
        "graph_loop:river.flow",
        "graph_loop:cave.flow",
        "graph_completion_behavior:sky.flow",
        "config:runtime:9aaa7bdbdc47",
        "config:runners:44136fa355b3",
        "config:recovery:44136fa355b3",
        "config:stages:44136fa355b3",
        "config:limits:44136fa355b3",
      ],
      "terminal_states": [
        {
          "emits_artifacts": [
            "log",
          ],
          "ends_plane_run": true,
          "terminal_class": "success",
          "terminal_state_id": "across",
          "writes_status": "ACROSS",
        },
        {
          "emits_artifacts": [],
          "ends_plane_run": true,
          "terminal_class": "escalate_planning",
          "terminal_state_id": "adrift",
          "writes_status": "ADRIFT",
        },
        {
          "emits_artifacts": [],
          "ends_plane_run": true,
          "terminal_class": "blocked",
          "terminal_state_id": "drowned",
          "writes_status": "DROWNED",
        },
      ],
      "threshold_policies": [
        {
          "config_key": "max_mends",
          "counter_name": "mends",
          "exhausted_target_node_id": null,
          "exhausted_terminal_state_id": "drowned",
          "guarded_node_id": "mender",
          "policy_id": "mender.limit",
          "threshold": 2,
        },
      ],
    }
  `);
  expect(graphExport(plan, 'sky', NOW)?.completion_entry?.node_id).toBe('judge');
});

it('has nothing for a plane that the plan does not run', () => {
  const plan = planOf(compileTree(world()));
  expect(graphExport(plan, 'moon', NOW)).toBeNull();
  expect(graphExport(plan, 'constructor', NOW)).toBeNull();
});

it('fits the schema for every shipped loop', () => {
  const plan = planOf(compileTree(shippedAssets(), 'learning_codex'));
  for (const plane of plan.planes) {
    expect(compiledStageGraph.safeParse(graphExport(plan, plane, NOW)).success).toBe(true);
  }
});
