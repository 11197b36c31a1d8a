import { describe, expect, it } from 'vitest';
import { type Change, PlanIndex, pause, resumePlane } from '../../src/runtime/kernel/index.ts';
import { planOf } from '../support/kernel/plans.ts';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';
import { withRunner } from './support/with-runner.ts';

const LATE = '2026-01-02T00:00:00Z';
const REST: Change = {
  k: 'pause@1',
  source: 'provider:away',
  reason: 'its account rests',
  until: '2026-01-09T00:00:00Z',
  runner: 'away',
};

describe('what a runner keeps that rests', () => {
  it('lets later items of its family pass, and is the next one afterwards', () => {
    const scene = new Scene('learning');
    scene.ledger.index = withRunner('learning', 'analyst', 'away');
    scene.ledger.apply([REST]);
    scene.admit('learning_request', 'first', { target_stage: 'analyst' });
    scene.admit('learning_request', 'later', { target_stage: 'curator', created_at: LATE });
    expect(scene.go()[0]).toBe('learning_request/later to active');
    scene.admit('learning_request', 'last', { target_stage: 'curator', created_at: LATE });
    scene.ledger.apply([{ k: 'resume@1', source: 'provider:away' }]);
    expect(scene.end('CURATOR_COMPLETE')).toContain('learning_request/first to active');
  });

  it('lets the other planes go on, in a mode that runs one stage at a time', () => {
    const scene = new Scene('shipped');
    scene.ledger.index = withRunner('shipped', 'planner', 'away');
    scene.ledger.apply([REST]);
    scene.admit('spec', 'plan');
    scene.admit('task', 'work', { created_at: LATE });
    expect(scene.go()[0]).toBe('task/work to active');
  });
});

describe('a lineage that a limit holds', () => {
  it('lets others pass, however much of it lies before them', () => {
    const scene = new Scene('shipped');
    for (let n = 0; n < 1200; n += 1) scene.admit('task', `held${n}`, { root_spec_id: 'big' });
    scene.ledger.apply([{ k: 'hold@1', root: 'big', limit: 'stages_per_lineage' }]);
    scene.ledger.index = new PlanIndex({
      ...planOf('shipped'),
      limits: { ...planOf('shipped').limits, stages_per_lineage: 0 },
    });
    scene.admit('task', 'other', { created_at: LATE });
    expect(scene.go()[0]).toBe('task/other to active');
  });
});

describe('a plane that somebody paused', () => {
  it('starts nothing, while the other one goes on with work of any root', () => {
    const scene = planning('first');
    scene.ledger.apply(pause(scene.state, 'no edits today', 'execution')?.changes ?? []);
    scene.admit('spec', 'second', { created_at: LATE });
    // The target of the first one waits for whoever paused it, so the second one is planned meanwhile.
    expect(planned(scene, 'one')).toContain('spec/second to active');
    scene.end('PLANNER_COMPLETE');
    expect(planned(scene, 'two')).not.toContain('task/one to active');
    expect(pause(scene.state, 'again', 'execution')).toBeNull();
    scene.ledger.apply(resumePlane(scene.state, 'execution')?.changes ?? []);
    expect(resumePlane(scene.state, 'execution')).toBeNull();
    expect(scene.go()).toContain('task/one to active');
  });

  it('keeps the place of a run that has begun', () => {
    const scene = new Scene('shipped');
    scene.admit('spec', 'first');
    scene.go();
    scene.ledger.apply(pause(scene.state, 'wait', 'planning')?.changes ?? []);
    scene.admit('task', 'own', { root_spec_id: 'first' });
    expect(scene.end('PLANNER_COMPLETE')).not.toContain('task/own to active');
    scene.ledger.apply(resumePlane(scene.state, 'planning')?.changes ?? []);
    expect(scene.go()).toContain('request manager');
  });

  it('judges nothing where it is the one that judges', () => {
    const scene = planning('first');
    scene.ledger.apply(pause(scene.state, 'wait', 'planning')?.changes ?? []);
    expect(planned(scene, 'one')).toContain('task/one to active');
    expect(scene.route(...BUILT).at(-1)).not.toContain('run closure of first');
    expect(scene.go()).toEqual([]);
    scene.ledger.apply(resumePlane(scene.state, 'planning')?.changes ?? []);
    expect(scene.go()).toContain('run closure of first');
  });
});

const BUILT = ['BUILDER_COMPLETE', 'CHECKER_PASS', 'UPDATE_COMPLETE'];

/** A root spec whose planning is about to say what its tasks are. */
function planning(root: string): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', root);
  scene.go();
  scene.end('PLANNER_COMPLETE');
  return scene;
}

function planned(scene: Scene, task: string): string[] {
  const text = textOf(scene.ledger.index.family('task'), task);
  return scene.end('MANAGER_COMPLETE', { work: { 'it.md': text } });
}
