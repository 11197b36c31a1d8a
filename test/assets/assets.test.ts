import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type GraphSource, graphSource } from '../../src/compiler/source/graph.ts';
import { type ModeSource, modeSource } from '../../src/compiler/source/mode.ts';
import { type StageKindSource, stageKindSource } from '../../src/compiler/source/stage-kind.ts';
import { checksOf, parseDocument } from '../../src/runtime/documents/index.ts';
import { COMPLETION_STEP, type Family, family } from '../../src/runtime/plan/index.ts';

const ASSETS = join(import.meta.dirname, '../../assets');

/** Every file below a folder of assets, by its path there, read with its schema. */
function load<T>(folder: string, schema: z.ZodType<T>): Map<string, T> {
  const found = new Map<string, T>();
  for (const name of readdirSync(join(ASSETS, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    const path = `${folder}/${name}`;
    const read = schema.safeParse(JSON.parse(readFileSync(join(ASSETS, path), 'utf8')));
    if (!read.success) throw new Error(`${path}: ${read.error.message}`);
    found.set(path, read.data);
  }
  return found;
}

const families = load<Family>('families', family);
const kinds = load<StageKindSource>('registry/stage_kinds', stageKindSource);
const graphs = load<GraphSource>('graphs', graphSource);
const modes = load<ModeSource>('modes', modeSource);
const kindById = new Map([...kinds.values()].map((kind) => [kind.stage_kind_id, kind]));
const familyById = new Map([...families.values()].map((one) => [one.family_id, one]));
const graphById = new Map([...graphs.values()].map((graph) => [graph.loop_id, graph]));

function kindOf(graph: GraphSource, nodeId: string): StageKindSource {
  const node = graph.nodes.find((one) => one.node_id === nodeId);
  const kind = kindById.get(node?.stage_kind_id ?? '');
  if (kind === undefined) throw new Error(`${graph.loop_id}: no stage kind for node ${nodeId}`);
  return kind;
}

function permitted(graph: GraphSource, disallowed: readonly string[]): string[] {
  return graph.nodes.map((node) => node.node_id).filter((id) => !disallowed.includes(id));
}

/** Where a node may lead; with `exhausted`, every limit is taken as reached. */
function successors(graph: GraphSource, from: string, exhausted: boolean): string[] {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;
  const direct = graph.edges.flatMap((edge) =>
    edge.from_node_id === from && edge.to_node_id !== undefined ? [edge.to_node_id] : [],
  );
  const resumed = resume_policies
    .filter((policy) => policy.source_node_id === from)
    .flatMap((policy) => permitted(graph, policy.disallowed_target_node_ids));
  const guard = threshold_policies.find((policy) => policy.guarded_node_id === from);
  const next = guard?.exhausted_target_node_id;
  if (exhausted && guard !== undefined) return next == null ? [] : [next];
  return [...direct, ...resumed, ...(next == null ? [] : [next])];
}

function reachable(graph: GraphSource): Set<string> {
  const open = graph.entry_nodes.map((entry) => entry.node_id);
  if (graph.completion_behavior) open.push(graph.completion_behavior.target_node_id);
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...successors(graph, id, false));
  }
  return seen;
}

/** Removes nodes that lead nowhere until none is left to remove; what remains is a cycle or leads into one. */
function nodesOfCycles(graph: GraphSource): string[] {
  let left = graph.nodes.map((node) => node.node_id);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const alive = new Set(left);
    left = left.filter((id) => successors(graph, id, true).some((next) => alive.has(next)));
  }
  return left;
}

describe('files', () => {
  it('lie where their ids say', () => {
    for (const [path, one] of families) expect(path).toBe(`families/${one.family_id}.json`);
    for (const [path, one] of modes) expect(path).toBe(`modes/${one.mode_id}.json`);
    for (const [path, one] of graphs) expect(path).toBe(`graphs/${one.plane}/${one.loop_id}.json`);
    for (const [path, one] of kinds) {
      expect(path).toBe(`registry/stage_kinds/${one.plane}/${one.stage_kind_id}.json`);
    }
    expect([families.size, kinds.size, graphs.size, modes.size]).toEqual([4, 15, 3, 7]);
  });

  it.each([...kindById.values()])('of stage kind $stage_kind_id exist and are complete', (kind) => {
    const skills = [...kind.required_skill_paths, ...kind.suggested_skill_paths];
    for (const path of [kind.default_entrypoint_path, ...skills]) {
      expect(existsSync(join(ASSETS, path)), path).toBe(true);
    }
    const entrypoint = readFileSync(join(ASSETS, kind.default_entrypoint_path), 'utf8');
    for (const outcome of kind.legal_outcomes) expect(entrypoint).toContain(`\`${outcome}\``);
    for (const artifact of kind.artifacts) expect(entrypoint).toContain(`out/${artifact.file}`);
    for (const path of skills) {
      const name = path.split('/').at(-2);
      expect(readFileSync(join(ASSETS, path), 'utf8')).toMatch(
        new RegExp(`^---\\nname: ${name}\\ndescription: .{20,}\\n---\\n`),
      );
    }
  });

  it('of prose are plain ASCII and short', () => {
    for (const folder of ['entrypoints', 'skills']) {
      for (const name of readdirSync(join(ASSETS, folder), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.md')) continue;
        const text = readFileSync(join(ASSETS, folder, name), 'utf8');
        expect(text, name).toMatch(/^[\x20-\x7e\n]+\n$/);
        expect(text.split('\n').length, name).toBeLessThan(75);
      }
    }
  });
});

describe('skills', () => {
  it.each([
    ['manager', 'task'],
    ['planner', 'spec'],
  ])('of the %s show a %s that parses as it stands', (stage, id) => {
    const path = `skills/stage/planning/${stage}-core/SKILL.md`;
    const example = /\n```\n(# [\s\S]*?)\n```\n/.exec(
      readFileSync(join(ASSETS, path), 'utf8'),
    )?.[1];
    const one = familyById.get(id);
    if (example === undefined || one === undefined) throw new Error(`no example in ${path}`);
    const filledIn = Object.keys(one.closure.inherit);
    const scalars = one.scalars.map((field) =>
      filledIn.includes(field.key) ? { ...field, required: false } : field,
    );
    const read = parseDocument(example, { ...one, scalars });
    expect(read).toMatchObject({
      ok: true,
      notes: [],
      document: { body: expect.stringMatching(/./) },
    });
    expect(read.ok && checksOf(read.document, one)).not.toEqual([]);
  });
});

describe('families', () => {
  it.each([...familyById.values()])('$family_id refers to its own fields', (one) => {
    const scalars = new Map(one.scalars.map((field) => [field.key, field]));
    const lists = new Set(one.lists.map((field) => field.key));
    expect(scalars.size + lists.size).toBe(one.scalars.length + one.lists.length);
    const { closure } = one;
    const keys = [one.id_key, one.order_key, one.start_node_key, closure.idea_key].concat(
      closure.root_keys,
      closure.derived?.key ?? [],
      Object.keys(closure.inherit),
    );
    for (const key of keys) if (key !== null) expect(scalars.has(key), key).toBe(true);
    if (one.depends_on_key !== null) expect(lists.has(one.depends_on_key)).toBe(true);
    for (const value of closure.derived?.values ?? []) {
      expect(scalars.get(closure.derived?.key ?? '')?.choices).toContain(value);
    }
    for (const field of one.scalars) {
      expect(field.choices !== undefined, field.key).toBe(field.type === 'choice');
      for (const value of [field.default, field.intake]) {
        if (field.choices && value !== undefined) expect(field.choices).toContain(value);
      }
    }
  });

  it('ask for acceptance that nobody makes up', () => {
    const acceptance = [...familyById.values()].flatMap((one) =>
      one.lists.filter((field) => field.key === 'acceptance'),
    );
    expect(acceptance).toEqual([
      expect.objectContaining({ required: true, checks: true }),
      expect.objectContaining({ required: true, checks: true }),
    ]);
    for (const field of acceptance) expect(field.intake).toBeUndefined();
  });
});

describe('stage kinds', () => {
  it.each([...kindById.values()])('$stage_kind_id is consistent', (kind) => {
    const legal = new Set(kind.legal_outcomes);
    const classes = kind.allowed_result_classes_by_outcome;
    expect(new Set(Object.keys(classes))).toEqual(legal);
    expect(classes[kind.failure_outcome]).toContain('recoverable_failure');
    for (const outcome of legal) {
      const succeeds = classes[outcome]?.includes('success');
      expect(kind.success_outcomes.includes(outcome), outcome).toBe(succeeds);
    }
    for (const outcome of kind.failure_outcomes) expect(legal.has(outcome), outcome).toBe(true);
    for (const artifact of kind.artifacts) {
      expect(kind.declared_output_artifacts).toContain(artifact.artifact_id);
      for (const outcome of artifact.required_on) expect(legal.has(outcome), outcome).toBe(true);
    }
    for (const id of [...kind.proposes, ...kind.starts_families]) {
      expect(familyById.get(id)?.plane, id).toBeDefined();
    }
    for (const id of kind.starts_families) expect(familyById.get(id)?.plane).toBe(kind.plane);
  });
});

describe.each([...graphById.values()])('$loop_id', (graph) => {
  const { resume_policies, threshold_policies } = graph.dynamic_policies;

  it('covers every legal outcome of every node exactly once', () => {
    for (const { node_id } of graph.nodes) {
      const kind = kindOf(graph, node_id);
      expect(kind.plane).toBe(graph.plane);
      const covered = graph.edges
        .filter((edge) => edge.from_node_id === node_id)
        .flatMap((edge) => edge.on_outcomes)
        .concat(
          resume_policies.flatMap((one) => (one.source_node_id === node_id ? one.on_outcome : [])),
        );
      expect(covered.sort(), node_id).toEqual([...kind.legal_outcomes].sort());
    }
  });

  it('refers to nodes and terminal states that exist, under unique ids', () => {
    const nodes = new Set(graph.nodes.map((node) => node.node_id));
    const terminals = new Set(graph.terminal_states.map((state) => state.terminal_state_id));
    for (const edge of graph.edges) {
      const targets = [edge.to_node_id, edge.terminal_state_id].filter((id) => id !== undefined);
      expect(targets, edge.edge_id).toHaveLength(1);
      expect(nodes.has(edge.from_node_id), edge.edge_id).toBe(true);
      expect(nodes.has(targets[0] ?? '') || terminals.has(targets[0] ?? '')).toBe(true);
    }
    for (const policy of threshold_policies) {
      const target = [policy.exhausted_target_node_id, policy.exhausted_terminal_state_id];
      expect(target.filter((id) => id != null)).toHaveLength(1);
      expect(nodes.has(policy.guarded_node_id)).toBe(true);
      expect(nodes.has(target[0] ?? '') || terminals.has(target[1] ?? '')).toBe(true);
    }
    for (const policy of resume_policies) {
      const { disallowed_target_node_ids: disallowed, default_target_node_id } = policy;
      expect(permitted(graph, disallowed)).toContain(default_target_node_id);
      for (const id of disallowed) expect(nodes.has(id), id).toBe(true);
    }
    const ids = [
      ...graph.edges.map((edge) => edge.edge_id),
      ...[...resume_policies, ...threshold_policies].map((policy) => policy.policy_id),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reaches every node and every terminal state', () => {
    expect([...reachable(graph)].sort()).toEqual(graph.nodes.map((node) => node.node_id).sort());
    const ended = new Set(graph.edges.map((edge) => edge.terminal_state_id));
    for (const state of graph.terminal_states) expect(ended).toContain(state.terminal_state_id);
  });

  it('ends: without budget and with every permitted resume no cycle is left', () => {
    expect(nodesOfCycles(graph)).toEqual([]);
    const recovery = new Set(threshold_policies.map((policy) => policy.guarded_node_id));
    for (const policy of resume_policies) {
      const targets = permitted(graph, policy.disallowed_target_node_ids);
      expect(targets.filter((id) => recovery.has(id))).toEqual([]);
    }
  });

  it('emits artifacts that its stage kinds declare and writes whole handoff documents', () => {
    const declared = graph.nodes.flatMap(
      (node) => kindOf(graph, node.node_id).declared_output_artifacts,
    );
    for (const state of graph.terminal_states) {
      for (const id of state.emits_artifacts) expect(declared).toContain(id);
      const hands = ['escalate_planning', 'followup_needed'].includes(state.terminal_class);
      expect(state.handoff !== null, state.terminal_state_id).toBe(hands);
      if (state.handoff === null) continue;
      const target = familyById.get(state.handoff.family_id);
      const fields = target?.scalars ?? [];
      const written = new Set(Object.keys(state.handoff.scalars)).add(target?.id_key ?? '');
      expect(written.has('title')).toBe(true);
      for (const field of fields.filter((one) => one.required))
        expect(written).toContain(field.key);
      for (const key of written) expect(fields.map((field) => field.key)).toContain(key);
      for (const key of Object.keys(state.handoff.lists)) {
        expect(target?.lists.map((field) => field.key)).toContain(key);
      }
    }
  });
});

describe.each([...modes.values()])('$mode_id', (mode) => {
  const loops = Object.entries(mode.loop_ids_by_plane);
  const nodes = loops.flatMap(([, id]) => graphById.get(id)?.nodes ?? []);

  it('binds a runner to every stage of its loops and claims every plane', () => {
    for (const [plane, id] of loops) expect(graphById.get(id)?.plane).toBe(plane);
    const bound = Object.keys(mode.stage_runner_bindings).sort();
    expect(bound).toEqual(nodes.map((node) => node.stage_kind_id).sort());
    expect(new Set(Object.values(mode.stage_runner_bindings)).size).toBe(1);
    const steps = mode.claim_order.filter((step) => step !== COMPLETION_STEP);
    expect([...steps].sort()).toEqual(Object.keys(mode.loop_ids_by_plane).sort());
    for (const id of mode.families) {
      const entries = graphById.get(mode.loop_ids_by_plane[familyById.get(id)?.plane ?? ''] ?? '');
      const entry = entries?.entry_nodes.find(
        (one) => one.entry_key === familyById.get(id)?.entry_key,
      );
      expect(entries && entry && kindOf(entries, entry.node_id).starts_families).toContain(id);
    }
  });

  it('has trigger rules that can fire', () => {
    for (const rule of mode.learning_trigger_rules) {
      const source = kindById.get(rule.source_stage);
      expect(source?.plane).toBe(rule.source_plane);
      expect(source?.legal_outcomes).toEqual(expect.arrayContaining(rule.on_terminal_results));
      expect(nodes.map((node) => node.stage_kind_id)).toContain(rule.target_stage);
    }
    const fires = mode.learning_trigger_rules.length > 0;
    expect(mode.families.includes(mode.trigger_family_id ?? '')).toBe(fires);
  });
});

it('names each mode and alias once', () => {
  const names = [...modes.values()].flatMap((mode) => [mode.mode_id, ...mode.aliases]);
  expect(new Set(names).size).toBe(names.length);
});
