import { describe, expect, it } from 'vitest';
import { planJson } from '../../src/compiler/index.ts';
import { plan as planSchema } from '../../src/runtime/plan/index.ts';
import { shippedAssets } from './fixtures/shipped.ts';
import { compileTree, explain } from './fixtures/workspace.ts';

const assets = shippedAssets();
const modes = [...assets.keys()].flatMap((path) => /^modes\/(.*)\.json$/.exec(path)?.[1] ?? []);

describe('shipped assets', () => {
  it.each(modes)('mode %s compiles without any diagnostic', (mode) => {
    const result = compileTree(assets, mode);
    expect(explain(result)).toBe('');
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const text = planJson(result.plan);
    expect(planJson(planSchema.parse(JSON.parse(text)))).toBe(text);
  });
});
