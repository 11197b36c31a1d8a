import type { Site } from '../../src/prove/real/site.ts';
import { stateOn } from '../../src/prove/sim/observe.ts';
import { layoutOf } from '../../src/runtime/workspace/index.ts';

export interface Numbers {
  readonly specs: number;
  readonly tasks: number;
  readonly runs: number;
  readonly stages: number;
  readonly remediations: number;
}

/** What a campaign consisted of, as its journal says. */
export function numbersOf(site: Site): Numbers {
  const { disk, processes } = site.environment;
  const state = stateOn(disk, processes.self().boot, layoutOf(site.root).journal);
  const items = [...state.items.values()];
  const count = (family: string) => items.filter((one) => one.family === family).length;
  return {
    specs: count('spec'),
    tasks: count('task'),
    runs: state.runs_started,
    stages: state.totals.stages,
    remediations: items.filter(({ id }) => id.startsWith('arbiter-gap')).length,
  };
}
