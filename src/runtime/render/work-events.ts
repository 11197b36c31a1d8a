import type {
  AdmitChange,
  HandoffChange,
  InterventionChange,
  TargetOpenChange,
  TargetVerdictChange,
} from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { keyOf } from '../kernel/evolve/items.ts';
import { workspacePath } from '../plan/index.ts';
import { type EventFacts, type EventRow, resultIn, routeIn, row, workData } from './event-rows.ts';
import { splitKey } from './identity.ts';
import { ideaContractFile, rootContractFile } from './paths.ts';

export function admitted(
  change: AdmitChange,
  record: JournalRecord,
  facts: EventFacts,
): EventRow[] {
  const admission = row('work_item_admitted', {
    ...workData(keyOf(change.family, change.id)),
    title: change.title,
    state: change.state,
    root_spec_id: change.root,
    root_idea_id: change.idea,
    source: change.source.kind,
    source_ref: change.source.ref,
  });
  const triggered = change.source.kind === 'runtime' && !isHandoff(change, record);
  return triggered ? [admission, requested(change, record, facts)] : [admission];
}

/** The runtime writes two kinds of documents: handoffs, and what a trigger rule asks for. */
function isHandoff(change: AdmitChange, record: JournalRecord): boolean {
  const key = keyOf(change.family, change.id);
  return record.c.some((other) => other.k === 'handoff@1' && other.incident === key);
}

function requested(change: AdmitChange, record: JournalRecord, facts: EventFacts): EventRow {
  const request = change.source.ref;
  const from = request === null ? null : facts.request(request);
  return row('learning_request_enqueued', {
    learning_request_id: change.id,
    request_id: request,
    source_plane: from?.run.plane ?? null,
    source_stage: from?.node ?? null,
    source_node_id: from?.node ?? null,
    terminal_result: resultIn(record, request)?.outcome ?? null,
    start_node_id: change.start_node,
  });
}

export function handedOff(
  change: HandoffChange,
  record: JournalRecord,
  facts: EventFacts,
): EventRow {
  const incident = splitKey(change.incident);
  const source = change.source === null ? null : splitKey(change.source);
  const route = routeIn(record, (one) => one.spawned.some((work) => work.item_id === incident.id));
  return row('runtime_handoff_incident_enqueued', {
    incident_id: incident.id,
    incident_kind: incident.family,
    source_work_item_kind: source?.family ?? null,
    source_work_item_id: source?.id ?? null,
    root_spec_id: change.root,
    root_idea_id: change.root === null ? null : facts.idea(change.root),
    run_id: route?.run ?? null,
    reason: route?.reason ?? null,
  });
}

export function targetOpened(change: TargetOpenChange): EventRow {
  return row('closure_target_opened', {
    root_spec_id: change.root,
    root_idea_id: change.idea,
    root_spec_path: workspacePath(rootContractFile(change.root)),
    root_idea_path: workspacePath(ideaContractFile(change.idea)),
  });
}

const VERDICT_EVENTS = {
  closed: 'closure_target_closed',
  remediation: 'closure_target_remediation_requested',
  blocked: 'closure_target_blocked',
} as const;

export function judged(
  change: TargetVerdictChange,
  record: JournalRecord,
  facts: EventFacts,
): EventRow {
  const route = routeIn(record, (one) => one.run === change.run);
  return row(VERDICT_EVENTS[change.action], {
    root_spec_id: change.root,
    root_idea_id: facts.idea(change.root),
    run_id: change.run,
    terminal_result: resultIn(record, route?.request ?? null)?.outcome ?? null,
    failure_class: change.failure_class,
    reason: route?.reason ?? null,
    latest_verdict_path: change.verdict_path === null ? null : workspacePath(change.verdict_path),
    latest_report_path: change.report_path === null ? null : workspacePath(change.report_path),
  });
}

/** An operator stepped in: the same facts for each kind of it. */
export function steppedIn(change: InterventionChange): EventRow {
  const { action, actor, reason, root, key, other } = change;
  return row('operator_intervention', {
    action,
    actor,
    reason,
    root_spec_id: root,
    ...workData(key),
    other,
  });
}
