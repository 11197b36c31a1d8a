import type { LoopEvent } from '../../../src/runtime/api/index.ts';
import { runningView, tickView } from '../../support/backend/fake-views.ts';

const usage = {
  input_tokens: 100,
  cached_input_tokens: 20,
  output_tokens: 30,
  thinking_tokens: 4,
  total_tokens: 134,
};
const { applied } = tickView;
const { stage } = runningView;
if (applied === null || stage === null) throw new Error('the fakes changed');

/** One of each kind, so that a monitor can show them. */
export const EVENTS: readonly LoopEvent[] = [
  {
    kind: 'started',
    facts: {
      session: 'abcdef012345',
      mode_id: 'default_offline',
      plan_id: 'plan-1',
      currentness: 'current',
      manifest_id: '0123456789abcdef',
      seed_package: '0.1.0',
      loops: [
        { plane: 'planning', loop_id: 'planning.standard' },
        { plane: 'execution', loop_id: 'execution.standard' },
      ],
      exclusive: ['planning+execution'],
      concurrent: ['learning+planning', 'learning+execution'],
      markers: { planning: 'PLANNER_COMPLETE' },
      queues: { planning: 1, execution: 0 },
    },
  },
  { kind: 'adopted', stage, status: 'BUILDER_RUNNING' },
  { kind: 'dispatched', stage: { ...stage, node: 'second' }, status: 'ANOTHER' },
  {
    kind: 'dispatched',
    stage: { ...stage, work: null, closure_root: 'subtract' },
    status: 'BUILDER_RUNNING',
  },
  {
    kind: 'applied',
    applied,
    facts: {
      stage_kind: 'planner',
      usage,
      route: { action: 'run_stage', node: 'manager', reason: 'edge' },
      run: { elapsed_ms: 5400, usage },
    },
  },
  {
    kind: 'applied',
    applied,
    facts: {
      stage_kind: 'planner',
      usage: null,
      route: { action: 'idle', node: null, reason: 'edge' },
      run: { elapsed_ms: 0, usage: null },
    },
  },
  { kind: 'command', name: 'pause', detail: 'dispatch is paused' },
  {
    kind: 'governed',
    cleared: '',
    rules: [
      {
        source: 'runtime_token',
        rule_id: 'a-day',
        window: 'calendar_day',
        observed: 120,
        threshold: 100,
        next_resume_at: '2026-01-01T23:00:00.000Z',
      },
    ],
  },
  { kind: 'governed', cleared: 'a-day', rules: [] },
  {
    kind: 'warned',
    rule_id: 'a-day',
    window: 'calendar_day',
    observed: 81,
    threshold: 100,
    detail: null,
  },
  {
    kind: 'warned',
    rule_id: 'subscription-quota-degraded',
    window: 'subscription',
    observed: 0,
    threshold: 0,
    detail: 'no reading for two hours',
  },
  {
    kind: 'skill',
    skill: 'builder-core',
    act: 'promote',
    is_written: false,
    planes: ['planning', 'execution'],
    source: 'run-1',
  },
  {
    kind: 'skill',
    skill: 'builder-core',
    act: 'promote',
    is_written: true,
    planes: [],
    source: null,
  },
  {
    kind: 'skill',
    skill: 'testing',
    act: 'install',
    is_written: true,
    planes: [],
    source: null,
  },
  { kind: 'reloaded', plan_id: 'plan-2' },
  { kind: 'idle', did: 'paused', reason: 'lunch\nand dinner' },
  { kind: 'idle', did: 'idle', reason: null },
  { kind: 'recovered', note: 'The journal was gone.' },
  { kind: 'refused', code: 'plan_invalid', what: 'No plan', next: 'call compile_validate' },
  { kind: 'suspended', ms: 3_600_000 },
  { kind: 'unwatched', path: 'ideas/inbox', why: 'ENOSPC' },
  { kind: 'stopped', reason: 'stopped', ticks: 2 },
];
