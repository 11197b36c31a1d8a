import { expect, it } from 'vitest';
import { type Change, evolve, State } from '../../src/runtime/kernel/index.ts';

const MANY = 300;

function admit(id: string, deps: readonly string[]): Change {
  return {
    k: 'admit@1',
    family: 'stone',
    id,
    at: 1,
    title: id,
    deps,
    root: null,
    idea: null,
    start_node: null,
    via: null,
    document: { sha256: id, size_bytes: 0, text: '' },
    handed_over: null,
    source: { kind: 'operator', ref: null },
    state: 'queue',
  };
}

function revise(id: string, deps: readonly string[]): Change {
  const document = { sha256: id, size_bytes: 0, text: '' };
  const source = { kind: 'operator', ref: null } as const;
  return { k: 'revise@1', key: `stone/${id}`, at: 1, title: id, deps, document, source };
}

it('lets go of any number of items that wait for one, each once', () => {
  const state = new State();
  const names = Array.from({ length: MANY }, (_, at) => `s${at}`);
  const apply = (...c: Change[]) => evolve(state, { n: state.seq + 1, at: '', c });
  const claimable = () => state.claimable.get('stone')?.size ?? 0;
  apply(...names.map((name) => admit(name, ['first', 'first'])));
  expect(claimable()).toBe(0);
  apply(...names.slice(0, 100).map((name) => revise(name, [])));
  expect(claimable()).toBe(100);
  apply(admit('first', []));
  apply({ k: 'move@1', key: 'stone/first', to: 'active', reason: '' });
  apply({ k: 'move@1', key: 'stone/first', to: 'done', reason: '' });
  expect(claimable()).toBe(MANY);
  expect(state.waiters.size).toBe(0);
});
