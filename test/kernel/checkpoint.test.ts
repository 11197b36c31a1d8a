import { expect, it } from 'vitest';
import { baseText, stateFrom } from '../../src/runtime/kernel/index.ts';
import { Scene } from './support/scene.ts';

/** The first lineage is opened last: its document is the later one. */
function twoRoots(): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', 'second', { created_at: '2026-01-02T00:00:00Z' });
  scene.admit('spec', 'first', { created_at: '2026-01-01T00:00:00Z' });
  scene.go();
  scene.route('PLANNER_COMPLETE', 'MANAGER_COMPLETE', 'ARBITER_COMPLETE');
  return scene;
}

it('keeps closure targets in the order in which they were opened', () => {
  const { state } = twoRoots();
  const again = stateFrom([baseText(state)]);
  expect([...state.targets.keys()]).toEqual(['first', 'second']);
  expect([...again.targets.keys()]).toEqual(['first', 'second']);
});

it('holds a run of an item and a run of a closure in the same fields', () => {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  const item = runText(scene);
  scene.route('PLANNER_COMPLETE', 'MANAGER_COMPLETE');
  expect([item, runText(scene)]).toMatchInlineSnapshot(`
    [
      "{"id":"run-0000-000001","plane":"planning","key":"spec/s","root":"s","started_at":"2026-01-01T00:00:00.000Z","first_seq"",
      "{"id":"run-0000-000002","plane":"planning","key":null,"root":"s","started_at":"2026-01-01T00:00:00.000Z","first_seq":8,"",
    ]
  `);
});

function runText({ state }: Scene): string {
  const { runs } = JSON.parse(baseText(state)).head;
  return JSON.stringify(runs[0]).slice(0, 120);
}
