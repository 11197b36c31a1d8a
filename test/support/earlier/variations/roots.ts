import { at, incident, json, spec, target, task } from '../files.ts';
import { course, type Step } from './courses.ts';
import type { Draft } from './draft.ts';

/** How far the work on one root has come, as its folders and runs say it. */
export type Phase = (draft: Draft, root: string, minute: number) => void;

const PLANNED: readonly Step[] = [
  { node: 'planner', outcome: 'PLANNER_COMPLETE' },
  { node: 'manager', outcome: 'MANAGER_COMPLETE' },
];
const BUILT: readonly Step[] = [
  { node: 'builder', outcome: 'BUILDER_COMPLETE' },
  { node: 'checker', outcome: 'CHECKER_PASS' },
  { node: 'updater', outcome: 'UPDATE_COMPLETE' },
];
const BLOCKED: readonly Step[] = [
  { node: 'builder', outcome: 'BLOCKED', cls: 'blocked' },
  { node: 'troubleshooter', outcome: 'BLOCKED', cls: 'blocked' },
  { node: 'consultant', outcome: 'BLOCKED', cls: 'blocked' },
];

function planned(draft: Draft, root: string, minute: number): void {
  draft.add({
    [`specs/done/${root}.md`]: spec(root, { minute }),
    ...target(root, { opened_at: at(minute) }),
  });
  course(draft, minute, { plane: 'planning', kind: 'spec', id: root, steps: PLANNED, end: 'idle' });
}

function done(draft: Draft, root: string, minute: number): string {
  const id = `${root}-done`;
  draft.add({ [`tasks/done/${id}.md`]: task(id, { root, minute }) });
  course(draft, minute + 5, { plane: 'execution', kind: 'task', id, steps: BUILT, end: 'idle' });
  return id;
}

function busy(
  draft: Draft,
  plane: string,
  run_id: string,
  node: string,
  kind: string | null,
  id: string | null,
  more: object = {},
): void {
  draft.active[plane] = {
    plane,
    stage: node,
    node_id: node,
    stage_kind_id: node,
    run_id,
    request_kind: 'active_work_item',
    work_item_kind: kind,
    work_item_id: id,
    active_since: at(40),
    ...more,
  };
}

const queued: Phase = (draft, root, minute) => {
  draft.add({ [`specs/queue/${root}.md`]: spec(root, { minute }) });
};

export const PHASES: Readonly<Record<string, Phase>> = {
  queued,

  planning(draft, root, minute) {
    if (draft.isBusy('planning')) return queued(draft, root, minute);
    const steps = draft.chance(0.5) ? PLANNED.slice(0, 1) : [];
    draft.add({
      [`specs/active/${root}.md`]: spec(root, { minute }),
      ...target(root, { opened_at: at(minute) }),
    });
    const id = course(draft, minute, {
      plane: 'planning',
      kind: 'spec',
      id: root,
      steps,
      end: null,
    });
    busy(draft, 'planning', id, steps.length === 0 ? 'planner' : 'manager', 'spec', root);
  },

  building(draft, root, minute) {
    planned(draft, root, minute);
    const first = done(draft, root, minute + 1);
    draft.add({
      [`tasks/queue/${root}-later.md`]: task(`${root}-later`, {
        root,
        minute: minute + 2,
        after: [first],
      }),
    });
    if (draft.isBusy('execution')) return;
    const id = `${root}-now`;
    const steps = BUILT.slice(0, draft.below(4));
    draft.add({ [`tasks/active/${id}.md`]: task(id, { root, minute: minute + 2 }) });
    const started = course(draft, minute + 10, {
      plane: 'execution',
      kind: 'task',
      id,
      steps,
      end: null,
    });
    const node = BUILT[steps.length]?.node ?? 'updater';
    busy(draft, 'execution', started, node, 'task', id);
    if (draft.chance(0.5)) {
      const entry = {
        failure_class: 'builder_blocked',
        work_item_kind: 'task',
        work_item_id: id,
        troubleshoot_attempt_count: 1,
        mechanic_attempt_count: 0,
        fix_cycle_count: 1,
        consultant_invocations: 0,
        last_updated_at: at(41),
      };
      draft.add({
        'state/recovery_counters.json': json({
          schema_version: '1.0',
          kind: 'recovery_counters',
          entries: [entry],
        }),
      });
    }
  },

  blocked(draft, root, minute) {
    planned(draft, root, minute);
    const id = `${root}-stuck`;
    draft.add({
      [`tasks/blocked/${id}.md`]: task(id, { root, minute: minute + 1 }),
      [`tasks/queue/${root}-after.md`]: task(`${root}-after`, {
        root,
        minute: minute + 2,
        after: [id],
      }),
    });
    course(draft, minute + 6, {
      plane: 'execution',
      kind: 'task',
      id,
      steps: BLOCKED,
      end: 'blocked',
    });
    if (draft.isSince(18, 4))
      draft.add({
        [`diagnostics/blocked/task-${id}.json`]: json({
          work_item_kind: 'task',
          work_item_id: id,
          failure_class: 'provider_unavailable',
          blocked_origin: 'runner_failure',
        }),
      });
  },

  handed_back(draft, root, minute) {
    planned(draft, root, minute);
    const id = `${root}-parked`;
    draft.add({
      [`tasks/blocked/${id}.md`]: task(id, { root, minute: minute + 1 }),
      [`incidents/incoming/${root}-rust.md`]: incident(`${root}-rust`, root, id, minute + 12),
    });
    course(draft, minute + 6, {
      plane: 'execution',
      kind: 'task',
      id,
      steps: [
        ...BLOCKED.slice(0, 2),
        { node: 'consultant', outcome: 'NEEDS_PLANNING', cls: 'escalate_planning' },
      ],
      end: 'handoff',
    });
  },

  judged(draft, root, minute) {
    planned(draft, root, minute);
    done(draft, root, minute + 1);
    if (draft.isBusy('planning')) return;
    const id = course(draft, minute + 20, {
      plane: 'planning',
      kind: 'spec',
      id: root,
      steps: [{ node: 'arbiter', outcome: 'ARBITER_COMPLETE' }],
      end: null,
      closes: root,
    });
    draft.add({
      [`arbiter/verdicts/${root}.json`]: json({ verdict: 'pass' }),
      [`arbiter/rubrics/${root}.md`]: '# Rubric\n',
      [`runs/${id}/arbiter_report.md`]: 'Quiet.\n',
    });
    busy(draft, 'planning', id, 'arbiter', null, null, {
      request_kind: 'closure_target',
      closure_target_root_spec_id: root,
      closure_target_root_idea_id: root,
    });
  },

  closed(draft, root, minute) {
    planned(draft, root, minute);
    done(draft, root, minute + 1);
    const id = course(draft, minute + 20, {
      plane: 'planning',
      kind: 'spec',
      id: root,
      steps: [{ node: 'arbiter', outcome: 'ARBITER_COMPLETE' }],
      end: 'idle',
      closes: root,
    });
    draft.add({
      ...target(root, {
        opened_at: at(minute),
        closure_open: false,
        closed_at: at(minute + 25),
        last_arbiter_run_id: id,
        latest_verdict_path: `millrace-agents/arbiter/verdicts/${root}.json`,
        latest_report_path: `millrace-agents/arbiter/reports/${id}.md`,
      }),
      [`arbiter/verdicts/${root}.json`]: json({ verdict: 'pass' }),
      [`arbiter/reports/${id}.md`]: 'Quiet.\n',
    });
  },

  gap_found(draft, root, minute) {
    planned(draft, root, minute);
    done(draft, root, minute + 1);
    const id = course(draft, minute + 20, {
      plane: 'planning',
      kind: 'spec',
      id: root,
      steps: [{ node: 'arbiter', outcome: 'REMEDIATION_NEEDED', cls: 'followup_needed' }],
      end: 'handoff',
      closes: root,
    });
    draft.add({
      ...target(root, {
        opened_at: at(minute),
        last_arbiter_run_id: id,
        latest_verdict_path: `millrace-agents/arbiter/verdicts/${root}.json`,
      }),
      [`arbiter/verdicts/${root}.json`]: json({ verdict: 'gap' }),
      [`incidents/incoming/arbiter-gap-${root}-00000000.md`]: incident(
        `arbiter-gap-${root}-00000000`,
        root,
        `${root}-done`,
        minute + 22,
      ),
    });
  },
};

/** A few roots at different phases, as a workspace has them after some days. */
export function plantRoots(draft: Draft): void {
  const count = 1 + draft.below(4);
  for (let n = 0; n < count; n += 1) {
    const phase = draft.one(Object.values(PHASES));
    phase(draft, `gate-${n}`, n * 30);
  }
}
