import { PlanIndex } from '../../../src/runtime/kernel/index.ts';
import type { Limits, Plan } from '../../../src/runtime/plan/index.ts';
import { shippedAssets } from '../compiler/shipped.ts';
import { compileTree } from '../compiler/workspace.ts';
import { world } from '../compiler/world.ts';

/** The shipped loops, once without and once with the third plane, and loops of nonsense. */
export const PLANS: Readonly<Record<string, Plan>> = {
  shipped: compiled(shippedAssets(), 'default_offline'),
  learning: compiled(shippedAssets(), 'learning_claude'),
  nonsense: compiled(world()),
};

function compiled(tree: ReadonlyMap<string, unknown>, mode?: string): Plan {
  const result = compileTree(tree, mode);
  if (result.ok) return result.plan;
  throw new Error(result.diagnostics.map((one) => one.message).join('\n'));
}

export function planOf(name: string): Plan {
  const plan = PLANS[name];
  if (plan === undefined) throw new Error(`no plan ${name}`);
  return plan;
}

export function indexOf(name: string, limits: Partial<Limits> = {}): PlanIndex {
  const plan = planOf(name);
  return new PlanIndex({ ...plan, limits: { ...plan.limits, ...limits } });
}
