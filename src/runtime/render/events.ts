import { exhausted } from '../errors/exhausted.ts';
import type {
  AdmitChange,
  AnyLineageChange,
  AttemptEndChange,
  Change,
  ConfigChange,
  HandoffChange,
  IdeaChange,
  LoopChange,
  PauseChange,
  RequestChange,
  ResultChange,
  RouteChange,
  SkillChange,
  TargetOpenChange,
  TargetVerdictChange,
  UsageWarningChange,
} from '../kernel/changes/changes.ts';
import type { JournalRecord } from '../kernel/changes/record.ts';
import { SCHEMA_VERSION, workspacePath } from '../plan/index.ts';
import { type EventFacts, type EventRow, row, workData } from './event-rows.ts';
import { lineageRow } from './lineage-events.ts';
import { skillRow } from './skill-events.ts';
import { attemptEnded, completed, routed, started } from './stage-events.ts';
import { admitted, handedOff, judged, steppedIn, targetOpened } from './work-events.ts';

/**
 * The rows of a record in `runtime_events.jsonl`: types and keys of release 0.18.0 where it has the
 * same event.
 */
export function eventsOf(record: JournalRecord, facts: EventFacts): EventRow[] {
  return record.c.flatMap((change) => rowsOf(change, record, facts));
}

/**
 * Each row ends with the journal and the sequence number of its record, which is how an opened log
 * tells how far it reaches.
 */
export function rowText(record: JournalRecord, epoch: string, row: EventRow): string {
  const head = JSON.stringify({
    schema_version: SCHEMA_VERSION,
    kind: 'runtime_event',
    event_type: row.event_type,
    occurred_at: record.at,
  });
  const data = JSON.stringify(row.data);
  const open = data === '{}' ? '{' : `${data.slice(0, -1)},`;
  const relativePath = `"epoch":${JSON.stringify(epoch)},"seq":${record.n}`;
  return `${head.slice(0, -1)},"data":${open}${relativePath}}}\n`;
}

function rowsOf(
  change: Change,
  record: JournalRecord,
  facts: EventFacts,
): EventRow | readonly EventRow[] {
  switch (change.k) {
    case 'admit@1':
      return admitted(change, record, facts);
    case 'request@1':
      return started(change, facts);
    case 'attempt-end@1':
      return attemptEnded(change, facts);
    case 'result@1':
      return completed(change, facts);
    case 'route@1':
      return routed(change, record, facts);
    case 'handoff@1':
      return handedOff(change, record, facts);
    case 'target-open@1':
      return targetOpened(change);
    case 'target-verdict@1':
      return judged(change, record, facts);
    case 'ledger@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'question@1':
    case 'answer@1':
    case 'expire@1':
    case 'grant@1':
    case 'review@1':
    case 'amend@1':
    case 'waive@1':
    case 'prioritize@1':
    case 'rejudge@1':
      return lineageRow(change);
    case 'skill@1':
      return skillRow(change);
    default:
      return plainRow(change);
  }
}

/** Kinds whose row says what the change says, and nothing more. */
type PlainChange = Exclude<
  Change,
  | AnyLineageChange
  | AdmitChange
  | RequestChange
  | AttemptEndChange
  | ResultChange
  | RouteChange
  | HandoffChange
  | TargetOpenChange
  | TargetVerdictChange
  | SkillChange
>;

function plainRow(change: PlainChange): EventRow | readonly EventRow[] {
  switch (change.k) {
    case 'open@1':
      return row('journal_opened', { epoch: change.epoch });
    case 'epoch@1':
      return row('epoch_changed', {});
    case 'plan@1':
      return row('plan_adopted', { compiled_plan_id: change.plan_id, sha256: change.sha256 });
    case 'revise@1':
      return row('work_item_revised', {
        ...workData(change.key),
        source: change.source.kind,
        source_ref: change.source.ref,
      });
    case 'move@1':
      return row('work_item_moved', {
        ...workData(change.key),
        to: change.to,
        reason: change.reason,
      });
    case 'rehome@1':
      return row('work_item_rehomed', { ...workData(change.key), root_spec_id: change.root });
    case 'intervention@1':
      return steppedIn(change);
    case 'pause@1':
      return pauseRows(change);
    case 'resume@1':
      return row('runtime_resumed', { source: change.source });
    case 'usage-warning@1':
      return warningRow(change);
    case 'hold@1':
      return row('lineage_held', { root_spec_id: change.root, limit: change.limit });
    case 'unhold@1':
      return row('lineage_released', { root_spec_id: change.root });
    case 'unreadable@1':
      return row('document_unreadable', {
        path: workspacePath(change.path),
        root_spec_id: change.root,
        problems: change.problems,
      });
    case 'readable@1':
      return row('document_readable', { path: workspacePath(change.path) });
    case 'idea@1':
      return ideaRows(change);
    case 'contract@1':
      return row('contract_recorded', {
        root_spec_id: change.root,
        version: change.version,
        ids: change.items.map(({ id }) => id),
      });
    case 'config@1':
      return configRow(change);
    case 'loop@1':
      return loopRow(change);
    case 'note@1':
      return row(change.event, change.data);
    // Release 0.18.0 has no event for these.
    case 'run@1':
    case 'attempt@1':
    case 'count@1':
    case 'retire@1':
    case 'command@1':
    case 'desire@1':
      return [];
    default:
      return exhausted(change);
  }
}

function warningRow({ k: _, ...data }: UsageWarningChange): EventRow {
  const isNear = data.detail === undefined;
  return row(isNear ? 'usage_near_limit' : 'usage_governance_degraded', data);
}

/** The first two are events of release 0.18.0. */
function ideaRows({ path, became, key, why }: IdeaChange): EventRow | readonly EventRow[] {
  const of = { idea_path: path, spec_id: key?.slice(key.indexOf('/') + 1) ?? null };
  switch (became) {
    case 'taken':
      return row('idea_normalized_to_spec', of);
    case 'known':
      return row('idea_normalization_skipped', { ...of, reason: 'already_represented' });
    case 'revised':
    case 'edited':
      return row(`idea_${became}`, of);
    case 'refused':
      return row('idea_refused', { idea_path: path, reason: why });
    case 'gone':
      return [];
    default:
      return exhausted(became);
  }
}

/** Of usage governance also one for each rule, as release 0.18.0 has it. */
function pauseRows({ source, reason, until, blockers }: PauseChange): EventRow[] {
  return [
    row('runtime_paused', { source, reason, until }),
    ...(blockers ?? []).map((one) => row('usage_governance_blocked', { ...one })),
  ];
}

/** Release 0.18.0 says the same of a reload that it was told to make. */
function configRow(change: ConfigChange): EventRow {
  switch (change.event) {
    case 'taken':
      return row('config_reloaded', { keys: change.keys });
    case 'refused':
      return row('config_reload_failed', { ...change.refusal });
    case 'undone':
      return row('config_reload_undone', {});
    default:
      return exhausted(change);
  }
}

/** The first and the last are events of release 0.18.0. */
function loopRow(change: LoopChange): EventRow {
  switch (change.event) {
    case 'started':
      return row('runtime_started', { process_running: true, session: change.session });
    case 'refused':
      return row('runtime_refused', { ...change.refusal });
    case 'went_on':
      return row('runtime_went_on', {});
    case 'ended':
      return row('runtime_closed', { process_running: false });
    default:
      return exhausted(change);
  }
}
