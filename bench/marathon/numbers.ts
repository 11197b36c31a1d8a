import type { Site } from '../../src/prove/real/site.ts';
import { stateOn } from '../../src/prove/sim/observe.ts';
import { layoutOf } from '../../src/runtime/workspace/index.ts';

export interface Numbers {
  readonly specs: number;
  readonly tasks: number;
  readonly runs: number;
  readonly stages: number;
  readonly remediations: number;
  /** As stages report them: the scripted ones each the same. */
  readonly tokens: number;
}

export interface Campaign {
  readonly numbers: Numbers;
  /** From the first spec that was begun to the last that was closed. */
  readonly span_ms: number;
}

/** What a campaign consisted of, as its journal says. */
export function campaignOf(site: Site): Campaign {
  const { disk, processes } = site.environment;
  const state = stateOn(disk, processes.self().boot, layoutOf(site.root).journal);
  const items = [...state.items.values()];
  const count = (family: string) => items.filter((one) => one.family === family).length;
  const targets = [...state.targets.values()];
  const begun = targets.map(({ opened_at }) => Date.parse(opened_at));
  const closed = targets.map(({ closed_at }) => Date.parse(closed_at ?? ''));
  return {
    numbers: {
      specs: count('spec'),
      tasks: count('task'),
      runs: state.runs_started,
      stages: state.totals.stages,
      remediations: items.filter(({ id }) => id.startsWith('arbiter-gap')).length,
      tokens: state.totals.total_tokens,
    },
    span_ms: Math.max(...closed) - Math.min(...begun),
  };
}
