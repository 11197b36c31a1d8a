import type {
  AttemptEndChange,
  RequestChange,
  ResultChange,
  RouteChange,
} from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { workspacePath } from '../plan/index.ts';
import { type EventFacts, type EventRow, resultIn, row, runData, stageData } from './event-rows.ts';
import { stageResultFile } from './paths.ts';
import { seconds } from './text.ts';

export function started(change: RequestChange, facts: EventFacts): EventRow {
  return row('stage_started', {
    ...stageData(change.request, facts),
    status_marker: `### ${change.status}`,
  });
}

export function attemptEnded(change: AttemptEndChange, facts: EventFacts): EventRow {
  const request = change.attempt.slice(0, change.attempt.lastIndexOf('-'));
  return row('attempt_ended', {
    ...stageData(request, facts),
    attempt_id: change.attempt,
    outcome: change.outcome,
    errors: change.errors,
    duration_seconds: seconds(change.duration_ms),
    token_usage: change.usage,
  });
}

export function completed(change: ResultChange, facts: EventFacts): EventRow {
  const run = facts.request(change.request)?.run.id ?? null;
  return row('stage_completed', {
    ...stageData(change.request, facts),
    attempt_id: change.attempt,
    terminal_result: change.outcome,
    result_class: change.result_class,
    failure_class: change.failure_class,
    summary_status_marker: `### ${change.outcome}`,
    started_at: change.started_at,
    completed_at: change.completed_at,
    duration_seconds: seconds(change.duration_ms),
    token_usage: change.usage,
    stage_result_path: run === null ? null : workspacePath(stageResultFile(run, change.request)),
  });
}

export function routed(change: RouteChange, record: JournalRecord, facts: EventFacts): EventRow {
  const node = change.request === null ? null : (facts.request(change.request)?.node ?? null);
  return row('router_decision', {
    request_id: change.request,
    stage: node,
    node_id: node,
    ...runData(change.run, facts),
    action: change.action,
    terminal_result: resultIn(record, change.request)?.outcome ?? null,
    failure_class: change.failure_class,
    next_stage: change.node,
    next_node_id: change.node,
    terminal_state_id: change.terminal,
    reason: change.reason,
    ...(change.skipped === undefined
      ? {}
      : { skipped_node_id: change.skipped.node, skipped_because: change.skipped.declared }),
  });
}
