import { describe, expect, it } from 'vitest';
import {
  baseText,
  type Decision,
  requeue,
  retired,
  retireRun,
  stateFrom,
  workKey,
} from '../../src/runtime/kernel/index.ts';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';

/** A root spec that is planned, with one task of it. */
function planned(limits = {}): Scene {
  const scene = new Scene('shipped', limits);
  scene.admit('spec', 's');
  scene.go();
  scene.end('PLANNER_COMPLETE');
  scene.end('MANAGER_COMPLETE', { work: { 't.md': task(scene, 't') } });
  return scene;
}

function task(scene: Scene, id: string, depends_on: string[] = []): string {
  return textOf(scene.ledger.index.family('task'), id, { depends_on });
}

const NONE: Decision = { changes: [], cause: { input: 'test', rule: 'none' } };
const BUILT = ['BUILDER_COMPLETE', 'CHECKER_PASS', 'UPDATE_COMPLETE'] as const;
const HANDED_OFF = ['BLOCKED', 'BLOCKED', 'NEEDS_PLANNING'] as const;
const REPLANNED = ['AUDITOR_COMPLETE', 'PLANNER_COMPLETE'] as const;

describe('a handoff', () => {
  it('supersedes the parked item once all that came of its incident is done', () => {
    const scene = planned();
    expect(scene.route(...HANDED_OFF)).toMatchInlineSnapshot(`
      [
        "builder BLOCKED: result BLOCKED (builder_blocked), run_stage troubleshooter by builder-blocked-to-troubleshooter (builder_blocked)",
        "troubleshooter BLOCKED: result BLOCKED (builder_blocked), run_stage consultant by troubleshooter-blocked-to-consultant (builder_blocked)",
        "consultant NEEDS_PLANNING: result NEEDS_PLANNING (builder_blocked), admit incident/incident-t-#, handoff of task/t, task/t to blocked, handoff needs_planning by consultant-needs-planning-to-terminal-needs-planning (builder_blocked), incident/incident-t-# to active, run incident/incident-t-#",
      ]
    `);
    scene.route(...REPLANNED);
    const work = { 'instead.md': task(scene, 'instead'), 'also.md': task(scene, 'also') };
    scene.end('MANAGER_COMPLETE', { work });
    scene.route(...BUILT);
    expect(scene.state.items.get('task/t')?.state).toBe('blocked');
    expect(scene.route(...BUILT)).toMatchInlineSnapshot(`
      [
        "builder BUILDER_COMPLETE: result BUILDER_COMPLETE, run_stage checker by builder-complete-to-checker",
        "checker CHECKER_PASS: result CHECKER_PASS, run_stage updater by checker-pass-to-updater",
        "updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/instead to done, idle update_complete by updater-complete-to-terminal-update-complete, task/t to superseded, run closure of s",
      ]
    `);
  });

  it('counts what a nested handoff brings towards the first', () => {
    const scene = planned();
    scene.route(...HANDED_OFF, ...REPLANNED);
    scene.end('MANAGER_COMPLETE', { work: { 'instead.md': task(scene, 'instead') } });
    scene.route(...HANDED_OFF, ...REPLANNED);
    scene.end('MANAGER_COMPLETE', { work: { 'last.md': task(scene, 'last') } });
    const told = scene.route(...BUILT);
    expect(told.at(-1)).toMatchInlineSnapshot(
      `"updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/last to done, idle update_complete by updater-complete-to-terminal-update-complete, task/instead to superseded, task/t to superseded, run closure of s"`,
    );
  });

  it('is refused when the lineage had enough of them', () => {
    const scene = planned({ handoffs_per_lineage: 0 });
    expect(scene.route(...HANDED_OFF).at(-1)).toMatchInlineSnapshot(
      `"consultant NEEDS_PLANNING: result NEEDS_PLANNING (builder_blocked), task/t to blocked, blocked needs_planning by consultant-needs-planning-to-terminal-needs-planning (handoffs_exhausted), question, decision"`,
    );
  });
});

describe('closure', () => {
  it('is judged when no work is left, and only then', () => {
    const scene = planned();
    expect(scene.route(...BUILT, 'ARBITER_COMPLETE')).toMatchInlineSnapshot(`
      [
        "builder BUILDER_COMPLETE: result BUILDER_COMPLETE, run_stage checker by builder-complete-to-checker",
        "checker CHECKER_PASS: result CHECKER_PASS, run_stage updater by checker-pass-to-updater",
        "updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/t to done, idle update_complete by updater-complete-to-terminal-update-complete, run closure of s",
        "arbiter ARBITER_COMPLETE: result ARBITER_COMPLETE, verdict closed, idle arbiter_complete by arbiter-complete-to-terminal-arbiter-complete",
      ]
    `);
    expect(scene.state.targets.get('s')?.closed_at).toBe(scene.ledger.now);
    expect(scene.go()).toEqual([]);
  });

  it('is postponed when work arrived while it was judged', () => {
    const scene = planned();
    scene.route(...BUILT);
    scene.admit('task', 'late', { root_spec_id: 's' });
    expect(scene.route('ARBITER_COMPLETE', ...BUILT, 'ARBITER_COMPLETE')).toMatchInlineSnapshot(`
      [
        "arbiter ARBITER_COMPLETE: result ARBITER_COMPLETE, note closure_postponed, idle arbiter_complete by arbiter-complete-to-terminal-arbiter-complete, task/late to active, run task/late",
        "builder BUILDER_COMPLETE: result BUILDER_COMPLETE, run_stage checker by builder-complete-to-checker",
        "checker CHECKER_PASS: result CHECKER_PASS, run_stage updater by checker-pass-to-updater",
        "updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/late to done, idle update_complete by updater-complete-to-terminal-update-complete, run closure of s",
        "arbiter ARBITER_COMPLETE: result ARBITER_COMPLETE, verdict closed, idle arbiter_complete by arbiter-complete-to-terminal-arbiter-complete",
      ]
    `);
  });

  it('waits for an unreadable document', () => {
    const scene = planned();
    const document = { sha256: '0'.repeat(64), size_bytes: 1, text: 'x' };
    const path = 'tasks/queue/x.md';
    scene.ledger.apply([{ k: 'unreadable@1', path, root: null, document, problems: [] }]);
    expect(scene.route(...BUILT).at(-1)).toMatchInlineSnapshot(
      `"updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/t to done, idle update_complete by updater-complete-to-terminal-update-complete"`,
    );
    scene.ledger.apply([{ k: 'readable@1', path }]);
    expect(scene.go()[0]).toBe('run closure of s');
  });

  it('is not remedied again without any work since', () => {
    const scene = planned();
    const told = scene.route(
      ...BUILT,
      'REMEDIATION_NEEDED',
      ...REPLANNED,
      'MANAGER_COMPLETE',
      'REMEDIATION_NEEDED',
    );
    expect(told.slice(3)).toMatchInlineSnapshot(`
      [
        "arbiter REMEDIATION_NEEDED: result REMEDIATION_NEEDED (arbiter_remediation_needed), verdict remediation (arbiter_remediation_needed), admit incident/arbiter-gap-s-#, handoff of the target, handoff remediation_needed by arbiter-remediation-needed-to-terminal-remediation-needed (arbiter_remediation_needed), incident/arbiter-gap-s-# to active, run incident/arbiter-gap-s-#",
        "auditor AUDITOR_COMPLETE: result AUDITOR_COMPLETE, run_stage planner by auditor-complete-to-planner",
        "planner PLANNER_COMPLETE: result PLANNER_COMPLETE, run_stage manager by planner-complete-to-manager",
        "manager MANAGER_COMPLETE: result MANAGER_COMPLETE, incident/arbiter-gap-s-# to done, idle manager_complete by manager-complete-to-terminal-manager-complete, run closure of s",
        "arbiter REMEDIATION_NEEDED: result REMEDIATION_NEEDED (arbiter_remediation_needed), verdict blocked (closure_repeated_remediation_without_execution), blocked remediation_needed by arbiter-remediation-needed-to-terminal-remediation-needed (closure_repeated_remediation_without_execution), question, decision",
      ]
    `);
  });

  it('counts no work of another lineage as a remedy', () => {
    const scene = planned();
    scene.route(...BUILT, 'REMEDIATION_NEEDED');
    const { run } = scene.live();
    scene.ledger.decide(retireRun(scene.state, run, 'blocked', 'no'));
    scene.ledger.decide(retired(scene.state, run, { usage: null, duration_ms: 0 }));
    scene.admit('task', 'stray');
    expect(scene.go()).toContain('task/stray to active');
    scene.route(...BUILT);
    scene.ledger.decide(requeue(scene.state, workKey(run) ?? '', 'again') ?? NONE);
    scene.go();
    scene.route(...REPLANNED, 'MANAGER_COMPLETE');
    expect(scene.end('REMEDIATION_NEEDED')).toContain(
      'verdict blocked (closure_repeated_remediation_without_execution)',
    );
  });

  it('is remedied again after work, up to the limit', () => {
    const scene = planned({ remediations_per_lineage: 2 });
    scene.route(...BUILT);
    const verdicts: string[] = [];
    for (const id of ['one', 'two', 'three']) {
      verdicts.push(...scene.route('REMEDIATION_NEEDED'));
      if (scene.state.runs.size === 0) break;
      scene.route(...REPLANNED);
      scene.end('MANAGER_COMPLETE', { work: { 'x.md': task(scene, id) } });
      scene.route(...BUILT);
    }
    expect(verdicts).toMatchInlineSnapshot(`
      [
        "arbiter REMEDIATION_NEEDED: result REMEDIATION_NEEDED (arbiter_remediation_needed), verdict remediation (arbiter_remediation_needed), admit incident/arbiter-gap-s-#, handoff of the target, handoff remediation_needed by arbiter-remediation-needed-to-terminal-remediation-needed (arbiter_remediation_needed), incident/arbiter-gap-s-# to active, run incident/arbiter-gap-s-#",
        "arbiter REMEDIATION_NEEDED: result REMEDIATION_NEEDED (arbiter_remediation_needed), verdict remediation (arbiter_remediation_needed), admit incident/arbiter-gap-s-#, handoff of the target, handoff remediation_needed by arbiter-remediation-needed-to-terminal-remediation-needed (arbiter_remediation_needed), incident/arbiter-gap-s-# to active, run incident/arbiter-gap-s-#",
        "arbiter REMEDIATION_NEEDED: result REMEDIATION_NEEDED (arbiter_remediation_needed), verdict blocked (remediations_exhausted), blocked remediation_needed by arbiter-remediation-needed-to-terminal-remediation-needed (remediations_exhausted), question, decision",
      ]
    `);
  });

  it('that is blocked waits for a change', () => {
    const scene = planned();
    expect(scene.route(...BUILT, 'BLOCKED').at(-1)).toMatchInlineSnapshot(
      `"arbiter BLOCKED: result BLOCKED (arbiter_blocked), verdict blocked (arbiter_blocked), blocked blocked by arbiter-blocked-to-terminal-blocked (arbiter_blocked)"`,
    );
    expect(scene.pass(3_600_000)).toEqual([]);
    scene.admit('task', 'help', { root_spec_id: 's' });
    scene.go();
    expect(scene.route(...BUILT).at(-1)).toMatchInlineSnapshot(
      `"updater UPDATE_COMPLETE: result UPDATE_COMPLETE, task/help to done, idle update_complete by updater-complete-to-terminal-update-complete, run closure of s"`,
    );
  });

  it('lets other roots go on while it waits for a person', () => {
    const scene = planned();
    scene.admit('spec', 'z');
    expect(scene.route(...BUILT, 'BLOCKED').at(-1)).toMatchInlineSnapshot(
      `"arbiter BLOCKED: result BLOCKED (arbiter_blocked), verdict blocked (arbiter_blocked), blocked blocked by arbiter-blocked-to-terminal-blocked (arbiter_blocked), spec/z to active, run spec/z, target-open, contract"`,
    );
  });
});

it('a checkpoint keeps the members of a lineage in the order of their admission', () => {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  for (const [id, day] of [
    ['b', 3],
    ['a', 2],
    ['c', 1],
  ] as const) {
    scene.admit('task', id, { root_spec_id: 's', created_at: `2026-01-0${day}T00:00:00Z` });
  }
  const keys = ['spec/s', 'task/b', 'task/a', 'task/c'];
  expect(scene.state.members.get('s')).toEqual(keys);
  expect(stateFrom([baseText(scene.state)]).members.get('s')).toEqual(keys);
});

describe('a trigger', () => {
  it('writes a request for another plane, which runs beside', () => {
    const scene = new Scene('learning');
    scene.admit('task', 'a');
    scene.go();
    expect(
      scene.route('BUILDER_COMPLETE', 'FIX_NEEDED', 'FIXER_COMPLETE', 'DOUBLECHECK_PASS'),
    ).toMatchInlineSnapshot(`
      [
        "builder BUILDER_COMPLETE: result BUILDER_COMPLETE, run_stage checker by builder-complete-to-checker",
        "checker FIX_NEEDED: result FIX_NEEDED (checker_fix_needed), run_stage fixer by checker-fix-needed-to-fixer (checker_fix_needed)",
        "fixer FIXER_COMPLETE: result FIXER_COMPLETE, run_stage doublechecker by fixer-complete-to-doublechecker",
        "doublechecker DOUBLECHECK_PASS: result DOUBLECHECK_PASS, admit learning_request/learn-#, run_stage updater by doublechecker-pass-to-updater, learning_request/learn-# to active, run learning_request/learn-#",
      ]
    `);
  });
});
