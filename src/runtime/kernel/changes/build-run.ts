import type {
  AttemptChange,
  CountChange,
  HandoffChange,
  PlanChange,
  RequestChange,
  ResultChange,
  RunChange,
} from './changes.ts';

/** The changes of a run, from its start to its results: decided here, or taken from an earlier program. */

type Fields<Of> = Of extends unknown ? Omit<Of, 'k'> : never;

export function runChange(fields: Fields<RunChange>): RunChange {
  return { k: 'run@1', ...fields };
}

export function requestChange(fields: Fields<RequestChange>): RequestChange {
  return { k: 'request@1', ...fields };
}

export function attemptChange(fields: Fields<AttemptChange>): AttemptChange {
  return { k: 'attempt@1', ...fields };
}

export function resultChange(fields: Fields<ResultChange>): ResultChange {
  return { k: 'result@1', ...fields };
}

export function countChange(key: string, policy: string): CountChange {
  return { k: 'count@1', key, policy };
}

export function handoffChange(fields: Fields<HandoffChange>): HandoffChange {
  return { k: 'handoff@1', ...fields };
}

/** `config` is absent where nobody knows from which bytes it was compiled. */
export function planChange(plan_id: string, sha256: string, config?: string | null): PlanChange {
  return { k: 'plan@1', plan_id, sha256, ...(config === undefined ? {} : { config }) };
}
