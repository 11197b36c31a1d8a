import type {
  DoctorView,
  GcView,
  HarnessTable,
  ProbeView,
  RepairView,
  ReplayView,
  WhyView,
} from '../../../src/runtime/api/index.ts';
import { AT } from './fake-views.ts';

export const doctorView: DoctorView = {
  ok: true,
  seq: 12,
  simulated: true,
  findings: [
    {
      code: 'projection_differs',
      severity: 'warning',
      place: 'millrace-agents/state/runtime_snapshot.json',
      what: 'it was changed by something else',
      next: 'call doctor_repair: it is written anew from the journal',
    },
  ],
  counts: { error: 0, warning: 1, note: 0 },
  totals: [{ code: 'projection_differs', total: 1 }],
  checked: [{ area: 'journal', result: 'record 12 in segment 1' }],
};

export const repairView: RepairView = {
  seq: 13,
  rebuilt: ['millrace-agents/state/runtime_snapshot.json'],
  rebuilt_total: 1,
  moved: [],
  moved_total: 0,
  notes: [],
};

export const whyView: WhyView = {
  seq: 12,
  simulated: true,
  kind: 'item',
  subject: 'task/one',
  rows: [
    {
      seq: 9,
      at: AT,
      rules: ['claim-order'],
      inputs: ['tick'],
      actor: 'cli',
      changed: ['task/one -> active: claimed'],
      evidence: [],
    },
  ],
  before_seq: null,
  kept_from: 1,
  stands: ['task/one is active after 1 stages: One'],
};

export const gcView: GcView = {
  applied: false,
  simulated: true,
  segments_packed: 2,
  segments_thinned: 0,
  attempts_dropped: 3,
  blobs_dropped: 0,
  logs_dropped: 0,
  trees_dropped: 0,
  freed_bytes: 123_456,
  archive_bytes: 20_000,
  output_bytes: 0,
  notes: [],
};

export const harnessTable: HarnessTable = {
  harnesses: [
    {
      runner: 'codex_cli',
      harness: 'Codex',
      program: 'codex',
      installed: 'yes',
      asked: true,
      version: '0.169.0',
      tested_version: '0.169.0',
      age: 'tested',
      login: 'yes',
      account: 'subscription',
      login_by: 'auth.json',
      permission: 'maximum',
      problem: null,
    },
  ],
  commands: [
    {
      runner: 'codex_cli',
      stages: ['planning/planner', 'planning/manager'],
      command: 'cd {work_dir} && codex exec --json - < {attempt_dir}/prompt.md',
      env_set: ['HOME', 'PATH'],
      env_passed: [],
    },
  ],
};

export const probeView: ProbeView = {
  runner: 'codex_cli',
  harness: 'Codex',
  ok: true,
  failure_class: null,
  detail: 'it answered with its marker',
  seconds: 2.1,
  total_tokens: 1200,
  session: '0198c0de-0000-7000-8000-000000000000',
};

export const replayView: ReplayView = {
  seq: 4,
  simulated: true,
  rows: [],
  after_seq: null,
  kept_from: 1,
};
