import { describe, expect, it } from 'vitest';
import { runTrace } from '../../src/runtime/render/trace-schema.ts';
import {
  admit,
  claim,
  dispatch,
  move,
  openTarget,
  result,
  route,
  runChange,
} from './support/changes.ts';
import { recorded, time, World } from './support/fixture.ts';
import { CLASSIC, NONSENSE } from './support/plans.ts';

const usage = {
  input_tokens: 100,
  cached_input_tokens: 80,
  output_tokens: 20,
  thinking_tokens: 5,
  total_tokens: 120,
  cost_usd: 0.25,
};

/** A work item in its second stage, after a recovery node was entered once. */
function nonsenseWorld(): World {
  const world = new World(NONSENSE);
  world.step(
    admit('shard', 'root-1', { root: 'root-1', idea: 'idea-1', state: 'done' }),
    admit('kite', 'k1', { root: 'root-1', idea: 'idea-1' }),
    admit('kite', 'k2', { root: 'root-1', idea: 'idea-1' }),
    openTarget('root-1', 'idea-1', 'shard/root-1'),
  );
  world.step(...claim('run-1', 'tide', 'kite/k1', 'wade', 'root-1'));
  world.step(
    result('run-1-q1', 'DRY', {
      result_class: 'recoverable_failure',
      failure_class: 'no_water',
      usage,
      artifacts: [
        { artifact_id: 'log', file: 'log.md', document: recorded('dry\n'), published: null },
        {
          artifact_id: 'map',
          file: 'map.json',
          document: recorded('{}\n'),
          published: 'maps/run-1.json',
        },
      ],
      evidence: [
        { path: 'runs/run-1/out.txt', kind: 'stdout', sha256: 'ab', size_bytes: 3 },
        { path: 'attempts/run-1-q1-1/prompt.md', kind: 'prompt', sha256: 'cd', size_bytes: 4 },
      ],
      notes: ['the tide was out'],
    }),
    admit('echo', 'e1', { source: { kind: 'runtime', ref: 'run-1-q1' }, start_node: 'glow' }),
    { k: 'count@1', key: 'kite/k1', policy: 'mop.limit' },
    route('run-1', 'run-1-q1', 'run_stage', {
      node: 'mop',
      reason: 'wade-DRY',
      failure_class: 'no_water',
      spawned: [{ kind: 'echo', item_id: 'e1', reason: 'learning_trigger' }],
    }),
    ...dispatch('run-1', 'mop', 'run-1-q2'),
  );
  return world;
}

describe('texts of a plan with names of its own', () => {
  const world = nonsenseWorld();
  const read = (place: string) => world.read(place);

  it('renders the snapshot', () => {
    expect(read('state/runtime_snapshot.json')).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "runtime_snapshot",
        "runtime_mode": "once",
        "process_running": false,
        "stop_requested": false,
        "paused": false,
        "pause_sources": [],
        "active_mode_id": "moon_mode",
        "tide_loop_id": "tide.slow",
        "ember_loop_id": "ember.fast",
        "loop_ids_by_plane": {
          "tide": "tide.slow",
          "ember": "ember.fast"
        },
        "compiled_plan_id": "plan-moon_mode-0123456789ab",
        "compiled_plan_path": "millrace-agents/state/compiled_plan.json",
        "active_plane": "tide",
        "active_stage": "mop-kind",
        "active_node_id": "mop",
        "active_stage_kind_id": "mop-kind",
        "active_run_id": "run-1",
        "active_work_item_kind": "kite",
        "active_work_item_id": "k1",
        "active_since": "2026-03-01T08:03:00.000Z",
        "active_runs_by_plane": {
          "tide": {
            "plane": "tide",
            "stage": "mop-kind",
            "node_id": "mop",
            "stage_kind_id": "mop-kind",
            "run_id": "run-1",
            "request_kind": "active_work_item",
            "work_item_kind": "kite",
            "work_item_id": "k1",
            "closure_target_root_spec_id": null,
            "closure_target_root_idea_id": null,
            "active_since": "2026-03-01T08:03:00.000Z",
            "running_status_marker": "MOP_RUNNING"
          }
        },
        "tide_status_marker": "### MOP_RUNNING",
        "ember_status_marker": "### IDLE",
        "status_markers_by_plane": {
          "tide": "### MOP_RUNNING",
          "ember": "### IDLE"
        },
        "queue_depth_tide": 1,
        "queue_depth_ember": 1,
        "queue_depths_by_plane": {
          "tide": 1,
          "ember": 1
        },
        "last_terminal_result": "DRY",
        "last_stage_result_path": "millrace-agents/runs/run-1/stage_results/run-1-q1.json",
        "current_failure_class": "no_water",
        "mop_count": 1,
        "config_version": "cfg-0123456789ab",
        "watcher_mode": "off",
        "last_reload_outcome": null,
        "last_reload_error": null,
        "started_at": null,
        "updated_at": "2026-03-01T08:03:00.000Z"
      }
      "
    `);
  });

  it('renders markers and counters', () => {
    expect(read('state/tide_status.md')).toBe('### MOP_RUNNING\n');
    expect(read('state/ember_status.md')).toBe('### IDLE\n');
    expect(read('state/recovery_counters.json')).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "recovery_counters",
        "entries": [
          {
            "failure_class": "mop.limit",
            "work_item_kind": "kite",
            "work_item_id": "k1",
            "mop_count": 1,
            "last_updated_at": "2026-03-01T08:03:00.000Z"
          }
        ]
      }
      "
    `);
  });

  it('renders the closure target with the open work of its lineage', () => {
    expect(read('arbiter/targets/root-1.json')).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "closure_target_state",
        "root_spec_id": "root-1",
        "root_idea_id": "idea-1",
        "root_spec_path": "millrace-agents/arbiter/contracts/root-specs/root-1.md",
        "root_idea_path": "millrace-agents/arbiter/contracts/ideas/idea-1.md",
        "rubric_path": "millrace-agents/arbiter/rubrics/root-1.md",
        "latest_verdict_path": null,
        "latest_report_path": null,
        "closure_open": true,
        "closure_blocked_by_lineage_work": true,
        "blocking_work_ids": [
          "k1",
          "k2"
        ],
        "opened_at": "2026-03-01T08:01:00.000Z",
        "closed_at": null,
        "last_arbiter_run_id": null
      }
      "
    `);
    expect(read('arbiter/contracts/root-specs/root-1.md')).toBe('# Spec root-1\n');
    expect(read('arbiter/contracts/ideas/idea-1.md')).toBe('Idea of root-1\n');
  });

  it('renders the stage result and publishes its artifact', () => {
    expect(read('maps/run-1.json')).toBe('{}\n');
    expect(read('runs/run-1/stage_results/run-1-q1.json')).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "stage_result",
        "run_id": "run-1",
        "plane": "tide",
        "stage": "wade-kind",
        "node_id": "wade",
        "stage_kind_id": "wade-kind",
        "work_item_kind": "kite",
        "work_item_id": "k1",
        "terminal_result": "DRY",
        "result_class": "recoverable_failure",
        "summary_status_marker": "### DRY",
        "success": false,
        "retryable": true,
        "exit_code": 0,
        "duration_seconds": 60,
        "prompt_artifact": "/ws/millrace-agents/attempts/run-1-q1-1/prompt.md",
        "report_artifact": null,
        "artifact_paths": [
          "/ws/millrace-agents/maps/run-1.json",
          "/ws/millrace-agents/runs/run-1/out.txt",
          "/ws/millrace-agents/attempts/run-1-q1-1/prompt.md"
        ],
        "detected_marker": "### DRY",
        "stdout_path": "/ws/millrace-agents/runs/run-1/out.txt",
        "stderr_path": null,
        "runner_name": "parrot",
        "model_name": "model-x",
        "thinking_level": null,
        "model_reasoning_effort": "high",
        "token_usage": {
          "input_tokens": 100,
          "cached_input_tokens": 80,
          "output_tokens": 20,
          "thinking_tokens": 5,
          "total_tokens": 120
        },
        "notes": [
          "the tide was out"
        ],
        "metadata": {
          "request_id": "run-1-q1",
          "attempt_id": "run-1-q1-1",
          "request_kind": "active_work_item",
          "mode_id": "moon_mode",
          "compiled_plan_id": "plan-x",
          "thinking_level": null,
          "model_reasoning_effort": "high",
          "normalization_source": "stdout_terminal_token",
          "failure_class": "no_water",
          "valid_terminal_result": true,
          "raw_exit_kind": "completed",
          "raw_exit_code": 0,
          "stage_result_path": "millrace-agents/runs/run-1/stage_results/run-1-q1.json",
          "summary": "DRY it is",
          "cost_usd": 0.25
        },
        "started_at": "2026-03-01T08:02:00.000Z",
        "completed_at": "2026-03-01T08:03:00.000Z"
      }
      "
    `);
  });

  it('renders the trace', () => {
    const text = read('runs/run-1/run_trace.json') ?? '';
    expect(runTrace.parse(JSON.parse(text)).status).toBe('active');
    expect(text).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "run_trace_graph",
        "run_id": "run-1",
        "run_dir": "millrace-agents/runs/run-1",
        "compiled_plan_id": "plan-x",
        "mode_id": "moon_mode",
        "request_kind": "active_work_item",
        "work_item_kind": "kite",
        "work_item_id": "k1",
        "closure_target_root_spec_id": null,
        "status": "active",
        "started_at": "2026-03-01T08:01:00.000Z",
        "completed_at": null,
        "duration_seconds": null,
        "nodes": [
          {
            "trace_node_id": "run-1-q1",
            "run_id": "run-1",
            "request_id": "run-1-q1",
            "plane": "tide",
            "stage": "wade-kind",
            "node_id": "wade",
            "stage_kind_id": "wade-kind",
            "compiled_plan_id": "plan-x",
            "mode_id": "moon_mode",
            "request_kind": "active_work_item",
            "work_item_kind": "kite",
            "work_item_id": "k1",
            "closure_target_root_spec_id": null,
            "terminal_result": "DRY",
            "result_class": "recoverable_failure",
            "failure_class": "no_water",
            "runner_name": "parrot",
            "model_name": "model-x",
            "thinking_level": null,
            "model_reasoning_effort": "high",
            "started_at": "2026-03-01T08:02:00.000Z",
            "completed_at": "2026-03-01T08:03:00.000Z",
            "duration_seconds": 60,
            "token_usage": {
              "input_tokens": 100,
              "cached_input_tokens": 80,
              "output_tokens": 20,
              "thinking_tokens": 5,
              "total_tokens": 120
            },
            "artifacts": [
              {
                "path": "stage_results/run-1-q1.json",
                "kind": "stage_result",
                "size_bytes": null,
                "sha256": null
              },
              {
                "path": "millrace-agents/attempts/run-1-q1-1/out/log.md",
                "kind": "artifact",
                "size_bytes": null,
                "sha256": null
              },
              {
                "path": "millrace-agents/maps/run-1.json",
                "kind": "json",
                "size_bytes": null,
                "sha256": null
              },
              {
                "path": "out.txt",
                "kind": "stdout",
                "size_bytes": 3,
                "sha256": "ab"
              },
              {
                "path": "millrace-agents/attempts/run-1-q1-1/prompt.md",
                "kind": "prompt",
                "size_bytes": 4,
                "sha256": "cd"
              }
            ]
          }
        ],
        "edges": [
          {
            "trace_edge_id": "run-1-q1--DRY--mop",
            "source_trace_node_id": "run-1-q1",
            "outcome": "DRY",
            "edge_kind": "run_stage",
            "target_node_id": "mop",
            "target_trace_node_id": null,
            "terminal_state_id": null,
            "spawned_work": [
              {
                "kind": "echo",
                "item_id": "e1",
                "path": "millrace-agents/echoes/queue/e1.md",
                "reason": "learning_trigger",
                "source_stage_node_id": "wade",
                "source_terminal_result": "DRY"
              }
            ],
            "decision_reason": "wade-DRY",
            "decided_at": "2026-03-01T08:03:00.000Z"
          }
        ],
        "notes": [],
        "generated_at": "2026-03-01T08:03:00.000Z"
      }
      "
    `);
  });

  it('writes one event row for each change that means something', () => {
    expect(read('logs/runtime_events.jsonl')).toMatchInlineSnapshot(`
      "{"schema_version":"1.0","kind":"runtime_event","event_type":"work_item_admitted","occurred_at":"2026-03-01T08:01:00.000Z","data":{"work_item_kind":"shard","work_item_id":"root-1","title":"Title of root-1","state":"done","root_spec_id":"root-1","root_idea_id":"idea-1","source":"operator","source_ref":"enqueue","epoch":"","seq":1}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"work_item_admitted","occurred_at":"2026-03-01T08:01:00.000Z","data":{"work_item_kind":"kite","work_item_id":"k1","title":"Title of k1","state":"queue","root_spec_id":"root-1","root_idea_id":"idea-1","source":"operator","source_ref":"enqueue","epoch":"","seq":1}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"work_item_admitted","occurred_at":"2026-03-01T08:01:00.000Z","data":{"work_item_kind":"kite","work_item_id":"k2","title":"Title of k2","state":"queue","root_spec_id":"root-1","root_idea_id":"idea-1","source":"operator","source_ref":"enqueue","epoch":"","seq":1}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"closure_target_opened","occurred_at":"2026-03-01T08:01:00.000Z","data":{"root_spec_id":"root-1","root_idea_id":"idea-1","root_spec_path":"millrace-agents/arbiter/contracts/root-specs/root-1.md","root_idea_path":"millrace-agents/arbiter/contracts/ideas/idea-1.md","epoch":"","seq":1}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"work_item_moved","occurred_at":"2026-03-01T08:02:00.000Z","data":{"work_item_kind":"kite","work_item_id":"k1","to":"active","reason":"claimed","epoch":"","seq":2}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"stage_started","occurred_at":"2026-03-01T08:02:00.000Z","data":{"request_id":"run-1-q1","stage":"wade","node_id":"wade","plane":"tide","run_id":"run-1","work_item_kind":"kite","work_item_id":"k1","closure_target_root_spec_id":null,"status_marker":"### WADE_RUNNING","epoch":"","seq":2}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"stage_completed","occurred_at":"2026-03-01T08:03:00.000Z","data":{"request_id":"run-1-q1","stage":"wade","node_id":"wade","plane":"tide","run_id":"run-1","work_item_kind":"kite","work_item_id":"k1","closure_target_root_spec_id":null,"attempt_id":"run-1-q1-1","terminal_result":"DRY","result_class":"recoverable_failure","failure_class":"no_water","summary_status_marker":"### DRY","started_at":"2026-03-01T08:02:00.000Z","completed_at":"2026-03-01T08:03:00.000Z","duration_seconds":60,"token_usage":{"input_tokens":100,"cached_input_tokens":80,"output_tokens":20,"thinking_tokens":5,"total_tokens":120,"cost_usd":0.25},"stage_result_path":"millrace-agents/runs/run-1/stage_results/run-1-q1.json","epoch":"","seq":3}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"work_item_admitted","occurred_at":"2026-03-01T08:03:00.000Z","data":{"work_item_kind":"echo","work_item_id":"e1","title":"Title of e1","state":"queue","root_spec_id":null,"root_idea_id":null,"source":"runtime","source_ref":"run-1-q1","epoch":"","seq":3}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"learning_request_enqueued","occurred_at":"2026-03-01T08:03:00.000Z","data":{"learning_request_id":"e1","request_id":"run-1-q1","source_plane":"tide","source_stage":"wade","source_node_id":"wade","terminal_result":"DRY","start_node_id":"glow","epoch":"","seq":3}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"router_decision","occurred_at":"2026-03-01T08:03:00.000Z","data":{"request_id":"run-1-q1","stage":"wade","node_id":"wade","plane":"tide","run_id":"run-1","work_item_kind":"kite","work_item_id":"k1","closure_target_root_spec_id":null,"action":"run_stage","terminal_result":"DRY","failure_class":"no_water","next_stage":"mop","next_node_id":"mop","terminal_state_id":null,"reason":"wade-DRY","epoch":"","seq":3}}
      {"schema_version":"1.0","kind":"runtime_event","event_type":"stage_started","occurred_at":"2026-03-01T08:03:00.000Z","data":{"request_id":"run-1-q2","stage":"mop","node_id":"mop","plane":"tide","run_id":"run-1","work_item_kind":"kite","work_item_id":"k1","closure_target_root_spec_id":null,"status_marker":"### MOP_RUNNING","epoch":"","seq":3}}
      "
    `);
  });

  it('repeats loop id and graph of each plane in the compiled plan', () => {
    const text: unknown = JSON.parse(read('state/compiled_plan.json') ?? '');
    const { graphs_by_plane: graphs } = NONSENSE;
    const edges = graphs.tide?.compiled_transitions ?? [];
    expect(text).toMatchObject({
      compiled_plan_id: NONSENSE.compiled_plan_id,
      tide_loop_id: 'tide.slow',
      tide_graph: { plane: 'tide', compiled_transitions: edges },
      ember_loop_id: 'ember.fast',
      ember_graph: { plane: 'ember', compiled_entries: graphs.ember?.compiled_entries },
    });
    expect(text).not.toHaveProperty('families');
  });
});

describe('texts of the shape of release 0.18.0', () => {
  const world = new World(CLASSIC);
  world.step(
    admit('spec', 's1', { root: 's1', idea: 'i1', state: 'done' }),
    admit('task', 't1', { root: 's1', idea: 'i1' }),
    openTarget('s1', 'i1', 'spec/s1'),
  );
  world.step(...claim('run-1', 'execution', 'task/t1', 'builder', 's1'));
  world.step(
    result('run-1-q1', 'BLOCKED', { result_class: 'blocked', failure_class: 'builder_blocked' }),
    admit('incident', 'inc-1', { root: 's1', source: { kind: 'runtime', ref: 'run-1-q1' } }),
    { k: 'handoff@1', incident: 'incident/inc-1', source: 'task/t1', root: 's1' },
    move('task/t1', 'blocked', 'needs_planning'),
    route('run-1', 'run-1-q1', 'handoff', {
      terminal: 'needs_planning',
      writes_status: 'NEEDS_PLANNING',
      failure_class: 'builder_blocked',
      spawned: [{ kind: 'incident', item_id: 'inc-1', reason: 'needs_planning' }],
    }),
  );
  world.step(
    runChange('run-2', 'planning', { key: null, root: 's1' }, 'arbiter'),
    ...dispatch('run-2', 'arbiter', 'run-2-q1'),
  );
  const during = world.read('state/runtime_snapshot.json') ?? '';
  world.step(
    result('run-2-q1', 'ARBITER_COMPLETE', {
      artifacts: [
        {
          artifact_id: 'verdict',
          file: 'verdict.json',
          document: recorded('{}'),
          published: 'arbiter/verdicts/s1.json',
        },
        {
          artifact_id: 'report',
          file: 'report.md',
          document: recorded('good'),
          published: 'arbiter/reports/run-2.md',
        },
      ],
    }),
    {
      k: 'target-verdict@1',
      root: 's1',
      run: 'run-2',
      action: 'closed',
      failure_class: null,
      at: time(9),
      verdict_path: 'arbiter/verdicts/s1.json',
      report_path: 'arbiter/reports/run-2.md',
    },
    route('run-2', 'run-2-q1', 'idle', { terminal: 'arbiter_complete' }),
  );

  it('names planes in the fields of the snapshot', () => {
    const snapshot = JSON.parse(during);
    expect(Object.keys(snapshot)).toMatchInlineSnapshot(`
      [
        "schema_version",
        "kind",
        "runtime_mode",
        "process_running",
        "stop_requested",
        "paused",
        "pause_sources",
        "active_mode_id",
        "execution_loop_id",
        "planning_loop_id",
        "learning_loop_id",
        "loop_ids_by_plane",
        "compiled_plan_id",
        "compiled_plan_path",
        "active_plane",
        "active_stage",
        "active_node_id",
        "active_stage_kind_id",
        "active_run_id",
        "active_work_item_kind",
        "active_work_item_id",
        "active_since",
        "active_runs_by_plane",
        "execution_status_marker",
        "planning_status_marker",
        "learning_status_marker",
        "status_markers_by_plane",
        "queue_depth_execution",
        "queue_depth_planning",
        "queue_depth_learning",
        "queue_depths_by_plane",
        "last_terminal_result",
        "last_stage_result_path",
        "current_failure_class",
        "troubleshoot_attempt_count",
        "config_version",
        "watcher_mode",
        "last_reload_outcome",
        "last_reload_error",
        "started_at",
        "updated_at",
      ]
    `);
    expect(snapshot.active_runs_by_plane).toMatchInlineSnapshot(`
      {
        "planning": {
          "active_since": "2026-03-01T08:04:00.000Z",
          "closure_target_root_idea_id": "i1",
          "closure_target_root_spec_id": "s1",
          "node_id": "arbiter",
          "plane": "planning",
          "request_kind": "closure_target",
          "run_id": "run-2",
          "running_status_marker": "ARBITER_RUNNING",
          "stage": "arbiter-kind",
          "stage_kind_id": "arbiter-kind",
          "work_item_id": null,
          "work_item_kind": null,
        },
      }
    `);
  });

  it('closes the target', () => {
    expect(world.read('arbiter/targets/s1.json')).toMatchInlineSnapshot(`
      "{
        "schema_version": "1.0",
        "kind": "closure_target_state",
        "root_spec_id": "s1",
        "root_idea_id": "i1",
        "root_spec_path": "millrace-agents/arbiter/contracts/root-specs/s1.md",
        "root_idea_path": "millrace-agents/arbiter/contracts/ideas/i1.md",
        "rubric_path": "millrace-agents/arbiter/rubrics/s1.md",
        "latest_verdict_path": "millrace-agents/arbiter/verdicts/s1.json",
        "latest_report_path": "millrace-agents/arbiter/reports/run-2.md",
        "closure_open": false,
        "closure_blocked_by_lineage_work": false,
        "blocking_work_ids": [],
        "opened_at": "2026-03-01T08:01:00.000Z",
        "closed_at": "2026-03-01T08:09:00.000Z",
        "last_arbiter_run_id": "run-2"
      }
      "
    `);
    expect(world.read('arbiter/verdicts/s1.json')).toBe('{}');
    expect(world.read('arbiter/reports/run-2.md')).toBe('good');
  });

  it('files the result of a closure decision under its root spec', () => {
    const envelope = JSON.parse(world.read('runs/run-2/stage_results/run-2-q1.json') ?? '');
    expect(envelope).toMatchObject({
      stage: 'arbiter-kind',
      work_item_kind: 'spec',
      work_item_id: 's1',
      report_artifact: '/ws/millrace-agents/arbiter/reports/run-2.md',
    });
    expect(envelope.metadata).toMatchInlineSnapshot(`
      {
        "attempt_id": "run-2-q1-1",
        "closure_target_root_idea_id": "i1",
        "closure_target_root_spec_id": "s1",
        "compiled_plan_id": "plan-x",
        "failure_class": null,
        "mode_id": "learning_codex",
        "model_reasoning_effort": "high",
        "normalization_source": "stdout_terminal_token",
        "preferred_report_path": "millrace-agents/arbiter/reports/run-2.md",
        "preferred_rubric_path": "millrace-agents/arbiter/rubrics/s1.md",
        "preferred_verdict_path": "millrace-agents/arbiter/verdicts/s1.json",
        "raw_exit_code": 0,
        "raw_exit_kind": "completed",
        "request_id": "run-2-q1",
        "request_kind": "closure_target",
        "stage_result_path": "millrace-agents/runs/run-2/stage_results/run-2-q1.json",
        "summary": "ARBITER_COMPLETE it is",
        "thinking_level": null,
        "valid_terminal_result": true,
      }
    `);
  });

  it('ends the trace of a handoff with the incident', () => {
    const trace = runTrace.parse(JSON.parse(world.read('runs/run-1/run_trace.json') ?? ''));
    expect(trace.status).toBe('handoff');
    expect(trace.edges).toMatchInlineSnapshot(`
      [
        {
          "decided_at": "2026-03-01T08:03:00.000Z",
          "decision_reason": "an-edge",
          "edge_kind": "handoff",
          "outcome": "BLOCKED",
          "source_trace_node_id": "run-1-q1",
          "spawned_work": [
            {
              "item_id": "inc-1",
              "kind": "incident",
              "path": "millrace-agents/incidents/incoming/inc-1.md",
              "reason": "needs_planning",
              "source_stage_node_id": "builder",
              "source_terminal_result": "BLOCKED",
            },
          ],
          "target_node_id": null,
          "target_trace_node_id": null,
          "terminal_state_id": "needs_planning",
          "trace_edge_id": "run-1-q1--BLOCKED--terminal:needs_planning",
        },
      ]
    `);
  });

  it('writes the events of 0.18', () => {
    const rows = (world.read('logs/runtime_events.jsonl') ?? '').trimEnd().split('\n');
    const events = rows.map((row) => JSON.parse(row));
    expect(events.map((row) => row.event_type)).toMatchInlineSnapshot(`
      [
        "work_item_admitted",
        "work_item_admitted",
        "closure_target_opened",
        "work_item_moved",
        "stage_started",
        "stage_completed",
        "work_item_admitted",
        "runtime_handoff_incident_enqueued",
        "work_item_moved",
        "router_decision",
        "stage_started",
        "stage_completed",
        "closure_target_closed",
        "router_decision",
      ]
    `);
    const handoff = events.find((row) => row.event_type === 'runtime_handoff_incident_enqueued');
    expect(handoff).toMatchInlineSnapshot(`
      {
        "data": {
          "epoch": "",
          "incident_id": "inc-1",
          "incident_kind": "incident",
          "reason": "an-edge",
          "root_idea_id": "i1",
          "root_spec_id": "s1",
          "run_id": "run-1",
          "seq": 3,
          "source_work_item_id": "t1",
          "source_work_item_kind": "task",
        },
        "event_type": "runtime_handoff_incident_enqueued",
        "kind": "runtime_event",
        "occurred_at": "2026-03-01T08:03:00.000Z",
        "schema_version": "1.0",
      }
    `);
    const closed = events.find((row) => row.event_type === 'closure_target_closed');
    expect(closed).toMatchInlineSnapshot(`
      {
        "data": {
          "epoch": "",
          "failure_class": null,
          "latest_report_path": "millrace-agents/arbiter/reports/run-2.md",
          "latest_verdict_path": "millrace-agents/arbiter/verdicts/s1.json",
          "reason": "an-edge",
          "root_idea_id": "i1",
          "root_spec_id": "s1",
          "run_id": "run-2",
          "seq": 5,
          "terminal_result": "ARBITER_COMPLETE",
        },
        "event_type": "closure_target_closed",
        "kind": "runtime_event",
        "occurred_at": "2026-03-01T08:05:00.000Z",
        "schema_version": "1.0",
      }
    `);
  });
});
