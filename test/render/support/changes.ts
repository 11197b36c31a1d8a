import type {
  AdmitChange,
  Change,
  ItemState,
  MoveChange,
  RecordedSubject,
  ResultChange,
  RouteChange,
} from '../../../src/runtime/kernel/changes/changes.ts';
import { recorded, time } from './fixture.ts';

/** Short forms of changes, with dull values where a test does not care. */
export function admit(
  family: string,
  id: string,
  more: Partial<Omit<AdmitChange, 'k' | 'family' | 'id'>> = {},
): AdmitChange {
  return {
    k: 'admit@1',
    family,
    id,
    at: Date.parse(time(0)),
    title: `Title of ${id}`,
    deps: [],
    root: null,
    idea: null,
    start_node: null,
    via: null,
    document: recorded(`# ${id}\n`),
    handed_over: null,
    source: { kind: 'operator', ref: 'enqueue' },
    state: 'queue',
    ...more,
  };
}

export function revise(key: string, text: string): Change {
  return {
    k: 'revise@1',
    key,
    at: Date.parse(time(0)),
    title: text,
    deps: [],
    document: recorded(text),
    source: { kind: 'stage', ref: null },
  };
}

export function move(key: string, to: ItemState, reason = 'claimed'): MoveChange {
  return { k: 'move@1', key, to, reason };
}

/** A claim and its first dispatch. */
export function claim(run: string, plane: string, key: string, node: string, root?: string) {
  return [
    move(key, 'active'),
    runChange(run, plane, { key, root: root ?? null }, node),
    ...dispatch(run, node, `${run}-q1`),
  ];
}

export function runChange(
  run: string,
  plane: string,
  subject: RecordedSubject,
  node: string,
): Change {
  return { k: 'run@1', run, plane, ...subject, node, plan_id: 'plan-x', at: time(1) };
}

export function dispatch(run: string, node: string, request: string): Change[] {
  return [
    {
      k: 'request@1',
      request,
      run,
      node,
      input_digest: 'd',
      status: `${node.toUpperCase()}_RUNNING`,
      tree: null,
    },
    {
      k: 'attempt@1',
      attempt: `${request}-1`,
      request,
      ordinal: 1,
      work_dir: '/work',
      session: null,
      retry: null,
      at: time(1),
    },
  ];
}

export function result(
  request: string,
  outcome: string,
  more: Partial<Omit<ResultChange, 'k' | 'request' | 'outcome'>> = {},
): ResultChange {
  return {
    k: 'result@1',
    request,
    attempt: `${request}-1`,
    outcome,
    result_class: 'success',
    failure_class: null,
    summary: `${outcome} it is`,
    usage: null,
    started_at: time(2),
    completed_at: time(3),
    duration_ms: 60_000,
    exit_code: 0,
    exit_kind: 'completed',
    normalization: 'stdout_terminal_token',
    session: null,
    artifacts: [],
    evidence: [],
    notes: [],
    ...more,
  };
}

export function route(
  run: string,
  request: string | null,
  action: RouteChange['action'],
  more: Partial<Omit<RouteChange, 'k' | 'run' | 'request' | 'action'>> = {},
): RouteChange {
  return {
    k: 'route@1',
    run,
    request,
    action,
    node: null,
    terminal: action === 'run_stage' ? null : 'over',
    writes_status: action === 'run_stage' ? null : 'OVER',
    reason: 'an-edge',
    failure_class: null,
    spawned: [],
    ...more,
  };
}

export function openTarget(root: string, idea: string, key: string): Change {
  return {
    k: 'target-open@1',
    root,
    idea,
    key,
    spec: recorded(`# Spec ${root}\n`),
    source: recorded(`Idea of ${root}\n`),
    at: time(1),
  };
}
