import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLoops, type LoopShape, permittedTargets } from '../../src/compiler/support/proof.ts';

/** `a>b` is an edge, `a>` one into a terminal state; `a:b` guards a with exhausted target b, `a:` with a terminal state. */
function shape(edges: string, guards = '', recovery: string[] = []): LoopShape {
  const pairs = (text: string, by: string) =>
    text.split(' ').flatMap((one) => (one === '' ? [] : [one.split(by)]));
  const all = pairs(edges, '>').map(([from = '', to = '']) => {
    return { from, via: `${from}-${to || 'end'}`, to: to || null };
  });
  return {
    nodes: [...new Set(all.flatMap(({ from, to }) => (to === null ? [from] : [from, to])))],
    edges: all,
    guards: new Map(pairs(guards, ':').map(([node = '', to = '']) => [node, to || null])),
    recovery: new Set(recovery),
  };
}

function told(loops: ReturnType<typeof findLoops>): string[] {
  return loops.map(({ steps, guard }) => `${steps.map((one) => one.via).join(' ')} @${guard}`);
}

describe('the proof that every loop ends', () => {
  it.each([
    ['a chain', 'a>b b>c c>', ''],
    ['a diamond', 'a>b a>c b>d c>d d>', ''],
    ['a guarded loop', 'a>b b>a b>', 'b:'],
    ['a guarded loop on itself', 'a>a a>', 'a:'],
    ['two loops through one guard', 'a>b b>r r>a r>b b>', 'r:'],
    ['guards that fall through to the next', 'a>b b>x x>a x>y y>a b>', 'x:y y:'],
    ['an exhausted target behind the loop', 'a>b b>r r>a c>', 'r:c'],
  ])('accepts %s', (_, edges, guards) => {
    expect(findLoops(shape(edges, guards))).toEqual([]);
  });

  it.each([
    ['a loop', 'a>b b>a b>', '', ['a-b b-a @a']],
    ['a loop on itself', 'a>a a>', '', ['a-a @a']],
    ['a limit that leads back', 'a>b b>r r>a', 'r:a', ['a-b b-r (r used up) @a']],
    ['a chain of limits that leads back', 'a>x x>a', 'x:y y:a', ['a-x (x, y used up) @a']],
    ['a loop beside a guarded one', 'a>b b>r r>a b>c c>b', 'r:', ['b-c c-b @b']],
    ['two loops', 'a>b b>a b>c c>d d>c', '', ['a-b b-a @a', 'c-d d-c @c']],
  ])('refuses %s', (_, edges, guards, loops) => {
    expect(told(findLoops(shape(edges, guards)))).toEqual(loops);
  });

  it('names the recovery node of a loop as the one to guard', () => {
    const loops = findLoops(shape('a>b b>r r>a b>', '', ['r']));
    expect(told(loops)).toEqual(['a-b b-r r-a @r']);
  });

  it('counts every target that a stage may name, and only those', () => {
    const policy = {
      policy_id: 'p',
      source_node_id: 'r',
      on_outcome: 'X',
      default_target_node_id: 'a',
      metadata_stage_keys: ['resume_node'],
      disallowed_target_node_ids: ['r'],
    };
    expect(permittedTargets(policy, ['a', 'b', 'r'])).toEqual(['a', 'b']);
    expect(permittedTargets({ ...policy, metadata_stage_keys: [] }, ['a', 'b', 'r'])).toEqual([
      'a',
    ]);
  });
});

const NODES = ['a', 'b', 'c', 'd', 'e'];
const node = fc.constantFrom(...NODES);
const anyShape = fc.record({
  edges: fc.array(
    fc.record({ from: node, via: fc.constant('X'), to: fc.option(node, { nil: null }) }),
    { maxLength: 12 },
  ),
  guarded: fc.uniqueArray(node, { maxLength: 4 }),
  exhausted: fc.array(fc.option(node, { nil: null }), { minLength: 4, maxLength: 4 }),
});

/** Walks like the runtime, always choosing at random, until it ends or has gone too far. */
function walks(shape: LoopShape, start: string, choices: readonly number[]): boolean {
  const left = new Map([...shape.guards.keys()].map((one) => [one, 2]));
  let at = start;
  for (const choice of choices) {
    const ways = shape.edges.filter(({ from }) => from === at);
    let next = ways.length === 0 ? null : (ways[choice % ways.length]?.to ?? null);
    while (next !== null && left.get(next) === 0) next = shape.guards.get(next) ?? null;
    if (next === null) return true;
    const budget = left.get(next);
    if (budget !== undefined) left.set(next, budget - 1);
    at = next;
  }
  return false;
}

/** Longest possible walk: at most two entries of each of five guards, and less than five steps between two of them. */
const STEPS_MAX = 11 * NODES.length;

describe('random graphs', () => {
  it('that pass end on every walk; that fail have a walk that does not, and pass with the named guards', () => {
    const property = fc.property(
      anyShape,
      fc.array(fc.nat(), { minLength: STEPS_MAX, maxLength: STEPS_MAX }),
      ({ edges, guarded, exhausted }, choices) => {
        // A guard may fall through to a later node only, so that the chains end.
        const guards = new Map(
          guarded.map((one, index) => {
            const to = exhausted[index] ?? null;
            return [one, to !== null && to > one ? to : null] as const;
          }),
        );
        const shape = { nodes: NODES, edges, guards, recovery: new Set<string>() };
        const loops = findLoops(shape);
        if (loops.length === 0) {
          for (const start of NODES) expect(walks(shape, start, choices)).toBe(true);
          return;
        }
        for (const { steps } of loops) {
          expect(steps.map((one) => one.to)).toEqual([
            ...steps.slice(1).map((one) => one.from),
            steps[0]?.from,
          ]);
        }
        const more = loops.map(({ guard }) => [guard, null] as const);
        expect(findLoops({ ...shape, guards: new Map([...guards, ...more]) })).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 1000, seed: 7 });
  });
});
