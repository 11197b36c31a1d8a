import { expect, it } from 'vitest';
import { chooseMode } from '../../src/backend/choose-mode.ts';
import type { HarnessView } from '../../src/runtime/api/index.ts';
import { harnessTable } from '../support/backend/fake-care.ts';

const MODES = [
  { runner: 'one', modes: ['default_one', 'more_one'], clients: ['client-one'] },
  { runner: 'two', modes: ['default_two'], clients: ['client-two'] },
  { runner: 'three', modes: ['default_three'], clients: [] },
];

const WHY_NOT = { what: 'it is not there', next: 'install it' };

/** Runners that can be used; the others are missing. Notes which ones were looked at. */
function machine(...usable: string[]) {
  const looked: string[] = [];
  const look = async (runners: readonly string[]): Promise<HarnessView[]> => {
    looked.push(...runners);
    return runners.flatMap((runner) => {
      const problem = usable.includes(runner) ? null : WHY_NOT;
      return harnessTable.harnesses.map((view) => ({ ...view, runner, harness: runner, problem }));
    });
  };
  return { look, looked };
}

function choose(
  look: ReturnType<typeof machine>['look'],
  actor = 'cli',
  mode: string | null = null,
) {
  return chooseMode({ modes: MODES, mode, actor, look });
}

it('takes the harness of the calling client before all others', async () => {
  const { look } = machine('one', 'two', 'three');
  const choice = await choose(look, 'mcp:client-two');
  expect(choice).toEqual({
    mode: 'default_two',
    harness: {
      name: 'two',
      version: '0.169.0',
      login: 'yes',
      account: 'subscription',
      permission: 'maximum',
      why: 'the harness of the calling client',
    },
    unusable: null,
    notes: [],
  });
});

it.each([
  [['one', 'two', 'three'], 'cli', 'default_one'],
  [['two', 'three'], 'cli', 'default_two'],
  [['three'], 'mcp:client-one', 'default_three'],
  [['two', 'three'], 'mcp:client-one', 'default_two'],
  [['one', 'two'], 'mcp:somebody', 'default_one'],
  [['one', 'two'], 'client-two', 'default_one'],
])('of %j for %s it takes %s', async (usable, actor, mode) => {
  const choice = await choose(machine(...usable).look, actor);
  expect(choice.mode).toBe(mode);
  const missing = MODES.length - usable.length;
  expect(choice.notes).toHaveLength(missing);
});

it('says why when none can be used, and leaves the mode to the release', async () => {
  expect(await choose(machine().look)).toEqual({
    mode: null,
    harness: null,
    unusable: 'No harness is installed here with a login that can be seen',
    notes: MODES.map(({ runner }) => `${runner}: it is not there; install it`),
  });
});

it('looks only at the harness of a mode that was named, and never overrules it', async () => {
  const { look, looked } = machine('two');
  const choice = await choose(look, 'mcp:client-two', 'more_one');
  expect(looked).toEqual(['one']);
  expect(choice).toMatchObject({
    mode: null,
    harness: { name: 'one', why: 'its mode was named' },
    unusable: 'one: it is not there; install it',
  });
  expect(await choose(look, 'cli', 'of_my_own')).toMatchObject({ harness: null, unusable: null });
  expect(looked).toEqual(['one']);
});
