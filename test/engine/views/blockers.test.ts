import { expect, it } from 'vitest';
import { blockerWords } from '../../../src/operations/support/step.ts';
import { blockersOf } from '../../../src/runtime/engine/views/blockers.ts';
import { type Change, evolve, State } from '../../../src/runtime/kernel/index.ts';
import { indexOf } from '../../support/kernel/plans.ts';

const index = indexOf('shipped');

function admit(id: string, deps: readonly string[] = [], root: string | null = null): Change {
  return {
    k: 'admit@1',
    family: 'task',
    id,
    at: 1,
    title: id,
    deps,
    root,
    idea: null,
    start_node: null,
    via: null,
    document: { sha256: id, size_bytes: 0, text: '' },
    handed_over: null,
    source: { kind: 'operator', ref: null },
    state: 'queue',
  };
}

function stateOf(...c: Change[]): State {
  const state = new State();
  evolve(state, { n: 1, at: '', c });
  return state;
}

it('names work that waits for what is missing, blocked or waits for itself', () => {
  const state = stateOf(
    admit('stuck'),
    admit('one', ['nowhere']),
    admit('two', ['stuck']),
    admit('left', ['right']),
    admit('right', ['left']),
    admit('patient', ['ready']),
    admit('ready'),
    { k: 'move@1', key: 'task/stuck', to: 'blocked', reason: 'a person' },
  );
  const { shown, total } = blockersOf({ index, state, now: '' });
  expect(shown.map(blockerWords)).toEqual([
    'task/stuck is blocked',
    'task/one waits for task/nowhere, which is not there',
    'task/two waits for task/stuck, which is blocked',
    'task/left waits for task/right, which waits for it in turn',
    'task/right waits for task/left, which waits for it in turn',
  ]);
  expect(total).toBe(5);
});
