import { expect, it } from 'vitest';
import { waitingOf } from '../../src/runtime/engine/views/waiting.ts';
import { type Change, evolve, State } from '../../src/runtime/kernel/index.ts';
import { indexOf } from '../support/kernel/plans.ts';

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
  const { shown, total } = waitingOf(index, state);
  expect(shown.map(({ reason, work, on }) => `${work} ${reason} ${on}`)).toEqual([
    'task/one dependency_missing task/nowhere',
    'task/two dependency_blocked task/stuck',
    'task/left dependency_cycle task/right',
    'task/right dependency_cycle task/left',
  ]);
  expect(total).toBe(4);
});

it('counts what waits behind an open closure target and names the first of it', () => {
  const document = { sha256: 's', size_bytes: 0, text: '' };
  const others = Array.from({ length: 500 }, (_, at) => admit(`t${at}`, [], `other-${at % 7}`));
  const state = stateOf(...others, admit('own', [], 'root'), {
    k: 'target-open@1',
    root: 'root',
    idea: 'root',
    key: 'spec/root',
    spec: document,
    source: document,
    at: '',
  });
  const { shown, total } = waitingOf(index, state);
  expect(total).toBe(500);
  expect(shown).toHaveLength(10);
  expect(shown[0]).toEqual({ reason: 'closure_target', work: 'task/t0', on: 'root' });
});
