import {
  at,
  baseline,
  type Files,
  incident,
  json,
  snapshot,
  spec,
  stage,
  target,
  task,
  trace,
} from './files.ts';

const RUN = 'run-00000000000000000000000000000a';
const JUDGED = 'run-00000000000000000000000000000b';
const BUILT = 'run-00000000000000000000000000000c';

function firstPlanned(run: string): Files {
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

function planned(run: string): Files {
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
function built(
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

const DONE: readonly [string, string, string][] = [
  ['builder', 'BUILDER_COMPLETE', 'success'],
  ['checker', 'CHECKER_PASS', 'success'],
  ['updater', 'UPDATE_COMPLETE', 'success'],
];

/** Planned, built, and judged to be closed. */
const JUDGED_GATE: Files = {
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

function active(
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

/** Each kind of workspace that an import meets, in files of the project's own. */
export const SCENES = {
  'nothing queued': baseline(),

  'queued, paused by its operator': {
    ...baseline(),
    ...snapshot({ paused: true, pause_sources: ['operator'] }),
    'specs/queue/gate.md': spec('gate'),
    'specs/queue/fence.md': spec('fence', { minute: 3 }),
    'tasks/queue/t-one.md': task('t-one'),
    'tasks/queue/t-two.md': task('t-two', { minute: 2, after: ['t-one'] }),
  },

  'planner done, manager next': {
    ...baseline(),
    ...active('planning', RUN, 'manager', 'spec', 'gate'),
    ...target('gate'),
    ...firstPlanned(RUN),
    ...trace(RUN, [{ request: 'request-a1', kind: 'run_stage', node: 'manager' }]),
    'specs/active/gate.md': spec('gate'),
  },

  'updater done, not yet applied': {
    ...baseline(),
    ...active('execution', BUILT, 'updater', 'task', 't-one'),
    ...target('gate'),
    ...planned(RUN),
    ...built('t-one', BUILT, DONE, 'run_stage'),
    ...trace(BUILT, []),
    'specs/done/gate.md': spec('gate'),
    'tasks/active/t-one.md': task('t-one', { root: 'gate' }),
  },

  'killed while the builder ran': {
    ...baseline(),
    ...active('execution', BUILT, 'builder', 'task', 't-one', { process_running: true }),
    ...target('gate'),
    ...planned(RUN),
    'state/runtime_daemon.lock.json': json({
      workspace_root: '/elsewhere/garden',
      owner_pid: 4711,
      owner_hostname: 'shed',
      owner_session_id: 'aa',
      acquired_at: at(5),
    }),
    [`runs/${BUILT}/runner_prompt.request-c0.md`]: 'Build it.\n',
    'specs/done/gate.md': spec('gate'),
    'tasks/active/t-one.md': task('t-one', { root: 'gate' }),
    'tasks/queue/t-two.md': task('t-two', { root: 'gate', after: ['t-one'] }),
  },

  closed: {
    ...baseline(),
    ...target('gate', {
      closure_open: false,
      closed_at: at(20),
      last_arbiter_run_id: JUDGED,
      latest_verdict_path: 'millrace-agents/arbiter/verdicts/gate.json',
    }),
    ...JUDGED_GATE,
  },

  'arbiter done, not yet applied': {
    ...baseline('0.16.2'),
    ...snapshot({ active_plane: 'planning', active_node_id: 'arbiter', active_run_id: JUDGED }),
    ...target('gate'),
    ...JUDGED_GATE,
    [`runs/${JUDGED}/arbiter_report.md`]: 'All hinges are quiet.\n',
  },

  'blocked, a dependent waits': {
    ...baseline(),
    ...target('gate'),
    ...planned(RUN),
    ...built(
      't-one',
      BUILT,
      [
        ['builder', 'BLOCKED', 'blocked'],
        ['consultant', 'BLOCKED', 'blocked'],
      ],
      'blocked',
    ),
    'diagnostics/blocked/task-t-one.json': json({ failure_class: 'hinge_rusted' }),
    'specs/done/gate.md': spec('gate'),
    'tasks/blocked/t-one.md': task('t-one', { root: 'gate' }),
    'tasks/queue/t-two.md': task('t-two', { root: 'gate', after: ['t-one'] }),
  },

  'planned anew after a handoff': {
    ...baseline(),
    ...target('gate'),
    ...planned(RUN),
    ...built(
      't-one',
      BUILT,
      [
        ['builder', 'BLOCKED', 'blocked'],
        ['consultant', 'NEEDS_PLANNING', 'escalate_planning'],
      ],
      'handoff',
    ),
    'specs/done/gate.md': spec('gate'),
    'tasks/blocked/t-one.md': task('t-one', { root: 'gate' }),
    'tasks/queue/t-new.md': task('t-new', { root: 'gate', minute: 12 }),
    'incidents/resolved/rust.md': incident('rust', 'gate', 't-one', 10),
  },

  'stopped while governance had paused it': {
    ...baseline(),
    ...target('gate'),
    ...planned(RUN),
    'state/usage_governance_state.json': json({
      paused_by_governance: true,
      next_auto_resume_at: '2026-01-05T13:00:00Z',
      active_blockers: [
        { rule_id: 'small', window: 'rolling_5h', observed: 2000, threshold: 1500 },
      ],
    }),
    'state/usage_governance_ledger.jsonl': `${JSON.stringify({ stage_result_path: `millrace-agents/runs/${RUN}/stage_results/request-a1.json` })}\n`,
    'specs/done/gate.md': spec('gate'),
    'tasks/queue/t-one.md': task('t-one', { root: 'gate' }),
  },

  'a pause waits in the mailbox': {
    ...baseline(),
    'state/mailbox/incoming/pause-1-aa.json': json({
      command: 'pause',
      issued_at: at(9),
      payload: {},
    }),
    'state/mailbox/incoming/stop-2-bb.json': json({
      command: 'stop',
      issued_at: at(10),
      payload: {},
    }),
    'state/mailbox/incoming/retry_active-3-cc.json': json({
      command: 'retry_active',
      issued_at: at(11),
      payload: {},
    }),
    'specs/queue/gate.md': spec('gate'),
  },

  'edited and added assets': {
    ...baseline(),
    'entrypoints/execution/builder.md': 'Build my way.\n',
    'entrypoints/execution/mine.md': 'Mine.\n',
    'skills/gate/SKILL.md': 'Swing it twice.\n',
    'modes/own.json': '{"mode_id":"own"}\n',
    'millrace.toml':
      '[runtime]\ndefault_mode = "own"\nidle_sleep_seconds = 0.5\n\n[recovery]\nmax_fix_cycles = 3\n\n[auto_recovery]\nenabled = true\n',
    'specs/queue/gate.md': spec('gate'),
  },
} satisfies Readonly<Record<string, Files>>;

export type SceneName = keyof typeof SCENES;
