import { describe, expect, it } from 'vitest';
import { requeue, retireRun } from '../../src/runtime/kernel/index.ts';
import { indexOf } from '../support/kernel/plans.ts';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';

function building(limits = {}): Scene {
  const scene = new Scene('shipped', limits);
  scene.admit('task', 'a');
  scene.go();
  return scene;
}

describe('thresholds', () => {
  it('lead from one recovery to the next, and end in a terminal', () => {
    const scene = building();
    const told = scene.route(
      'BUILDER_COMPLETE',
      'FIX_NEEDED',
      'FIXER_COMPLETE',
      'FIX_NEEDED',
      'FIXER_COMPLETE',
      'FIX_NEEDED',
      'TROUBLESHOOT_COMPLETE',
      'BLOCKED',
      'TROUBLESHOOT_COMPLETE',
      'BLOCKED',
      'CONSULT_COMPLETE',
      'BLOCKED',
      'CONSULT_COMPLETE',
      'BLOCKED',
    );
    expect(told).toMatchInlineSnapshot(`
      [
        "builder BUILDER_COMPLETE: result BUILDER_COMPLETE, run_stage checker by builder-complete-to-checker",
        "checker FIX_NEEDED: result FIX_NEEDED (checker_fix_needed), run_stage fixer by checker-fix-needed-to-fixer (checker_fix_needed)",
        "fixer FIXER_COMPLETE: result FIXER_COMPLETE, run_stage doublechecker by fixer-complete-to-doublechecker",
        "doublechecker FIX_NEEDED: result FIX_NEEDED (doublechecker_fix_needed), run_stage fixer by doublechecker-fix-needed-to-fixer (doublechecker_fix_needed)",
        "fixer FIXER_COMPLETE: result FIXER_COMPLETE, run_stage doublechecker by fixer-complete-to-doublechecker",
        "doublechecker FIX_NEEDED: result FIX_NEEDED (doublechecker_fix_needed), run_stage troubleshooter by execution.fix-needed.exhaustion (doublechecker_fix_needed)",
        "troubleshooter TROUBLESHOOT_COMPLETE: result TROUBLESHOOT_COMPLETE, run_stage builder by execution.troubleshooter.resume",
        "builder BLOCKED: result BLOCKED (builder_blocked), run_stage troubleshooter by builder-blocked-to-troubleshooter (builder_blocked)",
        "troubleshooter TROUBLESHOOT_COMPLETE: result TROUBLESHOOT_COMPLETE, run_stage builder by execution.troubleshooter.resume",
        "builder BLOCKED: result BLOCKED (builder_blocked), run_stage consultant by execution.blocked.recovery (builder_blocked)",
        "consultant CONSULT_COMPLETE: result CONSULT_COMPLETE, run_stage builder by execution.consultant.resume",
        "builder BLOCKED: result BLOCKED (builder_blocked), run_stage consultant by execution.blocked.recovery (builder_blocked)",
        "consultant CONSULT_COMPLETE: result CONSULT_COMPLETE, run_stage builder by execution.consultant.resume",
        "builder BLOCKED: result BLOCKED (builder_blocked), task/a to blocked, blocked blocked by execution.consultant.exhaustion (builder_blocked)",
      ]
    `);
    expect([...scene.state.counters]).toEqual([]);
  });

  it('count for each item of its own', () => {
    const scene = building();
    scene.route('BUILDER_COMPLETE', 'FIX_NEEDED');
    expect([...scene.state.counters]).toEqual([['task/a\u001fexecution.fix-needed.exhaustion', 1]]);
  });
});

describe('a resume policy', () => {
  it.each([
    ['the node that the stage names', 'checker', 'checker'],
    ['it in any case of letters', ' Updater ', 'updater'],
    ['the default instead of one that is not permitted', 'consultant', 'builder'],
    ['the default instead of one that there is not', 'mars', 'builder'],
    ['the default when none is named', undefined, 'builder'],
  ])('takes %s', (_what, resume, node) => {
    const scene = building();
    scene.end('BLOCKED');
    scene.end('TROUBLESHOOT_COMPLETE', resume === undefined ? {} : { resume }, 'tree');
    expect(scene.live().run.node).toBe(node);
  });
});

describe('the breaker', () => {
  it('escalates when the same work meets the same tree for the second time', () => {
    const scene = building();
    scene.end('BLOCKED', { failure_class: 'no compiler' });
    scene.end('TROUBLESHOOT_COMPLETE', {}, 'tree 1');
    scene.end('BLOCKED', { failure_class: 'no compiler' });
    expect(scene.end('TROUBLESHOOT_COMPLETE', {}, 'tree 2')).toMatchInlineSnapshot(`
      [
        "result TROUBLESHOOT_COMPLETE",
        "run_stage builder by execution.troubleshooter.resume",
        "request builder",
        "attempt 1",
      ]
    `);
    scene.end('BLOCKED', { failure_class: 'no compiler' });
    expect(scene.end('CONSULT_COMPLETE', {}, 'tree 2')).toMatchInlineSnapshot(`
      [
        "result CONSULT_COMPLETE",
        "run_stage builder by execution.consultant.resume",
        "count execution.consultant.exhaustion",
        "run_stage consultant by no_progress:execution.blocked.recovery (no_progress)",
        "request consultant",
        "attempt 1",
      ]
    `);
  });

  it('takes an unknown tree for a change', () => {
    const scene = building();
    for (let round = 0; round < 2; round += 1) {
      scene.end('BLOCKED', { failure_class: 'no compiler' });
      const told = scene.end('TROUBLESHOOT_COMPLETE', {}, null);
      expect(told.at(-2)).toBe('request builder');
    }
  });
});

describe('a fence', () => {
  it('blocks an item that had too many stages', () => {
    const scene = building({ attempts_per_item: 2 });
    scene.end('BUILDER_COMPLETE');
    expect(scene.end('FIX_NEEDED')).toMatchInlineSnapshot(`
      [
        "result FIX_NEEDED (checker_fix_needed)",
        "count execution.fix-needed.exhaustion",
        "run_stage fixer by checker-fix-needed-to-fixer (checker_fix_needed)",
        "blocked  by limit:attempts_per_item (attempts_exhausted)",
        "task/a to blocked",
      ]
    `);
  });

  it('holds a lineage at its limit before the next stage, until the limit is raised', () => {
    const scene = new Scene('shipped', { stages_per_lineage: 2 });
    scene.admit('spec', 's');
    scene.go();
    scene.end('PLANNER_COMPLETE');
    const work = { 't.md': textOf(scene.ledger.index.family('task'), 't') };
    expect(scene.end('MANAGER_COMPLETE', { work })).toMatchInlineSnapshot(`
      [
        "result MANAGER_COMPLETE",
        "admit task/t",
        "spec/s to done",
        "idle manager_complete by manager-complete-to-terminal-manager-complete",
        "task/t to active",
        "run task/t",
        "hold s at stages_per_lineage",
        "question",
        "decision",
      ]
    `);
    expect(scene.go()).toEqual([]);
    scene.ledger.index = indexOf('shipped', { stages_per_lineage: 3 });
    expect(scene.go()).toMatchInlineSnapshot(`
      [
        "unhold",
        "request builder",
        "attempt 1",
      ]
    `);
  });

  it('keeps the place of a held run until the limit is raised or the run is taken back', () => {
    const scene = new Scene('shipped', { wall_minutes_per_lineage: 1 });
    scene.admit('spec', 's');
    scene.go();
    scene.end('PLANNER_COMPLETE');
    expect(scene.state.held_roots).toEqual(new Set(['s']));
    scene.admit('task', 'other');
    expect(scene.go()).toEqual([]);
    for (const run of scene.state.runs.values()) {
      scene.ledger.decide(retireRun(scene.state, run, 'queue', 'enough'));
    }
    expect(scene.go()[0]).toBe('task/other to active');
  });
});

describe('an attempt', () => {
  const text = 'the final text has no result marker';
  const violation = {
    kind: 'violation',
    errors: [{ kind: 'marker', text }],
    outcome: null,
  } as const;

  it('that broke its contract is sent back once', () => {
    const scene = building();
    expect([...scene.apply(violation), ...scene.go()]).toMatchInlineSnapshot(`
      [
        "attempt refused",
        "attempt 2 after contract",
      ]
    `);
    expect(scene.live().run.request?.live?.retry).toEqual({
      kind: 'contract',
      errors: [text],
    });
    expect([...scene.apply(violation), ...scene.go()]).toMatchInlineSnapshot(`
      [
        "result BLOCKED (contract_violation)",
        "count execution.blocked.recovery",
        "run_stage troubleshooter by builder-blocked-to-troubleshooter (contract_violation)",
        "request troubleshooter",
        "attempt 1",
      ]
    `);
  });

  it('after one that never ran still knows why it was sent back', () => {
    const scene = building();
    scene.apply(violation);
    scene.go();
    scene.gone('void');
    const { live, attempts } = scene.live().run.request ?? {};
    expect([attempts, live?.retry?.errors]).toEqual([3, [text]]);
  });

  it('that is lost too often counts as failed', () => {
    const scene = building();
    const told = [];
    for (let n = 0; n <= scene.ledger.index.plan.lost_retries; n += 1)
      told.push(scene.gone('lost'));
    expect(told).toMatchInlineSnapshot(`
      [
        [
          "attempt lost",
          "attempt 2 after lost",
        ],
        [
          "attempt lost",
          "attempt 3 after lost",
        ],
        [
          "result BLOCKED (attempt_lost)",
          "count execution.blocked.recovery",
          "run_stage troubleshooter by builder-blocked-to-troubleshooter (attempt_lost)",
          "request troubleshooter",
          "attempt 1",
        ],
      ]
    `);
  });

  it('that never runs pauses everything for a minute, then is tried again', () => {
    const scene = building();
    for (let n = 0; n < 4; n += 1) scene.gone('void');
    expect(scene.gone('void')).toMatchInlineSnapshot(`
      [
        "attempt void",
        "pause by keeper_cannot_start until 2026-01-01T00:01:00.000Z",
      ]
    `);
    expect(scene.pass(30_000)).toEqual([]);
    expect(scene.pass(30_000)).toMatchInlineSnapshot(`
      [
        "resume",
        "attempt 6",
      ]
    `);
    expect(scene.gone('void')).toMatchInlineSnapshot(`
      [
        "attempt void",
        "attempt 7",
      ]
    `);
  });
});

describe('blocked work', () => {
  it('that is brought back stands for itself again', () => {
    const scene = new Scene('shipped');
    scene.admit('spec', 's');
    scene.admit('task', 'a', { root_spec_id: 's' });
    scene.go();
    scene.route('PLANNER_COMPLETE', 'MANAGER_COMPLETE', 'BLOCKED', 'BLOCKED', 'NEEDS_PLANNING');
    const again = requeue(scene.state, 'task/a', 'try it once more');
    if (again !== null) scene.ledger.decide(again);
    scene.route('AUDITOR_COMPLETE', 'PLANNER_COMPLETE', 'MANAGER_COMPLETE');
    expect(scene.state.handoffs.size).toBe(0);
    scene.route('BLOCKED', 'BLOCKED', 'NEEDS_PLANNING');
    expect(scene.state.items.get('task/a')?.state).toBe('blocked');
    expect([...scene.state.handoffs.values()].map((one) => one.source)).toEqual(['task/a']);
  });
});
