import { describe, expect, it } from 'vitest';
import { unknownVariables, VARIABLES } from '../../src/runtime/ports/variables.ts';
import { sourcesBelow } from '../tidy/source.ts';

describe('the variables of Millrace', () => {
  it('are all that its code names', () => {
    const named = sourcesBelow('src').flatMap(
      ({ text }) => text.match(/\bMILLRACE_[A-Z_]*[A-Z]\b/g) ?? [],
    );
    expect([...new Set(named)].sort()).toEqual(Object.keys(VARIABLES).sort());
  });
  it('are told from slips', () => {
    expect(unknownVariables({ MILLRACE_WORKSPACE: '/a', HOME: '/h' })).toBeNull();
    expect(unknownVariables({ MILLRACE_WORKSPCE: '/a', MILLRACE_: 'x' })).toBe(
      'MILLRACE_WORKSPCE, MILLRACE_ in the environment means nothing to Millrace; ' +
        'it reads MILLRACE_WORKSPACE, MILLRACE_SCENARIO, MILLRACE_SCENARIO_STATE',
    );
  });
});
