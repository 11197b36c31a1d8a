import { documentFromTemplate } from '../../documents/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import type { Handoff, TriggerRule } from '../../plan/index.ts';
import { noteChange } from '../changes/build.ts';
import type { Change, ResultChange, RouteChange } from '../changes/changes.ts';
import { isOpenRequest, isRecent } from '../evolve/triggers.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { namesOf } from '../facts/names.ts';
import { descendant } from '../proposals/admit.ts';
import { workKey } from '../state/run.ts';
import type { Run, State, TriggerMark } from '../state/state.ts';

interface Triggered {
  readonly changes: readonly Change[];
  readonly spawned: RouteChange['spawned'];
}

/**
 * Requests for another plane that the plan's trigger rules make of a result: one for each rule that
 * matches, as far as the rule allows. What it does not allow is noted. An attempt that was cut off
 * has nothing to be learned from.
 */
export function triggered(
  facts: DecisionContext,
  state: State,
  run: Run,
  result: ResultChange,
): Triggered {
  const familyId = facts.index.plan.trigger_family_id;
  if (familyId === null || result.exit_kind !== 'completed') return { changes: [], spawned: [] };
  const rules = facts.index.plan.learning_trigger_rules.filter(
    (rule) =>
      rule.source_plane === run.plane &&
      rule.source_stage === run.node &&
      rule.on_terminal_results.includes(result.outcome),
  );
  const changes = rules.map((rule) => {
    const held = heldBack(facts, state, run, rule);
    if (held === null) return request(facts, state, run, result, rule, familyId);
    return noteChange('learning_request_skipped', {
      rule_id: rule.rule_id,
      run_id: run.id,
      ...held,
    });
  });
  const spawned = changes.flatMap((change) =>
    change.k === 'admit@1'
      ? { kind: familyId, item_id: change.id, reason: 'learning_trigger' }
      : [],
  );
  return { changes, spawned };
}

/** Why a rule makes no request of a result that it matches; null = it makes one. */
function heldBack(
  { now }: DecisionContext,
  state: State,
  run: Run,
  { rule_id, dedupe_by, per_day_max }: TriggerRule,
): { readonly reason: string; readonly because: string } | null {
  const marks = state.triggers.get(rule_id) ?? [];
  const same = marks.find((mark) => isOpenRequest(state, mark) && isSame(dedupe_by, mark, run));
  if (same !== undefined) return { reason: 'open_request', because: same.key };
  const recent = marks.filter((mark) => isRecent(mark, now)).length;
  if (per_day_max === undefined || recent < per_day_max) return null;
  return { reason: 'per_day_max', because: `${recent} requests in 24 hours` };
}

function isSame(by: TriggerRule['dedupe_by'], mark: TriggerMark, run: Run): boolean {
  switch (by) {
    case undefined:
      return false;
    case 'rule':
      return true;
    case 'lineage':
      // Work outside of lineages is its own.
      return run.root === null ? mark.item === workKey(run) : mark.root === run.root;
    case 'item':
      return mark.item === workKey(run) && mark.root === run.root;
    default:
      return exhausted(by);
  }
}

function request(
  facts: DecisionContext,
  state: State,
  run: Run,
  result: ResultChange,
  rule: TriggerRule,
  familyId: string,
) {
  const family = facts.index.family(familyId);
  const node = facts.index.node(run.plane, run.node);
  const seed = [rule.rule_id, result.request].join('\n');
  const names = {
    ...namesOf(facts, state, run),
    request_id: result.request,
    terminal_result: result.outcome,
    summary: result.summary,
    hash12: facts.hash.sha256(seed).slice(0, 12),
  };
  const template: Handoff = {
    family_id: familyId,
    id: 'learn-{hash12}',
    scalars: {
      title: `${node.display_name} ended with ${result.outcome}`,
      summary: `Rule ${rule.rule_id}: {summary}`,
      requested_action: rule.requested_action,
      target_skill_id: rule.target_skill_id ?? '',
      target_stage: rule.target_stage,
      trigger_metadata: JSON.stringify(metadata(run, result, rule, node.stage_kind_id)),
      created_at: '{now}',
      created_by: 'millrace runtime',
    },
    lists: {
      source_refs: [
        'run:{run_id}',
        'request:{request_id}',
        'node:{stage}',
        'terminal:{terminal_result}',
      ],
      preferred_output_paths: [...rule.preferred_output_paths],
      originating_run_ids: ['{run_id}'],
      artifact_paths: [facts.stageResultPath(run.id, result.request)],
    },
  };
  return descendant(facts.hash, {
    family,
    document: documentFromTemplate(template, family, names, {}),
    source: { kind: 'runtime', ref: result.request },
    root: null,
    via: null,
    trigger: { rule: rule.rule_id, item: workKey(run), root: run.root },
  });
}

function metadata(run: Run, result: ResultChange, rule: TriggerRule, stageKind: string) {
  return {
    rule_id: rule.rule_id,
    source_plane: rule.source_plane,
    source_stage: rule.source_stage,
    source_node_id: run.node,
    source_stage_kind_id: stageKind,
    target_stage: rule.target_stage,
    terminal_result: result.outcome,
    run_id: run.id,
    work_item: run.kind === 'closure' ? run.root : run.key,
  };
}
