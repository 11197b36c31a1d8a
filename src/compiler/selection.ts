import type { Family, TerminalState } from '../runtime/plan/index.ts';
import type { Definition } from './catalog.ts';
import { pointer, quote, type Report, type SourceLocation } from './diagnostics.ts';
import type { GraphSource } from './source/graph.ts';
import type { ModeSource } from './source/mode.ts';
import type { StageKindSource } from './source/stage-kind.ts';
import type { Sources } from './sources.ts';
import { CONFIG_FILE } from './support/files.ts';

export type GraphNode = GraphSource['nodes'][number];
export type GraphEdge = GraphSource['edges'][number];

export interface LoopNode {
  readonly node: GraphNode;
  /** Position in the source file. */
  readonly index: number;
  /** null = unknown or unusable, which is reported. */
  readonly kind: Definition<StageKindSource> | null;
}

/** A graph that the mode runs, with what its names stand for. */
export interface Loop {
  readonly file: string;
  readonly sha256: string;
  readonly graph: GraphSource;
  readonly nodes: ReadonlyMap<string, LoopNode>;
  readonly terminals: ReadonlyMap<string, TerminalState>;
}

/** What one mode runs: everything it names, as far as it exists. */
export interface Selection {
  readonly mode: Definition<ModeSource>;
  /** In claim order. */
  readonly loops: ReadonlyMap<string, Loop>;
  readonly families: ReadonlyMap<string, Definition<Family>>;
}

/** Finds the mode by id or alias. `asked` null = the config's default mode. */
export function selectMode(
  sources: Sources,
  asked: string | null,
  configured: string,
): Definition<ModeSource> | null {
  const name = asked ?? configured;
  const aliased = sources.modes.values().find((mode) => mode.aliases.includes(name));
  const id = sources.modes.ids.includes(name) ? name : aliased?.mode_id;
  if (id !== undefined) return sources.modes.take(id);
  const place = asked === null ? { file: CONFIG_FILE, pointer: '/runtime/default_mode' } : NOWHERE;
  sources.modes.knows(name, place);
  return null;
}

const NOWHERE: SourceLocation = { file: '', pointer: '' };

/** Takes what the mode names; what is missing is reported and left out. */
export function select(sources: Sources, mode: Definition<ModeSource>, report: Report): Selection {
  return {
    mode,
    loops: selectLoops(sources, mode, report),
    families: selectFamilies(sources, mode, report),
  };
}

function selectFamilies(sources: Sources, mode: Definition<ModeSource>, report: Report) {
  const families = new Map<string, Definition<Family>>();
  mode.value.families.forEach((id, index) => {
    const place = { file: mode.file, pointer: pointer('families', index) };
    if (families.has(id)) {
      report.error(
        'id_duplicate',
        place,
        `The family ${quote(id)} is listed twice.`,
        'Remove one of the two.',
      );
    }
    if (!sources.families.knows(id, place)) return;
    const family = sources.families.take(id);
    if (family !== null) families.set(id, family);
  });
  return families;
}

function selectLoops(sources: Sources, mode: Definition<ModeSource>, report: Report) {
  const loops = new Map<string, Loop>();
  for (const [plane, id] of inClaimOrder(mode.value)) {
    const place = { file: mode.file, pointer: pointer('loop_ids_by_plane', plane) };
    if (!sources.graphs.knows(id, place)) continue;
    const graph = sources.graphs.take(id);
    if (graph === null) continue;
    if (graph.value.plane !== plane) {
      report.error(
        'plane_mismatch',
        place,
        `The loop ${quote(id)} belongs to the plane ${quote(graph.value.plane)}, not to ${quote(plane)}.`,
        'Name a loop of this plane, or move the entry to the plane of the loop.',
      );
      continue;
    }
    loops.set(plane, loopOf(sources, graph));
  }
  return loops;
}

/** The order of the keys of a JSON object says nothing, so planes stand as they are claimed. */
function inClaimOrder(mode: ModeSource): [string, string][] {
  const rank = (plane: string): number => {
    const position = mode.claim_order.indexOf(plane);
    return position < 0 ? mode.claim_order.length : position;
  };
  return Object.entries(mode.loop_ids_by_plane).sort(
    ([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );
}

function loopOf(sources: Sources, graph: Definition<GraphSource>): Loop {
  const nodes = new Map<string, LoopNode>();
  graph.value.nodes.forEach((node, index) => {
    if (nodes.has(node.node_id)) return;
    const place = { file: graph.file, pointer: pointer('nodes', index, 'stage_kind_id') };
    const known = sources.kinds.knows(node.stage_kind_id, place);
    const kind = known ? sources.kinds.take(node.stage_kind_id) : null;
    nodes.set(node.node_id, { node, index, kind });
  });
  const terminals = new Map(
    graph.value.terminal_states.map((state) => [state.terminal_state_id, state]),
  );
  return { file: graph.file, sha256: graph.sha256, graph: graph.value, nodes, terminals };
}

/** The stage kinds that the loops use, each once. */
export function kindsOf(selection: Selection): Definition<StageKindSource>[] {
  const kinds = new Map<string, Definition<StageKindSource>>();
  for (const loop of selection.loops.values()) {
    for (const { kind } of loop.nodes.values()) {
      if (kind !== null) kinds.set(kind.id, kind);
    }
  }
  return [...kinds.values()];
}

/** Names under which a mode or the config may address a stage of these loops: its node or its stage kind. */
export function stageNames(loops: Iterable<GraphSource>): Set<string> {
  const names = new Set<string>();
  for (const loop of loops) {
    for (const node of loop.nodes) names.add(node.node_id).add(node.stage_kind_id);
  }
  return names;
}
