import { stage, trace } from '../files.ts';
import type { Draft } from './draft.ts';

const run = (draft: Draft) => `run-${String(draft.below(1e9)).padStart(9, '0')}${'0'.repeat(23)}`;

export interface Step {
  readonly node: string;
  readonly outcome: string;
  readonly cls?: string;
}

interface Course {
  readonly plane: string;
  readonly kind: string;
  readonly id: string;
  readonly steps: readonly Step[];
  /** How it ended; null = it goes on. */
  readonly end: string | null;
  readonly closes?: string;
}

/** The files of a run; returns its id. */
export function course(draft: Draft, minute: number, { steps, end, ...about }: Course): string {
  const id = run(draft);
  const requests = steps.map((_, n) => `${id.replace('run', 'request')}${n}`);
  steps.forEach(({ node, outcome, cls }, n) => {
    const request = requests[n] ?? '';
    draft.add(
      stage({
        run: id,
        request,
        ...about,
        node,
        outcome,
        minute: minute + n,
        ...(cls === undefined ? {} : { cls, failure: `${node}_${cls}` }),
      }),
    );
  });
  // Traces exist since 0.18.0.
  if (draft.isSince(18)) {
    const edges = steps.flatMap((_, n) => {
      const next = steps[n + 1];
      const request = requests[n] ?? '';
      if (next !== undefined) return [{ request, kind: 'run_stage', node: next.node }];
      return end === null ? [] : [{ request, kind: end }];
    });
    draft.add(trace(id, edges));
  }
  return id;
}
