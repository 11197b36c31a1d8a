import { expect, it } from 'vitest';
import { baseText, stateFrom } from '../../src/runtime/kernel/index.ts';
import { Scene } from './support/scene.ts';

const HOUR_MS = 3_600_000;
const SUCCESS = 'execution.doublechecker.success-to-analyst';

/** A task whose fix was accepted, which is when the shipped rule asks what there is to be learned. */
function fixed(scene: Scene, id: string, root: string | null = null): string[] {
  scene.admit('task', id, root === null ? {} : { root_spec_id: root });
  scene.go();
  const end = (outcome: string) => scene.end(outcome, { plane: 'execution' });
  for (const outcome of ['BUILDER_COMPLETE', 'FIX_NEEDED', 'FIXER_COMPLETE']) end(outcome);
  const told = end('DOUBLECHECK_PASS').filter((line) => /^(?:admit|note)/.test(line));
  end('UPDATE_COMPLETE');
  return told;
}

function requests(scene: Scene): string[] {
  return [...scene.state.items.values()].flatMap(({ family, state }) =>
    family === 'learning_request' ? state : [],
  );
}

it('asks once about a lineage while its request is open, and again when that is over', () => {
  const scene = new Scene('learning');
  expect(fixed(scene, 'a', 's')).toEqual(['admit learning_request/learn-#']);
  expect(fixed(scene, 'b', 's')).toEqual(['note learning_request_skipped']);
  expect(fixed(scene, 'c', 'other')).toEqual(['admit learning_request/learn-#']);
  for (const item of scene.state.items.values()) {
    if (item.family === 'learning_request') item.state = 'done';
  }
  expect(fixed(scene, 'd', 's')).toEqual(['admit learning_request/learn-#']);
  const skipped = scene.ledger.records
    .flatMap(({ c }) => c)
    .filter((change) => change.k === 'note@1');
  expect(skipped).toMatchObject([{ data: { rule_id: SUCCESS, reason: 'open_request' } }]);
});

it('asks no more often in a day than its rule allows, also after a checkpoint', () => {
  const scene = new Scene('learning');
  const told = Array.from({ length: 8 }, (_, at) => fixed(scene, `t${at}`, `s${at}`)).flat();
  const asked = 'admit learning_request/learn-#';
  const skipped = 'note learning_request_skipped';
  expect(told).toEqual([...Array.from({ length: 6 }, () => asked), skipped, skipped]);
  expect(stateFrom([baseText(scene.state)]).triggers).toEqual(scene.state.triggers);
  scene.pass(23 * HOUR_MS);
  expect(fixed(scene, 'late', 'late')).toEqual([skipped]);
  scene.pass(2 * HOUR_MS);
  expect(fixed(scene, 'next-day', 'next-day')).toEqual([asked]);
  expect(requests(scene)).toHaveLength(7);
});

it('asks nothing about an attempt that was cut off', () => {
  const scene = new Scene('learning');
  scene.admit('task', 'a');
  scene.go();
  scene.route('BUILDER_COMPLETE', 'FIX_NEEDED', 'FIXER_COMPLETE');
  while (scene.live().run.node !== 'troubleshooter') scene.end('BLOCKED');
  for (let lost = 0; lost < 4; lost += 1) scene.gone('lost');
  expect(requests(scene)).toEqual([]);
});
