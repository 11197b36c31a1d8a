import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/runtime/render/index.ts';
import { runTrace } from '../../src/runtime/render/trace-schema.ts';
import { hash, ROOT, World } from './support/fixture.ts';
import { NONSENSE } from './support/plans.ts';
import { ACTS } from './support/random-life.ts';

const RUNS = 150;

const deed = fc.record({
  act: fc.nat({ max: ACTS.length - 1 }),
  pick: fc.nat({ max: 1000 }),
  flush: fc.boolean(),
  /** Another process takes over, with or without a flush before. */
  reopen: fc.nat({ max: 9 }).map((chance) => chance === 0),
});

function live(deeds: readonly (typeof deed extends fc.Arbitrary<infer T> ? T : never)[]): World {
  const world = new World(NONSENSE);
  for (const { act, pick, flush, reopen } of deeds) {
    const changes = ACTS[act]?.(world, pick) ?? null;
    if (changes !== null) world.commit(...changes);
    if (flush) world.flush();
    if (reopen) world.reopen();
  }
  world.flush();
  return world;
}

describe('any life of a workspace', () => {
  it('ends with the files that rendering everything anew would make', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 5, maxLength: 60 }), (deeds) => {
        const world = live(deeds);
        const tree = world.tree();
        expect(tree).toEqual(world.rebuilt());
        expect(verify({ disk: world.disk, hash }, ROOT, world.state, world.index)).toEqual([]);
        for (const [path, text] of Object.entries(tree)) {
          if (path.endsWith('run_trace.json')) runTrace.parse(JSON.parse(text));
        }
      }),
      { numRuns: RUNS, seed: 20260301 },
    );
  });
});
