import { expect, it } from 'vitest';
import { check, State } from '../../src/runtime/kernel/index.ts';

it('refuses to take away a run that is not active, before anything is written', () => {
  const gone = { k: 'retire@1', run: 'run-1', to: 'queue', reason: 'enough' } as const;
  expect(() => check(new State(), [gone])).toThrow('change retire@1 refused: no run run-1');
});
