import { describe, expect, it } from 'vitest';
import { Draft } from '../../support/earlier/variations/draft.ts';
import { violations } from '../../support/earlier/variations/oracle.ts';
import { plantRoots } from '../../support/earlier/variations/roots.ts';
import { TRAITS } from '../../support/earlier/variations/traits.ts';

/** Workspaces of several traits at once, each of a seed of its own. */
const MIXED = 20;
const TRAITS_MAX = 6;

describe('an import loses nothing, invents nothing and says the rest, of a workspace with', () => {
  it.each(Object.keys(TRAITS).map((name, n) => [name, n + 1] as const))(
    '%s',
    async (name, seed) => {
      const draft = new Draft(seed);
      plantRoots(draft);
      TRAITS[name]?.(draft);
      expect(await violations(draft)).toEqual([]);
    },
  );

  it('several of these', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= MIXED; seed += 1) {
      const draft = new Draft(1000 + seed);
      plantRoots(draft);
      const names = Array.from({ length: draft.below(TRAITS_MAX) }, () =>
        draft.one(Object.keys(TRAITS)),
      );
      for (const name of new Set(names)) TRAITS[name]?.(draft);
      for (const one of await violations(draft))
        wrong.push(`seed ${seed} [${names.join(', ')}]: ${one}`);
    }
    expect(wrong).toEqual([]);
  });
});
