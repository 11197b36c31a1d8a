import {
  at,
  baseline,
  type Files,
  incident,
  json,
  snapshot,
  spec,
  target,
  task,
  trace,
} from './files.ts';

import {
  active,
  BUILT,
  built,
  CLOSED,
  DONE,
  firstPlanned,
  JUDGED,
  JUDGED_GATE,
  learned,
  planned,
  RUN,
} from './scene-parts.ts';

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
    ...target('gate', CLOSED),
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

  'learning that changed a skill, closed': learned('CURATOR_COMPLETE'),

  'learning that came to nothing': learned('ANALYST_NOOP'),

  'a stage that printed no marker, then a good one': {
    ...baseline(),
    ...built(
      't-one',
      BUILT,
      [
        ['builder', 'BLOCKED', 'recoverable_failure'],
        ['troubleshooter', 'TROUBLESHOOT_COMPLETE', 'success'],
        ...DONE,
      ],
      'idle',
    ),
    'tasks/done/t-one.md': task('t-one'),
  },

  'an alias as its mode': {
    ...baseline(),
    'millrace.toml': '[runtime]\ndefault_mode = "standard_plain"\n',
    ...built('t-one', BUILT, DONE, 'idle'),
    'tasks/done/t-one.md': task('t-one'),
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
