import { expect, it } from 'vitest';
import { baseText, stateFrom } from '../../src/runtime/kernel/index.ts';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';

const BUILT = ['BUILDER_COMPLETE', 'CHECKER_PASS', 'UPDATE_COMPLETE'] as const;

/** The stages of the root spec that is active, with one task of it, up to its closure. */
function work(scene: Scene): void {
  scene.route('PLANNER_COMPLETE');
  const task = textOf(scene.ledger.index.family('task'), 't');
  scene.end('MANAGER_COMPLETE', { work: { 't.md': task } });
  scene.route(...BUILT);
}

it('keeps closure targets in the order in which they were opened', () => {
  const scene = new Scene('shipped');
  scene.admit('spec', 'second', { created_at: '2026-01-02T00:00:00Z' });
  scene.admit('spec', 'first', { created_at: '2026-01-01T00:00:00Z' });
  scene.go();
  work(scene);
  scene.route('ARBITER_COMPLETE');
  const again = stateFrom([baseText(scene.state)]);
  expect([...scene.state.targets.keys()]).toEqual(['first', 'second']);
  expect([...again.targets.keys()]).toEqual(['first', 'second']);
});

it('holds a run of an item and a run of a closure in the same fields', () => {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  const item = runText(scene);
  work(scene);
  expect([item, runText(scene)]).toMatchInlineSnapshot(`
    [
      "{"id":"run-0000-000001","plane":"planning","key":"spec/s","root":"s","started_at":"2026-01-01T00:00:",
      "{"id":"run-0000-000003","plane":"planning","key":null,"root":"s","started_at":"2026-01-01T00:00:00.0",
    ]
  `);
});

function runText({ state }: Scene): string {
  const { runs } = JSON.parse(baseText(state)).head;
  return JSON.stringify(runs[0]).slice(0, 100);
}
