import type { About, ListView, Runtime } from '../runtime/api/index.ts';

/** Root specs that are looked through, the newest first. */
const ROOTS_MAX = 5000;

/** A spec of which nothing is left to run. */
export function isOver({ state }: Pick<About, 'state'>): boolean {
  return state === 'closed' || state === 'withdrawn';
}

/** Root specs that are open, the newest first. Throws `plan_missing` before there is a plan. */
export function openSpecs(runtime: Pick<Runtime, 'list'>): Pick<ListView, 'rows' | 'simulated'> {
  const all = { of: 'roots', state: null, root: null, after: null, limit: ROOTS_MAX } as const;
  const { rows, simulated } = runtime.list(all);
  return { rows: rows.filter(({ about }) => !isOver(about)), simulated };
}
