import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { checksOf, parseDocument } from '../../src/runtime/documents/index.ts';
import { COMPLETION_STEP } from '../../src/runtime/plan/index.ts';
import {
  ASSETS,
  families,
  familyById,
  graphById,
  graphs,
  kindById,
  kindOf,
  kinds,
  modes,
} from './support/shipped.ts';

describe('files', () => {
  it('lie where their ids say', () => {
    for (const [path, one] of families) expect(path).toBe(`families/${one.family_id}.json`);
    for (const [path, one] of modes) expect(path).toBe(`modes/${one.mode_id}.json`);
    for (const [path, one] of graphs) expect(path).toBe(`graphs/${one.plane}/${one.loop_id}.json`);
    for (const [path, one] of kinds) {
      expect(path).toBe(`registry/stage_kinds/${one.plane}/${one.stage_kind_id}.json`);
    }
    expect([families.size, kinds.size, graphs.size, modes.size]).toEqual([5, 18, 6, 23]);
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

it.each([...kindById.values()])(
  '$stage_kind_id is told at most 1,500 tokens by its files',
  (kind) => {
    const paths = [kind.default_entrypoint_path, ...kind.required_skill_paths];
    const tokens = paths.map((path) => countTokens(readFileSync(join(ASSETS, path), 'utf8')));
    expect(tokens.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1500);
  },
);

describe('skills', () => {
  it.each([
    ['manager', 'task'],
    ['planner', 'spec'],
    ['recon', 'task'],
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
        // What stands in braces is filled in when work is taken in.
        const isFilledIn = value?.startsWith('{') ?? true;
        if (field.choices && !isFilledIn) expect(field.choices).toContain(value);
      }
    }
  });

  it('ask for acceptance that nobody makes up', () => {
    const acceptance = [...familyById.values()].flatMap((one) =>
      one.lists.filter((field) => field.key === 'acceptance'),
    );
    // What is only to be looked into promises nothing yet.
    expect(acceptance.map(({ required, checks }) => ({ required, checks }))).toEqual([
      { required: false, checks: true },
      { required: true, checks: true },
      { required: true, checks: true },
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

describe.each([...modes.values()])('$mode_id', (mode) => {
  const loops = Object.entries(mode.loop_ids_by_plane);
  const nodes = loops.flatMap(([, id]) => graphById.get(id)?.nodes ?? []);

  it('binds one runner to every stage of its loops, or leaves all to the config', () => {
    const bound = Object.keys(mode.stage_runner_bindings).sort();
    const stages = nodes.map((node) => node.stage_kind_id).sort();
    expect(bound).toEqual(mode.mode_id.startsWith('default_command') ? [] : stages);
    expect(new Set(Object.values(mode.stage_runner_bindings)).size).toBeLessThan(2);
  });

  it('claims every plane and has an entry for every family', () => {
    for (const [plane, id] of loops) expect(graphById.get(id)?.plane).toBe(plane);
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
