import type { Revision } from '../../../src/runtime/kernel/index.ts';
import { textOf } from './documents.ts';
import { Scene, tell } from './scene.ts';

export const SPEAKER = { actor: 'cli', is_person: false };
export const BUILT = ['BUILDER_COMPLETE', 'CHECKER_PASS', 'UPDATE_COMPLETE'];
export const HANDED_OFF = ['BLOCKED', 'BLOCKED', 'NEEDS_PLANNING'];
export const reason = 'so';

/** A root spec whose tasks wait for each other: `b` and `d` for `a`, `c` for `b`. */
export function planned(): Scene {
  const scene = new Scene('shipped');
  scene.admit('spec', 's');
  scene.go();
  scene.end('PLANNER_COMPLETE');
  const deps = { first: [], a: ['first'], b: ['a'], c: ['b'], d: ['a'] };
  const work = Object.entries(deps).map(([id, depends_on]) => [
    `${id}.md`,
    textOf(scene.ledger.index.family('task'), id, { depends_on }),
  ]);
  scene.end('MANAGER_COMPLETE', { work: Object.fromEntries(work) });
  return scene;
}

/** Records it, and tells what was said beforehand and what was recorded. */
export function done(scene: Scene, revision: Revision): unknown {
  if (!revision.ok) return revision.refusal;
  scene.ledger.apply(revision.changes);
  const { detail, lines, changes } = revision;
  return { detail, lines, changes: changes.map(tell) };
}
