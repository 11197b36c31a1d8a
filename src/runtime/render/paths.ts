import type { ItemState } from '../kernel/changes/changes.ts';
import type { Family } from '../plan/index.ts';

/**
 * Where rendered files lie, relative to the runtime folder of a workspace: the names of release 0.18.0, which
 * has no `attention.json`.
 * Whatever belongs to a plane or a family comes from plan data.
 */
export const SNAPSHOT_FILE = 'state/runtime_snapshot.json';
export const ATTENTION_FILE = 'state/attention.json';
export const COUNTERS_FILE = 'state/recovery_counters.json';
export const PLAN_FILE = 'state/compiled_plan.json';
export const EVENTS_FILE = 'logs/runtime_events.jsonl';
/** Where rows go as long as something that is not ours stands in the place of the event log. */
export const EVENTS_ELSEWHERE_FILE = 'state/runtime_events.jsonl';

/** Where the rows up to record `seq` went when the event log had grown too large. */
export function olderEventsFile(epoch: string, seq: number): string {
  return `${OLDER_EVENTS}${epoch}-${String(seq).padStart(SEQ_DIGITS, '0')}.jsonl`;
}

/** The record up to which an older event log of this journal reaches; null for any other file. */
export function olderEventsSeq(epoch: string, name: string): number | null {
  const found = /^logs\/runtime_events\.([0-9a-f]+)-(\d+)\.jsonl$/.exec(name);
  return found === null || found[1] !== epoch ? null : Number(found[2]);
}

const OLDER_EVENTS = 'logs/runtime_events.';
const SEQ_DIGITS = 9;

/**
 * Half-made files and spares live in the first of these that is ours, so that opening a workspace cleans
 * up by emptying one folder.
 */
export const SCRATCH_FOLDERS = ['state/.render', 'state/.render-elsewhere'] as const;

export function parentOf(relativePath: string): string {
  return relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')));
}

export function statusFile(plane: string): string {
  return `state/${plane}_status.md`;
}

export function documentFolder(family: Family, state: ItemState): string {
  if (state === 'superseded' || state === 'withdrawn') {
    return `${family.folder}/${family.states.blocked}/${state}`;
  }
  return `${family.folder}/${family.states[state]}`;
}

export function documentFile(family: Family, state: ItemState, id: string): string {
  return `${documentFolder(family, state)}/${id}.md`;
}

export function runFolder(run: string): string {
  return `runs/${run}`;
}

export function traceFile(run: string): string {
  return `${runFolder(run)}/run_trace.json`;
}

export function stageResultFolder(run: string): string {
  return `${runFolder(run)}/stage_results`;
}

export function stageResultFile(run: string, request: string): string {
  return `${stageResultFolder(run)}/${request}.json`;
}

/** Which texts of skills the stage of a request worked by, as release 0.18.0 names it. */
export function skillEvidenceFile(run: string, request: string): string {
  return `${runFolder(run)}/skill_revision_evidence.${request}.json`;
}

export function targetFile(root: string): string {
  return `arbiter/targets/${root}.json`;
}

export function rootContractFile(root: string): string {
  return `arbiter/contracts/root-specs/${root}.md`;
}

export function ideaContractFile(idea: string): string {
  return `arbiter/contracts/ideas/${idea}.md`;
}

export function rubricFile(root: string): string {
  return `arbiter/rubrics/${root}.md`;
}

export function verdictFile(root: string): string {
  return `arbiter/verdicts/${root}.json`;
}

/** Where a stage left an artifact that is not published. */
export function outboxFile(attempt: string, file: string): string {
  return `attempts/${attempt}/out/${file}`;
}
