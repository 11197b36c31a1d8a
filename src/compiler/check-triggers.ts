import type { Family } from '../runtime/plan/index.ts';
import { pointer, quote, type Report, type SourceLocation } from './diagnostics.ts';
import type { Selection } from './selection.ts';
import type { ModeSource } from './source/mode.ts';

type Rule = ModeSource['learning_trigger_rules'][number];

/** Rules by which the result of a stage makes the runtime write a request for another plane. */
export function checkTriggers(selection: Selection, report: Report): void {
  const { file, value: mode } = selection.mode;
  const rules = mode.learning_trigger_rules;
  const familyPlace = { file, pointer: pointer('trigger_family_id') };
  const known = { what: 'family of this mode', known: mode.families };
  const id = mode.trigger_family_id;
  if (id !== undefined) report.known(id, familyPlace, known);
  if (rules.length > 0 && id === undefined) {
    const message = 'There are trigger rules, but no family that they write.';
    report.error('trigger_invalid', familyPlace, message, 'Set trigger_family_id.');
  }
  const family = id === undefined ? undefined : selection.families.get(id)?.value;
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const at = (...path: (string | number)[]): SourceLocation => ({
      file,
      pointer: pointer('learning_trigger_rules', index, ...path),
    });
    if (seen.has(rule.rule_id)) {
      const message = `The rule ${quote(rule.rule_id)} is declared twice.`;
      report.error('id_duplicate', at('rule_id'), message, 'Give each its own id.');
    }
    seen.add(rule.rule_id);
    checkSource(selection, rule, at, report);
    if (family !== undefined) checkTarget(selection, rule, family, at, report);
  });
}

function checkSource(
  selection: Selection,
  rule: Rule,
  at: (...path: (string | number)[]) => SourceLocation,
  report: Report,
): void {
  const known = Object.keys(selection.mode.value.loop_ids_by_plane);
  const planes = { what: 'plane of this mode', known };
  if (!report.known(rule.source_plane, at('source_plane'), planes)) return;
  const nodes = selection.loops.get(rule.source_plane)?.nodes;
  if (nodes === undefined) return;
  const what = `node of the plane ${quote(rule.source_plane)}`;
  if (!report.known(rule.source_stage, at('source_stage'), { what, known: nodes.keys() })) return;
  const kind = nodes.get(rule.source_stage)?.kind;
  if (kind == null) return;
  rule.on_terminal_results.forEach((outcome, index) => {
    const outcomes = {
      what: `legal outcome of ${quote(rule.source_stage)}`,
      known: kind.value.legal_outcomes,
    };
    report.known(outcome, at('on_terminal_results', index), outcomes);
  });
}

function checkTarget(
  selection: Selection,
  rule: Rule,
  family: Family,
  at: (...path: (string | number)[]) => SourceLocation,
  report: Report,
): void {
  const wrong = (key: string, message: string, next: string): void => {
    report.error('trigger_invalid', at(key), message, next);
  };
  const loop = selection.loops.get(family.plane);
  if (loop === undefined) return;
  if (rule.source_plane === family.plane) {
    const message = `The plane ${quote(family.plane)} would make requests for itself without end.`;
    wrong('source_plane', message, 'Name a stage of another plane.');
  }
  const target = rule.target_stage;
  const nodes = { what: `node of the plane ${quote(family.plane)}`, known: loop.nodes.keys() };
  if (!report.known(target, at('target_stage'), nodes)) return;
  const kind = loop.nodes.get(target)?.kind;
  if (kind != null && !kind.value.starts_families.includes(family.family_id)) {
    const message = `The node ${quote(target)} does not start the family ${quote(family.family_id)}.`;
    wrong(
      'target_stage',
      message,
      'Name a node whose stage kind lists the family in starts_families.',
    );
  }
  const entry = loop.graph.entry_nodes.find((one) => one.entry_key === family.entry_key);
  if (family.start_node_key === null && entry?.node_id !== target) {
    const message = `Items of ${quote(family.family_id)} cannot name the node they start at.`;
    wrong(
      'target_stage',
      message,
      'Name the node of the entry, or give the family a start_node_key.',
    );
  }
}
