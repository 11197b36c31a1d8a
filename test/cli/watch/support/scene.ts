import type { WatchedWorkspace, WatchLook, WatchView } from '../../../../src/cli/watch/view.ts';
import type { ActiveStageView, EventView, ListRow } from '../../../../src/runtime/api/index.ts';
import { about, loopView, spec, statusView } from '../../../support/backend/fake-views.ts';

const TASK = { ...about, item: 'task/two', title: 'Second' };

const builder: ActiveStageView = {
  plane: 'execution',
  node: 'builder',
  stage_kind: 'builder',
  run_id: 'run-000002',
  request_id: 'request-000002',
  attempt_id: 'request-000002-1',
  work: { family: 'task', id: 'two', title: 'Second' },
  closure_root: null,
  since: '2026-01-02T03:04:05.000Z',
  phase: 'running',
  about: TASK,
  life: 'alive',
};

function event(at: string, what: string, item: string | null): EventView {
  return { id: `e-${at}`, at, kind: 'stage', what, root: 'subtract', item, title: '' };
}

function row(root: string, title: string): ListRow {
  const one = { root, item: null, title, state: 'queued', wait: null } as const;
  return { key: `spec/${root}`, about: one, status: null, stages: 0, deps: [], at: '' };
}

/** A stage at work, a question, a spec in the queue. */
export const atWork: WatchLook = {
  kind: 'look',
  status: {
    ...statusView,
    simulated: false,
    condition: 'working',
    loop: loopView,
    active: [builder],
    totals: { ...statusView.totals, total_tokens: 412_345 },
  },
  doing: new Map([
    [
      'request-000002-1',
      {
        elapsed_seconds: 180,
        last_sign_at: '2026-01-02T03:07:01.000Z',
        doing: 'npm test -- --watch=false',
      },
    ],
  ]),
  open: [row('refunds', 'Refunds within a month'), row('subtract', 'Subtract')],
  waits: [
    {
      of: { kind: 'trust', fix: '' },
      what: 'planner asks about refunds: "Which month?" 1. calendar; 2. thirty days',
      first: null,
      command: 'millrace answer Q1 1',
    },
  ],
  events: [
    event('2026-01-02T03:01:00.000Z', 'planner PLANNER_COMPLETE: It is planned.', 'spec/subtract'),
    event('2026-01-02T03:04:00.000Z', 'task/one is done', 'task/one'),
  ],
};

const PLACE = '/home/ada/calc';

export function viewOf(...workspaces: readonly WatchedWorkspace[]): WatchView {
  return { workspaces, hidden: 0 };
}

export const working = viewOf({ place: PLACE, look: atWork });

export const damaged: WatchedWorkspace = {
  place: '/home/ada/old',
  look: {
    kind: 'problem',
    code: 'journal_damaged',
    what: 'Record 12 of the journal does not fit its chain.',
    next: 'Run `millrace doctor`.',
  },
};

/** Titles of two columns a character, and texts of a stranger. */
export const wide = viewOf({
  place: '/home/ada/計算機',
  look: {
    ...atWork,
    status: {
      ...atWork.status,
      specs: [
        { ...spec, title: '結帳時的優惠券與退款規則以及所有相關的測試與文件說明', work_done: 2 },
      ],
    },
    waits: [
      {
        of: { kind: 'trust', fix: '' },
        what: 'ask\u001b[31ms \u202eback\u200bwards\nand on two lines',
        first: null,
        command: 'millrace answer Q1 1',
      },
    ],
  },
});

export const many = viewOf({
  place: PLACE,
  look: {
    ...atWork,
    status: {
      ...atWork.status,
      active: [],
      specs: Array.from({ length: 50 }, (_, at) => ({
        ...spec,
        root: `spec-${at + 1}`,
        title: `Number ${at + 1}`,
        work_done: at,
        work_total: 50,
      })),
    },
    open: [],
    waits: [],
    events: [],
  },
});
