import type { Plan } from '../../runtime/plan/index.ts';

/**
 * The one object in a plan whose key order says something: outcomes stand in the order of their
 * stage kind.
 */
const ORDERED_KEY = 'allowed_result_classes_by_outcome';

/** The same value with the keys of every object sorted, so that equal content gives equal text. */
function withSortedKeys(value: unknown, keepOrder: string | null, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withSortedKeys(item, keepOrder));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (key === '' || key !== keepOrder) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, item]) => [name, withSortedKeys(item, keepOrder, name)]),
  );
}

/** Compact JSON with sorted keys: what is hashed. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value, null));
}

/**
 * The text of `compiled_plan.json`. Contract:
 * `planJson(plan.parse(JSON.parse(planJson(p)))) === planJson(p)`.
 */
export function planJson(plan: Plan): string {
  return `${JSON.stringify(withSortedKeys(plan, ORDERED_KEY), null, 2)}\n`;
}

/** What the plan's id covers: everything but the id itself, the time and the layout of the config. */
export function planIdentity(
  plan: Omit<Plan, 'compiled_plan_id' | 'compiled_at' | 'config_sha256'>,
): string {
  return JSON.stringify(withSortedKeys(plan, ORDERED_KEY));
}
