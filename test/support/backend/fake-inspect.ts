import type {
  DiffView,
  EventView,
  ListRow,
  LogsView,
  ShowView,
} from '../../../src/runtime/api/index.ts';
import { AT, about, spec } from './fake-views.ts';

export const row: ListRow = {
  key: 'spec/subtract',
  about,
  status: null,
  stages: 2,
  deps: [],
  at: AT,
};

export const rootPage: ShowView = {
  seq: 12,
  simulated: true,
  kind: 'root',
  lineage: spec,
  version: 1,
  promises: [
    {
      id: 'A1',
      text: 'subtract(5, 3) is 2',
      since: 1,
      waived: false,
      met: true,
      evidence: 'test/subtract.test.js',
    },
    { id: 'A2', text: 'npm test passes', since: 1, waived: false, met: null, evidence: null },
  ],
  done: {
    total: 1,
    rows: [{ ...row, key: 'task/one', about: { ...about, item: 'task/one', state: 'done' } }],
  },
  not_done: { total: 0, rows: [] },
  said: {
    decisions: { total: 0, rows: [] },
    questions: { total: 0, rows: [] },
    claims: { total: 0, rows: [] },
  },
  changed: {
    files: 1,
    added: 1,
    removed: 0,
    rows: [{ path: 'subtract.ts', kind: 'added', added: 1, removed: 0 }],
  },
  blockers: [],
  verdict: null,
  judged_in: null,
  files: [],
};

export const logsView: LogsView = {
  simulated: true,
  about,
  node: 'builder',
  run_id: 'run-000002',
  attempt: 'request-000003-1',
  is_running: true,
  lines: ['npm test'],
  next_bytes: 120,
  size_bytes: 120,
  path: 'millrace-agents/attempts/request-000003-1/stdout',
};

export const diffView: DiffView = {
  seq: 12,
  simulated: true,
  about,
  stages: ['builder'],
  stat: {
    files: 1,
    added: 1,
    removed: 0,
    rows: [{ path: 'subtract.ts', kind: 'added', added: 1, removed: 0 }],
  },
  is_partial: false,
  notes: [],
  lines: ['diff --git a/subtract.ts b/subtract.ts', '+export const subtract = 1;'],
  line: 1,
  lines_total: 2,
  command: null,
};

export const event: EventView = {
  id: 'abcd-13.2',
  at: AT,
  kind: 'closed',
  what: 'subtract: closed',
  root: 'subtract',
  item: null,
  title: 'Subtract',
};
