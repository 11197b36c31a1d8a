import {
  at,
  baseline,
  type Files,
  json,
  snapshot,
  spec,
  stage,
  target,
  task,
  trace,
} from './files.ts';

export const RUN = 'run-00000000000000000000000000000a';
export const JUDGED = 'run-00000000000000000000000000000b';
export const BUILT = 'run-00000000000000000000000000000c';

export function firstPlanned(run: string): Files {
  return stage({
    run,
    request: 'request-a1',
    plane: 'planning',
    node: 'planner',
    outcome: 'PLANNER_COMPLETE',
    kind: 'spec',
    id: 'gate',
    minute: 2,
  });
}

export function planned(run: string): Files {
  return {
    ...firstPlanned(run),
    ...stage({
      run,
      request: 'request-a2',
      plane: 'planning',
      node: 'manager',
      outcome: 'MANAGER_COMPLETE',
      kind: 'spec',
      id: 'gate',
      minute: 4,
    }),
    ...trace(run, [
      { request: 'request-a1', kind: 'run_stage', node: 'manager' },
      { request: 'request-a2', kind: 'idle', terminal: 'manager_complete' },
    ]),
  };
}

/** A run of the builder's plane in which each stage came to what is said of it. */
export function built(
  id: string,
  run: string,
  stages: readonly [string, string, string][],
  end: string,
): Files {
  const files = stages.map(([node, outcome, cls], n) =>
    stage({
      run,
      request: `${run.replace('run', 'request')}${n}`,
      plane: 'execution',
      node,
      outcome,
      cls,
      kind: 'task',
      id,
      minute: 6 + 2 * n,
      ...(cls === 'success' ? {} : { failure: 'rusted' }),
    }),
  );
  const edges = stages.map((_, n) => ({
    request: `${run.replace('run', 'request')}${n}`,
    ...(stages[n + 1] === undefined
      ? { kind: end }
      : { kind: 'run_stage', node: stages[n + 1]?.[0] ?? '' }),
  }));
  return Object.assign({}, ...files, trace(run, edges));
}

export const DONE: readonly [string, string, string][] = [
  ['builder', 'BUILDER_COMPLETE', 'success'],
  ['checker', 'CHECKER_PASS', 'success'],
  ['updater', 'UPDATE_COMPLETE', 'success'],
];

export const CLOSED = {
  closure_open: false,
  closed_at: at(20),
  last_arbiter_run_id: JUDGED,
  latest_verdict_path: 'millrace-agents/arbiter/verdicts/gate.json',
};

/** Planned, built, and judged to be closed. */
export const JUDGED_GATE: Files = {
  ...planned(RUN),
  ...built('t-one', BUILT, DONE, 'idle'),
  ...stage({
    run: JUDGED,
    request: 'request-b1',
    plane: 'planning',
    node: 'arbiter',
    outcome: 'ARBITER_COMPLETE',
    kind: 'spec',
    id: 'gate',
    closes: 'gate',
    minute: 18,
  }),
  'arbiter/verdicts/gate.json': json({ verdict: 'pass' }),
  'specs/done/gate.md': spec('gate'),
  'tasks/done/t-one.md': task('t-one', { root: 'gate' }),
};

/** A lineage that is done, and a request that was learned from it. */
export function learned(outcome: string): Files {
  const [stage_of] = outcome.toLowerCase().split('_');
  const isNothing = outcome.endsWith('NOOP');
  const run = 'run-00000000000000000000000000000d';
  const request = `# Learn from t-one

Learning-Request-ID: learn-one
Title: Learn from t-one
Requested-Action: improve
Target-Stage: analyst
Created-At: ${at(14)}
Created-By: foreman
`;
  return {
    ...baseline(),
    'millrace.toml': '[runtime]\ndefault_mode = "learning_codex"\n',
    ...target('gate', isNothing ? {} : CLOSED),
    ...JUDGED_GATE,
    ...stage({
      run,
      request: 'request-d1',
      plane: 'learning',
      node: stage_of ?? '',
      outcome,
      cls: isNothing ? 'no_op' : 'success',
      kind: 'learning_request',
      id: 'learn-one',
      minute: 15,
    }),
    'learning/requests/done/learn-one.md': request,
  };
}

export function active(
  plane: string,
  run: string,
  node: string,
  kind: string,
  id: string,
  more: object = {},
) {
  const one = {
    plane,
    stage: node,
    node_id: node,
    run_id: run,
    work_item_kind: kind,
    work_item_id: id,
  };
  return snapshot({ active_runs_by_plane: { [plane]: one }, ...more });
}
