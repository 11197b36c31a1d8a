import type { ResultChange, RouteChange } from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { closureRoot, type RunSubject, workKey } from '../kernel/state/run.ts';
import { splitKey } from './identity.ts';

/** What a row needs to know beyond its record; it never changes once the run or target exists. */
export type RunFacts = RunSubject & { readonly id: string; readonly plane: string };

export interface EventFacts {
  run(id: string): RunFacts | null;
  request(id: string): { readonly run: RunFacts; readonly node: string } | null;
  /** Idea of a closure target. */
  idea(root: string): string | null;
}

type Data = Readonly<Record<string, unknown>>;

export interface EventRow {
  readonly event_type: string;
  readonly data: Data;
}

export function row(event_type: string, data: Data): EventRow {
  return { event_type, data };
}

export function workData(key: string | null): Data {
  if (key === null) return { work_item_kind: null, work_item_id: null };
  const { family, id } = splitKey(key);
  return { work_item_kind: family, work_item_id: id };
}

export function runData(id: string | null, facts: EventFacts): Data {
  const run = id === null ? null : facts.run(id);
  return {
    plane: run?.plane ?? null,
    run_id: id,
    ...workData(run === null ? null : workKey(run)),
    closure_target_root_spec_id: run === null ? null : closureRoot(run),
  };
}

/**
 * A stage is named by its node: rows do not depend on the plan, so that an old record always has
 * the same rows.
 */
export function stageData(request: string, facts: EventFacts): Data {
  const known = facts.request(request);
  return {
    request_id: request,
    stage: known?.node ?? null,
    node_id: known?.node ?? null,
    ...runData(known?.run.id ?? null, facts),
  };
}

export function resultIn(record: JournalRecord, request: string | null): ResultChange | null {
  for (const change of record.c) {
    if (change.k === 'result@1' && change.request === request) return change;
  }
  return null;
}

export function routeIn(
  record: JournalRecord,
  is: (route: RouteChange) => boolean,
): RouteChange | null {
  for (const change of record.c) if (change.k === 'route@1' && is(change)) return change;
  return null;
}
