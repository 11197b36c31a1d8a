import type {
  AdmitChange,
  AttemptEndChange,
  Change,
  HandoffChange,
  JournalRecord,
  ResultChange,
  RouteChange,
  TargetVerdictChange,
} from '../kernel/changes.ts';
import { SCHEMA_VERSION } from '../plan/index.ts';
import { splitKey } from './identity.ts';
import { ideaContractFile, rootContractFile, shown, stageResultFile } from './places.ts';
import { seconds } from './text.ts';

/** What a row needs to know beyond its record; it never changes once the run or target exists. */
export interface RunFacts {
  readonly id: string;
  readonly plane: string;
  readonly key: string | null;
  readonly root: string | null;
}

export interface EventFacts {
  run(id: string): RunFacts | null;
  request(id: string): { readonly run: RunFacts; readonly node: string } | null;
  /** Idea of a closure target. */
  idea(root: string): string | null;
}

export interface EventRow {
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The rows of a record in `runtime_events.jsonl`: types and keys of release 0.18.0 where it has the same event. */
export function eventsOf(record: JournalRecord, facts: EventFacts): EventRow[] {
  return record.c.flatMap((change) => rowsOf(change, record, facts));
}

/** Each row ends with the sequence number of its record, which is how an opened log tells how far it reaches. */
export function rowText(record: JournalRecord, row: EventRow): string {
  const text = JSON.stringify({
    schema_version: SCHEMA_VERSION,
    kind: 'runtime_event',
    event_type: row.event_type,
    occurred_at: record.at,
    data: { ...row.data, seq: record.n },
  });
  return `${text}\n`;
}

function rowsOf(change: Change, record: JournalRecord, facts: EventFacts): EventRow[] {
  switch (change.k) {
    case 'open@1':
      return [{ event_type: 'journal_opened', data: { epoch: change.epoch } }];
    case 'plan@1':
      return [
        {
          event_type: 'plan_adopted',
          data: { compiled_plan_id: change.plan_id, sha256: change.sha256 },
        },
      ];
    case 'admit@1':
      return admitted(change, record, facts);
    case 'revise@1':
      return [
        {
          event_type: 'work_item_revised',
          data: { ...work(change.key), source: change.source.kind, source_ref: change.source.ref },
        },
      ];
    case 'move@1':
      return [
        {
          event_type: 'work_item_moved',
          data: { ...work(change.key), to: change.to, reason: change.reason },
        },
      ];
    case 'request@1':
      return [
        {
          event_type: 'stage_started',
          data: { ...stageFacts(change.request, facts), status_marker: `### ${change.status}` },
        },
      ];
    case 'attempt-end@1':
      return [attemptEnded(change, facts)];
    case 'result@1':
      return [stageCompleted(change, facts)];
    case 'route@1':
      return [routerDecision(change, record, facts)];
    case 'handoff@1':
      return [handedOff(change, record, facts)];
    case 'target-verdict@1':
      return [judged(change, record, facts)];
    default:
      return plainRow(change);
  }
}

function plainRow(change: Change): EventRow[] {
  switch (change.k) {
    case 'target-open@1':
      return [
        {
          event_type: 'closure_target_opened',
          data: {
            root_spec_id: change.root,
            root_idea_id: change.idea,
            root_spec_path: shown(rootContractFile(change.root)),
            root_idea_path: shown(ideaContractFile(change.idea)),
          },
        },
      ];
    case 'pause@1':
      return [
        {
          event_type: 'runtime_paused',
          data: { source: change.source, reason: change.reason, until: change.until },
        },
      ];
    case 'resume@1':
      return [{ event_type: 'runtime_resumed', data: { source: change.source } }];
    case 'hold@1':
      return [
        { event_type: 'lineage_held', data: { root_spec_id: change.root, limit: change.limit } },
      ];
    case 'unhold@1':
      return [{ event_type: 'lineage_released', data: { root_spec_id: change.root } }];
    case 'unreadable@1':
      return [
        {
          event_type: 'document_unreadable',
          data: { path: shown(change.path), root_spec_id: change.root, problems: change.problems },
        },
      ];
    case 'readable@1':
      return [{ event_type: 'document_readable', data: { path: shown(change.path) } }];
    case 'note@1':
      return [{ event_type: change.event, data: change.data }];
    default:
      return [];
  }
}

function admitted(change: AdmitChange, record: JournalRecord, facts: EventFacts): EventRow[] {
  const row: EventRow = {
    event_type: 'work_item_admitted',
    data: {
      work_item_kind: change.family,
      work_item_id: change.id,
      title: change.title,
      state: change.state,
      root_spec_id: change.root,
      root_idea_id: change.idea,
      source: change.source.kind,
      source_ref: change.source.ref,
    },
  };
  const triggered = change.source.kind === 'runtime' && !isHandoff(change, record);
  return triggered ? [row, triggeredRow(change, record, facts)] : [row];
}

/** The runtime writes two kinds of documents: handoffs, and what a trigger rule asks for. */
function isHandoff(change: AdmitChange, record: JournalRecord): boolean {
  const key = `${change.family}/${change.id}`;
  return record.c.some((other) => other.k === 'handoff@1' && other.incident === key);
}

function triggeredRow(change: AdmitChange, record: JournalRecord, facts: EventFacts): EventRow {
  const from = change.source.ref === null ? null : facts.request(change.source.ref);
  const result = record.c.find(
    (other): other is ResultChange => other.k === 'result@1' && other.request === change.source.ref,
  );
  return {
    event_type: 'learning_request_enqueued',
    data: {
      learning_request_id: change.id,
      request_id: change.source.ref,
      source_plane: from?.run.plane ?? null,
      source_stage: from?.node ?? null,
      source_node_id: from?.node ?? null,
      terminal_result: result?.outcome ?? null,
      start_node_id: change.start_node,
    },
  };
}

function attemptEnded(change: AttemptEndChange, facts: EventFacts): EventRow {
  const request = change.attempt.slice(0, change.attempt.lastIndexOf('-'));
  return {
    event_type: 'attempt_ended',
    data: {
      attempt_id: change.attempt,
      ...stageFacts(request, facts),
      outcome: change.outcome,
      errors: change.errors,
      duration_seconds: seconds(change.duration_ms),
      token_usage: change.usage,
    },
  };
}

function stageCompleted(change: ResultChange, facts: EventFacts): EventRow {
  const run = facts.request(change.request)?.run.id;
  return {
    event_type: 'stage_completed',
    data: {
      ...stageFacts(change.request, facts),
      attempt_id: change.attempt,
      terminal_result: change.outcome,
      result_class: change.result_class,
      failure_class: change.failure_class,
      summary_status_marker: `### ${change.outcome}`,
      started_at: change.started_at,
      completed_at: change.completed_at,
      duration_seconds: seconds(change.duration_ms),
      token_usage: change.usage,
      stage_result_path: run === undefined ? null : shown(stageResultFile(run, change.request)),
    },
  };
}

function routerDecision(change: RouteChange, record: JournalRecord, facts: EventFacts): EventRow {
  const result = record.c.find(
    (other): other is ResultChange => other.k === 'result@1' && other.request === change.request,
  );
  const node = change.request === null ? null : (facts.request(change.request)?.node ?? null);
  return {
    event_type: 'router_decision',
    data: {
      request_id: change.request,
      stage: node,
      node_id: node,
      ...runData(facts.run(change.run), change.run),
      action: change.action,
      terminal_result: result?.outcome ?? null,
      failure_class: change.failure_class,
      next_stage: change.node,
      next_node_id: change.node,
      terminal_state_id: change.terminal,
      reason: change.reason,
    },
  };
}

function handedOff(change: HandoffChange, record: JournalRecord, facts: EventFacts): EventRow {
  const incident = splitKey(change.incident);
  const route = record.c.find(
    (other): other is RouteChange =>
      other.k === 'route@1' && other.spawned.some((one) => one.item_id === incident.id),
  );
  const source = change.source === null ? null : splitKey(change.source);
  return {
    event_type: 'runtime_handoff_incident_enqueued',
    data: {
      incident_id: incident.id,
      incident_kind: incident.family,
      source_work_item_kind: source?.family ?? null,
      source_work_item_id: source?.id ?? null,
      root_spec_id: change.root,
      root_idea_id: change.root === null ? null : facts.idea(change.root),
      run_id: route?.run ?? null,
      reason: route?.reason ?? null,
    },
  };
}

const VERDICT_EVENTS = {
  closed: 'closure_target_closed',
  remediation: 'closure_target_remediation_requested',
  blocked: 'closure_target_blocked',
} as const;

function judged(change: TargetVerdictChange, record: JournalRecord, facts: EventFacts): EventRow {
  const result = record.c.find((other): other is ResultChange => other.k === 'result@1');
  const route = record.c.find(
    (other): other is RouteChange => other.k === 'route@1' && other.run === change.run,
  );
  return {
    event_type: VERDICT_EVENTS[change.action],
    data: {
      root_spec_id: change.root,
      root_idea_id: facts.idea(change.root),
      run_id: change.run,
      terminal_result: result?.outcome ?? null,
      failure_class: change.failure_class,
      reason: route?.reason ?? null,
      latest_verdict_path: change.verdict_path === null ? null : shown(change.verdict_path),
      latest_report_path: change.report_path === null ? null : shown(change.report_path),
    },
  };
}

function stageFacts(request: string, facts: EventFacts): object {
  const known = facts.request(request);
  return {
    request_id: request,
    stage: known?.node ?? null,
    node_id: known?.node ?? null,
    ...runData(known?.run ?? null, known?.run.id ?? null),
  };
}

function runData(run: RunFacts | null, id: string | null): object {
  const item = run?.key == null ? null : splitKey(run.key);
  return {
    plane: run?.plane ?? null,
    run_id: id,
    work_item_kind: item?.family ?? null,
    work_item_id: item?.id ?? null,
    closure_target_root_spec_id: run !== null && run.key === null ? run.root : null,
  };
}

function work(key: string): object {
  const { family, id } = splitKey(key);
  return { work_item_kind: family, work_item_id: id };
}
