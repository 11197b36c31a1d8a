import { z } from 'zod';
import type { About, LineageView } from '../../runtime/api/index.ts';
import { waitWords } from './step.ts';
import { clip } from './text.ts';

const TITLE_BYTES_MAX = 100;

/** Whom an answer is about. */
export const about = z
  .looseObject({
    root: z.string().optional(),
    item: z.string().optional(),
    title: z.string(),
    state: z.string(),
  })
  .describe('Root spec, item, title and state.');

export function aboutAnswer(one: About, title_bytes = TITLE_BYTES_MAX) {
  return {
    root: one.root ?? undefined,
    item: one.item ?? undefined,
    title: clip(one.title, title_bytes),
    state: stateWords(one),
  };
}

/** The state, and where it is `waiting` for what. */
export function stateWords({ state, wait }: Pick<About, 'state' | 'wait'>): string {
  return wait === null ? state : `${state} (${clip(waitWords(wait), 120)})`;
}

/** How a root spec stands, on one line. */
export function specLine(spec: LineageView, bytes: number) {
  return {
    root: spec.root,
    title: clip(spec.title, bytes),
    state: stateWords(spec),
    done: spec.work_total === 0 ? undefined : `${spec.work_done} of ${spec.work_total}`,
    stages: spec.stages,
    tokens: spec.total_tokens ?? 'unknown',
    ...costFields(spec),
  };
}

/** What is known, and of how many stages nothing is: a sum that leaves some out does not look whole. */
export function costFields(of: Pick<LineageView, 'cost_usd' | 'unpriced'>) {
  return { cost_usd: of.cost_usd ?? 'unknown', stages_without_cost: of.unpriced || undefined };
}
