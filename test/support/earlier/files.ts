import { NodeHash } from '../../../src/runtime/host/hash.ts';

/** Files of an earlier workspace, by their path below its runtime folder. Texts are the project's own. */
export type Files = Record<string, string>;

const hash = new NodeHash();

/** Minutes after the hour at which everything began. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString().replace('.000Z', 'Z');
}

interface Named {
  readonly minute?: number;
  readonly root?: string;
  readonly more?: string;
}

export function spec(id: string, { minute = 0, root = id, more = '' }: Named = {}): string {
  return `# Mend the ${id} gate

Spec-ID: ${id}
Title: Mend the ${id} gate
Summary: The gate closes again.
Source-Type: manual
Source-ID: ${id}
Root-Idea-ID: ${root}
Root-Spec-ID: ${root}
${more}Created-At: ${at(minute)}
Created-By: gardener

Goals:
- The gate closes.

Constraints:
- Keep its colour.

Acceptance:
- It closes by itself.

References:
- notes/gate.md
`;
}

interface TaskParts extends Named {
  readonly after?: readonly string[];
  readonly of?: string;
}

export function task(
  id: string,
  { minute = 1, root, after = [], of = '', more = '' }: TaskParts = {},
) {
  const lineage =
    root === undefined ? '' : `Root-Idea-ID: ${root}\nRoot-Spec-ID: ${root}\nSpec-ID: ${root}\n`;
  const list =
    after.length === 0 ? '' : `Depends-On:\n${after.map((one) => `- ${one}`).join('\n')}\n\n`;
  return `# Oil hinge ${id}

Task-ID: ${id}
Title: Oil hinge ${id}
${lineage}${of}${more}Created-At: ${at(minute)}
Created-By: foreman

${list}Target-Paths:
- gate/${id}.txt

Acceptance:
- Hinge ${id} makes no sound.

Required-Checks:
- ls gate

References:
- notes/gate.md

Risk:
- low
`;
}

export function incident(id: string, root: string, source: string, minute = 2): string {
  return `# Rust in ${source}

Incident-ID: ${id}
Title: Rust in ${source}
Summary: The hinge cannot be oiled.
Root-Idea-ID: ${root}
Root-Spec-ID: ${root}
Source-Task-ID: ${source}
Source-Spec-ID: ${root}
Source-Stage: consultant
Source-Plane: execution
Failure-Class: rusted
Severity: high
Trigger-Reason: rusted
Consultant-Decision: needs_planning
Opened-At: ${at(minute)}
Opened-By: foreman
`;
}

export interface StageParts {
  readonly run: string;
  readonly request: string;
  readonly plane: string;
  readonly node: string;
  readonly outcome: string;
  readonly cls?: string;
  readonly kind?: string | null;
  readonly id?: string | null;
  readonly closes?: string;
  readonly minute: number;
  readonly failure?: string;
  readonly tokens?: number;
}

/** The files that one finished stage leaves. */
export function stage(parts: StageParts): Files {
  const { run, request, plane, node, outcome, cls = 'success', minute, tokens = 1000 } = parts;
  const envelope = {
    schema_version: '1.0',
    kind: 'stage_result',
    run_id: run,
    plane,
    stage: node,
    node_id: node,
    stage_kind_id: node,
    work_item_kind: parts.kind ?? null,
    work_item_id: parts.id ?? null,
    terminal_result: outcome,
    result_class: cls,
    exit_code: 0,
    duration_seconds: 30,
    stdout_path: `/somewhere/else/runs/${run}/runner_stdout.${request}.txt`,
    token_usage: { input_tokens: tokens - 100, output_tokens: 100, total_tokens: tokens },
    notes: [`${node} came to ${outcome}`],
    metadata: {
      request_id: request,
      compiled_plan_id: 'plan-of-before',
      closure_target_root_spec_id: parts.closes ?? null,
      failure_class: parts.failure ?? null,
    },
    started_at: at(minute),
    completed_at: at(minute + 1),
  };
  return {
    [`runs/${run}/stage_results/${request}.json`]: json(envelope),
    [`runs/${run}/runner_stdout.${request}.txt`]: `### ${outcome}\n`,
  };
}

export interface Edge {
  readonly request: string;
  readonly kind: string;
  readonly node?: string;
  readonly terminal?: string;
}

export function trace(run: string, edges: readonly Edge[]): Files {
  const rows = edges.map(({ request, kind, node = null, terminal = null }) => ({
    source_trace_node_id: request,
    edge_kind: kind,
    target_node_id: node,
    terminal_state_id: terminal,
    decision_reason: `${kind} by the earlier router`,
  }));
  return { [`runs/${run}/run_trace.json`]: json({ kind: 'run_trace_graph', edges: rows }) };
}

export function target(root: string, more: object = {}): Files {
  const state = {
    schema_version: '1.0',
    kind: 'closure_target_state',
    root_spec_id: root,
    root_idea_id: root,
    closure_open: true,
    opened_at: at(1),
    closed_at: null,
    last_arbiter_run_id: null,
    latest_verdict_path: null,
    latest_report_path: null,
    ...more,
  };
  return {
    [`arbiter/targets/${root}.json`]: json(state),
    [`arbiter/contracts/root-specs/${root}.md`]: spec(root),
    [`arbiter/contracts/ideas/${root}.md`]: '# The gate\n\nIt should close.\n',
  };
}

export function snapshot(more: object = {}): Files {
  const state = {
    schema_version: '1.0',
    kind: 'runtime_snapshot',
    paused: false,
    pause_sources: [],
    process_running: false,
    active_runs_by_plane: {},
    last_stage_result_path: null,
    updated_at: at(30),
    ...more,
  };
  return { 'state/runtime_snapshot.json': json(state) };
}

/** A baseline whose managed files nobody has touched. */
export function baseline(release = '0.18.0', managed: Files = MANAGED): Files {
  const entries = Object.entries(managed).map(([relative_path, text]) => ({
    relative_path,
    asset_family: relative_path.slice(0, relative_path.indexOf('/')),
    original_sha256: hash.sha256(text),
  }));
  const manifest = {
    schema_version: '1.0',
    manifest_id: hash.sha256(release),
    seed_package_version: release,
    entries,
  };
  return {
    ...managed,
    'state/baseline_manifest.json': json(manifest),
    'state/recovery_counters.json': json({ kind: 'recovery_counters', entries: [] }),
    'millrace.toml': '[runtime]\ndefault_mode = "default_codex"\nrun_style = "daemon"\n',
    'outline.md': 'A garden.\n',
    'historylog.md': '',
    ...snapshot(),
  };
}

export const MANAGED: Files = {
  'entrypoints/__init__.py': '',
  'entrypoints/execution/builder.md': 'Build as before.\n',
  'skills/gate/SKILL.md': 'Swing it.\n',
  'graphs/execution/standard.json': '{"of":"before"}\n',
};

export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A lock of the earlier program, held by the process that tests run as unless they say otherwise. */
export function lock(more: object = {}): Files {
  const held = {
    workspace_root: '/work',
    owner_pid: 1,
    owner_hostname: 'sim',
    acquired_at: at(170),
  };
  return { 'state/runtime_daemon.lock.json': json({ ...held, ...more }) };
}
