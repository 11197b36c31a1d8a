import { describe, expect, it } from 'vitest';
import { textOf } from './support/documents.ts';
import { Scene } from './support/scene.ts';

const CHECKED = { declares: ['documents_checked'] };

/** A lineage with these tasks, of which the first is built. */
function lineageOf(...tasks: readonly string[]): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  scene.end('PLANNER_COMPLETE');
  const family = scene.ledger.index.family('task');
  const work = Object.fromEntries(tasks.map((id) => [`${id}.md`, textOf(family, id)]));
  scene.end('MANAGER_COMPLETE', { work });
  scene.end('BUILDER_COMPLETE');
  return scene;
}

/** What the route says; the rest follows from it. */
function wayOf(told: readonly string[]): string | undefined {
  return told.find((line) => line.startsWith('idle') || line.startsWith('run_stage'));
}

describe('a stage that the result before it makes needless', () => {
  it('is passed over, but not for the last task of a lineage', () => {
    const scene = lineageOf('t1', 't2');
    expect(scene.end('CHECKER_PASS', CHECKED)).toMatchInlineSnapshot(`
      [
        "result CHECKER_PASS",
        "task/t1 to done",
        "idle documents_checked by checker-pass-to-terminal-documents-checked, past updater for documents_checked",
        "task/t2 to active",
        "run task/t2",
        "request builder",
        "attempt 1",
      ]
    `);
    scene.end('BUILDER_COMPLETE');
    expect(wayOf(scene.end('CHECKER_PASS', CHECKED))).toMatchInlineSnapshot(
      `"run_stage updater by checker-pass-to-updater"`,
    );
  });

  it('is passed over after a repair as well', () => {
    const scene = lineageOf('t1', 't2');
    scene.end('FIX_NEEDED');
    scene.end('FIXER_COMPLETE');
    expect(wayOf(scene.end('DOUBLECHECK_PASS', CHECKED))).toMatchInlineSnapshot(
      `"idle documents_checked by doublechecker-pass-to-terminal-documents-checked, past updater for documents_checked"`,
    );
  });

  it('runs where the result does not say so', () => {
    const scene = lineageOf('t1', 't2');
    expect(wayOf(scene.end('CHECKER_PASS'))).toMatchInlineSnapshot(
      `"run_stage updater by checker-pass-to-updater"`,
    );
  });

  it('runs where what is left of the lineage is blocked and may never go on', () => {
    const scene = lineageOf('t1', 't2');
    const stuck = { question: 'Which?', options: ['a', 'b'], default: null };
    scene.end('BLOCKED', { questions: [{ ...stuck, holds: true, needs_person: false }] });
    scene.end('BUILDER_COMPLETE');
    expect(scene.state.items.get('task/t1')?.state).toBe('blocked');
    expect(wayOf(scene.end('CHECKER_PASS', CHECKED))).toMatchInlineSnapshot(
      `"run_stage updater by checker-pass-to-updater"`,
    );
  });

  it('runs for work that belongs to no lineage', () => {
    const scene = new Scene('shipped');
    scene.admit('task', 'a');
    scene.admit('task', 'b');
    scene.go();
    scene.end('BUILDER_COMPLETE');
    expect(wayOf(scene.end('CHECKER_PASS', CHECKED))).toMatchInlineSnapshot(
      `"run_stage updater by checker-pass-to-updater"`,
    );
  });
});
