/** When an edited key of the config counts, the soonest first. */
export const BOUNDARIES = {
  immediate: 'with the next question, also while stages run',
  next_tick: 'with the next step of work; stages that run end as they began',
  recompile: 'with the next plan, which the next run begins with',
  restart: 'when a loop starts',
} as const;
export type Boundary = keyof typeof BOUNDARIES;
