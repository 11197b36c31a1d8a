import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, currentness, planJson } from '../../src/compiler/index.ts';
import { plan as planSchema } from '../../src/runtime/plan/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { edited, GONE, type Json, places, valueAt } from '../support/compiler/json.ts';
import { shippedAssets } from '../support/compiler/shipped.ts';
import { compileTree, diskOf, inputOf } from '../support/compiler/workspace.ts';

const MODE = 'learning_codex';
const assets = shippedAssets();
const sources = [...assets.keys()].filter((path) => path.endsWith('.json'));
const adopted = compileTree(assets, MODE).plan;

const parsed = new Map<string, Json>(
  sources.map((path) => [path, JSON.parse(assets.get(path) ?? 'null')]),
);
const spots = sources.flatMap((path) =>
  places(parsed.get(path) ?? null).map((pointer) => ({ path, pointer })),
);
const names = [
  ...new Set(spots.map(({ path, pointer }) => valueAt(parsed.get(path) ?? null, pointer))),
].filter((one) => typeof one === 'string');

const replacement: fc.Arbitrary<Json | typeof GONE> = fc.oneof(
  fc.constant(GONE),
  fc.constantFrom<Json>(null, true, -1, 0, 1e9, '', [], {}, '../x', 'constructor', '__proto__'),
  fc.constantFrom(...names),
  fc.string(),
);
const mutations = fc.array(fc.tuple(fc.constantFrom(...spots), replacement), {
  minLength: 1,
  maxLength: 4,
});

describe('any change of the shipped assets', () => {
  it('gives a sound plan or reasons, and never an exception', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const tree = new Map<string, unknown>(assets);
        for (const [{ path, pointer }, value] of changes) {
          const before = tree.get(path);
          const json = typeof before === 'string' ? JSON.parse(before) : null;
          tree.set(path, JSON.stringify(safely(json, pointer, value)));
        }
        const input = inputOf(diskOf(tree), MODE);
        const result = compile(input);
        if (result.ok) planJson(planSchema.parse(result.plan));
        else expect(result.diagnostics[0]?.severity).toBe('error');
        expect(currentness(input, adopted).state).toMatch(/current|stale/);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  it('is a plan or reasons for arbitrary text too', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(fc.constantFrom('millrace.toml', ...sources), text, (path, content) => {
        const result = compileTree(new Map([...assets, [path, content]]), MODE);
        expect(result.ok || result.diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 100, seed: 12 },
    );
  });
});

/** A place may be gone after an earlier change; then nothing happens. */
function safely(root: Json, pointer: string, value: Json | typeof GONE): Json {
  try {
    return edited(root, pointer, value);
  } catch {
    return root;
  }
}

describe('a workspace without anything', () => {
  it('is refused with what to do', () => {
    const result = compile(inputOf(new SimDisk()));
    expect(result.diagnostics).toEqual([
      {
        code: 'name_unknown',
        severity: 'error',
        file: 'millrace.toml',
        pointer: '/runtime/default_mode',
        message: 'Unknown mode: "default_codex".',
        next: 'No mode is known here: add one, or remove the reference.',
      },
    ]);
  });
});
