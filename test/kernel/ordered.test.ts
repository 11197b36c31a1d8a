import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ordered, type Ranked } from '../../src/runtime/kernel/state/sorted-list.ts';

const ITEMS: readonly Ranked[] = Array.from({ length: 2000 }, (_, at) => ({
  at: (at * 7919) % 41,
  id: `i${(at * 104_729) % 2000}`,
}));

it('is a sorted list, whatever is added and taken out', () => {
  const pick = fc.nat({ max: ITEMS.length - 1 });
  const runs = fc.array(fc.tuple(fc.boolean(), pick, fc.nat({ max: 1500 })), { maxLength: 12 });
  fc.assert(
    fc.property(runs, (moves) => {
      const set = new Ordered<Ranked>();
      let model: Ranked[] = [];
      for (const [adds, from, count] of moves) {
        const some = ITEMS.slice(from, from + count);
        const known = new Set(model);
        const changed = some.filter((item) => known.has(item) !== adds);
        for (const item of changed) adds ? set.add(item) : expect(set.delete(item)).toBe(true);
        const gone = new Set(changed);
        model = adds ? [...model, ...changed] : model.filter((item) => !gone.has(item));
        model.sort(Ordered.compare);
      }
      expect([...set]).toEqual(model);
      expect(set.size).toBe(model.length);
      expect(set.first()).toBe(model[0]);
      for (let at = 0; at < model.length; at += 97) {
        const item = model[at];
        if (item !== undefined) expect(set.position(item)).toBe(at + 1);
      }
      const absent = ITEMS.find((item) => !model.includes(item));
      if (absent !== undefined)
        expect([set.position(absent), set.delete(absent)]).toEqual([0, false]);
    }),
    { numRuns: 60, seed: 20260301 },
  );
});
