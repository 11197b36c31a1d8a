import { CLOSURE_ENTRY_KEY, COMPLETION_STEP } from '../runtime/plan/index.ts';
import { refuseOverride } from './check-graph.ts';
import { repeated } from './check-stage-kind.ts';
import { pointer, quote, type Report, type SourceLocation } from './diagnostics.ts';
import { checkFolder, ENTRYPOINTS, SKILLS } from './folders.ts';
import { type Loop, type Selection, stageNames } from './selection.ts';

/** How the parts that a mode puts together fit each other. */
export function checkMode(selection: Selection, report: Report): void {
  checkClaimOrder(selection, report);
  checkPlanes(selection, report);
  checkEntries(selection, report);
  checkClosure(selection, report);
  checkBindings(selection, report);
}

function at(selection: Selection, ...path: readonly (string | number)[]): SourceLocation {
  return { file: selection.mode.file, pointer: pointer(...path) };
}

function checkClaimOrder(selection: Selection, report: Report): void {
  const mode = selection.mode.value;
  const wrong = (message: string, next: string): void => {
    report.error('claim_order_invalid', at(selection, 'claim_order'), message, next);
  };
  const planes = Object.keys(mode.loop_ids_by_plane);
  for (const step of repeated(mode.claim_order)) {
    wrong(`${quote(step)} is claimed twice.`, 'Remove one of the two.');
  }
  for (const step of mode.claim_order) {
    if (step === COMPLETION_STEP || planes.includes(step)) continue;
    wrong(`The plane ${quote(step)} has no loop in this mode.`, 'Remove it, or add its loop.');
  }
  for (const plane of planes) {
    if (mode.claim_order.includes(plane)) continue;
    wrong(`The plane ${quote(plane)} is never claimed.`, 'Add it to the claim order.');
  }
  if (planes.includes(COMPLETION_STEP)) {
    const message = `${quote(COMPLETION_STEP)} stands for the closure decision and cannot name a plane.`;
    wrong(message, 'Rename the plane.');
  }
}

function checkPlanes(selection: Selection, report: Report): void {
  const mode = selection.mode.value;
  const planes = { what: 'plane of this mode', known: Object.keys(mode.loop_ids_by_plane) };
  for (const { file, value } of selection.families.values()) {
    report.known(value.plane, { file, pointer: pointer('plane') }, planes);
  }
  for (const key of ['mutually_exclusive_planes', 'may_run_concurrently'] as const) {
    mode.concurrency_policy?.[key].forEach((group, index) => {
      group.forEach((plane, position) => {
        const place = at(selection, 'concurrency_policy', key, index, position);
        report.known(plane, place, planes);
      });
    });
  }
}

function checkEntries(selection: Selection, report: Report): void {
  for (const family of selection.families.values()) {
    const { plane, entry_key, family_id, start_node_key } = family.value;
    const loop = selection.loops.get(plane);
    if (loop === undefined || entry_key === CLOSURE_ENTRY_KEY) continue;
    const place = { file: family.file, pointer: pointer('entry_key') };
    const entry = loop.graph.entry_nodes.find((one) => one.entry_key === entry_key);
    if (entry === undefined) {
      const message = `The loop ${quote(loop.graph.loop_id)} has no entry ${quote(entry_key)}.`;
      report.error('entry_invalid', place, message, 'Add it to entry_nodes of that loop.');
      continue;
    }
    const kind = loop.nodes.get(entry.node_id)?.kind;
    if (kind != null && !kind.value.starts_families.includes(family_id)) {
      const message = `The stage kind ${quote(kind.id)} does not start the family ${quote(family_id)}.`;
      report.error('entry_invalid', place, message, 'Add the family to its starts_families.');
    }
    if (start_node_key === null) continue;
    const index = family.value.scalars.findIndex((field) => field.key === start_node_key);
    family.value.scalars[index]?.choices?.forEach((choice, position) => {
      const where = { file: family.file, pointer: pointer('scalars', index, 'choices', position) };
      report.known(choice, where, { what: 'node', known: loop.nodes.keys() });
    });
  }
  if (!knowsAllFamilies(selection)) return;
  for (const [plane, loop] of selection.loops) checkUsedEntries(selection, plane, loop, report);
}

/**
 * Whether every family of the mode could be read and lies in a plane of it: else one of them may be
 * what is missed.
 */
function knowsAllFamilies({ mode, families }: Selection): boolean {
  const planes = Object.keys(mode.value.loop_ids_by_plane);
  return mode.value.families.every((id) => planes.includes(families.get(id)?.value.plane ?? ''));
}

function checkUsedEntries(selection: Selection, plane: string, loop: Loop, report: Report): void {
  const families = [...selection.families.values()].filter(({ value }) => value.plane === plane);
  loop.graph.entry_nodes.forEach(({ entry_key }, index) => {
    const sharing = families.filter(({ value }) => value.entry_key === entry_key);
    if (sharing.length > 0 && entry_key !== CLOSURE_ENTRY_KEY) return;
    const place = { file: loop.file, pointer: pointer('entry_nodes', index, 'entry_key') };
    const message = `No family of this mode enters at ${quote(entry_key)}.`;
    report.error(
      'entry_invalid',
      place,
      message,
      'Remove the entry, or add its family to the mode.',
    );
  });
}

function checkClosure(selection: Selection, report: Report): void {
  const mode = selection.mode.value;
  const judging = [...selection.loops.values()].filter(
    (loop) => loop.graph.completion_behavior !== undefined,
  );
  const roots = [...selection.families.values()].filter(
    ({ value }) => value.closure.role === 'root',
  );
  const place = at(selection, 'claim_order');
  const claimed = mode.claim_order.includes(COMPLETION_STEP);
  if (judging.length > 1) {
    const message = 'More than one loop of this mode decides about closure.';
    report.error('completion_invalid', place, message, 'Keep completion_behavior in one loop.');
  }
  if (claimed !== judging.length > 0) {
    const message = claimed
      ? 'The claim order has a closure decision, but no loop makes one.'
      : 'A loop decides about closure, but the claim order never asks it.';
    const next = `Add or remove ${quote(COMPLETION_STEP)} and completion_behavior together.`;
    report.error('completion_invalid', place, message, next);
  }
  for (const root of judging.length > 0 ? [] : roots) {
    report.error(
      'completion_invalid',
      { file: root.file, pointer: pointer('closure', 'role') },
      `Items of ${quote(root.id)} open closure targets that no loop of this mode closes.`,
      'Add a loop with completion_behavior, or choose another closure role.',
    );
  }
}

function checkBindings(selection: Selection, report: Report): void {
  const mode = selection.mode.value;
  const { stage_entrypoint_overrides, stage_skill_additions, ...rest } = mode;
  const maps = {
    stage_entrypoint_overrides: { map: stage_entrypoint_overrides, override: 'entrypoint_path' },
    stage_skill_additions: { map: stage_skill_additions, override: 'attached_skill_additions' },
    stage_model_bindings: { map: rest.stage_model_bindings, override: 'model_name' },
    stage_runner_bindings: { map: rest.stage_runner_bindings, override: 'runner_name' },
    stage_thinking_bindings: { map: rest.stage_thinking_bindings, override: 'thinking_level' },
  };
  for (const [key, { map, override }] of Object.entries(maps)) {
    for (const name of Object.keys(map)) {
      checkStageName(selection, name, override, at(selection, key, name), report);
    }
  }
  for (const [name, path] of Object.entries(mode.stage_entrypoint_overrides)) {
    checkFolder(path, ENTRYPOINTS, at(selection, 'stage_entrypoint_overrides', name), report);
  }
  for (const [name, paths] of Object.entries(mode.stage_skill_additions)) {
    paths.forEach((path, index) => {
      checkFolder(path, SKILLS, at(selection, 'stage_skill_additions', name, index), report);
    });
  }
}

/** Runners that the mode and its graphs name. Which ones there are is known only with a usable config. */
export function checkRunners(
  selection: Selection,
  runners: readonly string[],
  report: Report,
): void {
  const names = { what: 'runner', known: runners };
  for (const [stage, runner] of Object.entries(selection.mode.value.stage_runner_bindings)) {
    report.known(runner, at(selection, 'stage_runner_bindings', stage), names);
  }
  for (const { file, graph } of selection.loops.values()) {
    graph.nodes.forEach(({ runner_name }, index) => {
      if (runner_name === undefined) return;
      report.known(runner_name, { file, pointer: pointer('nodes', index, 'runner_name') }, names);
    });
  }
}

function checkStageName(
  selection: Selection,
  name: string,
  override: string,
  place: SourceLocation,
  report: Report,
): void {
  const loops = [...selection.loops.values()];
  const known = stageNames(loops.map((loop) => loop.graph));
  const isWhole = loops.length === Object.keys(selection.mode.value.loop_ids_by_plane).length;
  if (isWhole && !report.known(name, place, { what: 'stage of this mode', known })) return;
  for (const { node, kind } of loops.flatMap((loop) => [...loop.nodes.values()])) {
    const meant = node.node_id === name || node.stage_kind_id === name;
    if (!meant || kind === null) continue;
    const allowed: readonly string[] = kind.value.allowed_overrides;
    if (!allowed.includes(override)) refuseOverride(kind.id, override, place, report);
  }
}
