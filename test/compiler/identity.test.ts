import { describe, expect, it } from 'vitest';
import { compile, planJson } from '../../src/compiler/index.ts';
import { type Plan, plan as planSchema } from '../../src/runtime/plan/index.ts';
import { compileTree, diskOf, inputOf, type Tree } from '../support/compiler/workspace.ts';
import {
  JUDGE,
  KITE,
  MODE,
  PEBBLE,
  RIVER,
  SKIPPER,
  SKY,
  world,
} from '../support/compiler/world.ts';

function planOf(tree: Tree, mode?: string): Plan {
  const result = compileTree(tree, mode);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => one.message).join('\n'));
  return result.plan;
}

function changed(path: string, text: string): Tree {
  return new Map([...world(), [path, text]]);
}

/** Another order of keys everywhere, and another layout. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

const original = planOf(world());
const id = original.compiled_plan_id;

describe('the id of a plan', () => {
  it('is derived from its content', () => {
    expect(id).toMatch(/^plan-weather-[0-9a-f]{12}$/);
    expect(original.compile_input_fingerprint).toEqual({
      mode_id: 'weather',
      config_fingerprint: expect.stringMatching(/^cfg-[0-9a-f]{12}$/),
      assets_fingerprint: expect.stringMatching(/^assets-[0-9a-f]{12}$/),
    });
  });

  it('does not depend on time, layout, order of keys or what is not used', () => {
    const relaid = new Map<string, unknown>(
      [...world()].map(([path, content]) => [
        path,
        path.endsWith('.json') ? `\uFEFF\n${JSON.stringify(shuffled(content))}\t` : content,
      ]),
    );
    expect(planJson(planOf(relaid))).toBe(planJson(original));
    const later = compile({ ...inputOf(diskOf(world())), now: '2027-01-01T00:00:00Z' });
    expect(later.plan).toEqual({ ...original, compiled_at: '2027-01-01T00:00:00Z' });
    expect(planOf(changed('skills/unused.md', 'x')).compiled_plan_id).toBe(id);
    const toml =
      'runtime.default_mode = "weather"\nwatchers.debounce_ms = 9\nruntime.work_dir = "sub"';
    expect(planOf(changed('millrace.toml', toml)).compiled_plan_id).toBe(id);
  });

  it.each([
    ['a byte of a prompt', changed('entrypoints/skipper.md', '# entrypoints/skipper.md')],
    ['a byte of a skill', changed('skills/wind.md', '')],
    [
      'a limit',
      changed('millrace.toml', 'runtime.default_mode = "weather"\n[limits]\nattempts_per_item = 9'),
    ],
    [
      'a runner',
      changed(
        'millrace.toml',
        'runtime.default_mode = "weather"\n[runners.mine]\ncommand = "mine"',
      ),
    ],
    [
      'a recovery limit',
      changed('millrace.toml', 'runtime.default_mode = "weather"\n[recovery]\nmax_mends = 7'),
    ],
    ['a label of a family', world([[PEBBLE, '/lists/0/label', 'Following']])],
    ['a description in a graph', world([[RIVER, '/edges/0/description', 'Splash.']])],
    ['the order of outcomes', world([[SKIPPER, '/legal_outcomes', ['SUNK', 'SKIPPED']]])],
  ])('depends on %s', (_, tree) => {
    expect(planOf(tree).compiled_plan_id).not.toBe(id);
  });
});

describe('the text of a plan', () => {
  it('is the same after reading it back', () => {
    const text = planJson(original);
    expect(planJson(planSchema.parse(JSON.parse(text)))).toBe(text);
  });

  it('comes with the bytes of every prompt and skill that it names', () => {
    const result = compileTree(world());
    const named = original.resolved_assets.flatMap(({ asset_family, content_sha256 }) =>
      asset_family === 'entrypoint' || asset_family === 'skill' ? (content_sha256 ?? []) : [],
    );
    expect([...result.contents.keys()].sort()).toEqual([...new Set(named)].sort());
    const texts = [...result.contents.values()].map((bytes) => Buffer.from(bytes).toString());
    expect(texts).toContain('# entrypoints/stern.md\n');
  });
});

function nodeOf(plan: Plan, plane: string, node: string) {
  return plan.graphs_by_plane[plane]?.nodes.find((one) => one.node_id === node);
}

describe('what a node runs with', () => {
  const toml = (text: string) =>
    changed('millrace.toml', `runtime.default_mode = "weather"\n${text}`);

  it('comes from stage kind, graph and mode', () => {
    expect(nodeOf(original, 'sky', 'judge')?.entrypoint_path).toBe('entrypoints/stern.md');
    expect(nodeOf(original, 'sky', 'flyer')).toMatchObject({
      entrypoint_path: 'entrypoints/flyer.md',
      required_skill_paths: ['skills/flyer.md'],
      attached_skill_additions: ['skills/wind.md'],
      model_name: 'owl',
      runner_name: 'codex_cli',
      timeout_seconds: 3600,
    });
    expect(nodeOf(original, 'river', 'skipper')).toMatchObject({
      runner_name: 'scripted',
      timeout_seconds: 60,
    });
    expect(nodeOf(original, 'cave', 'far')).toMatchObject({
      thinking_level: 'high',
      model_reasoning_effort: 'high',
    });
  });

  it('can be overruled by the operator, node before stage kind, and by nobody else', () => {
    const plan = planOf(
      toml(`
        [stages.listener]
        runner = "claude_cli"
        thinking_level = "low"
        [stages.far]
        model_reasoning_effort = "xhigh"
        [stages.skipper]
        timeout_seconds = 5
        model = "heron"
      `),
    );
    expect(nodeOf(plan, 'cave', 'near')).toMatchObject({
      runner_name: 'claude_cli',
      thinking_level: 'low',
      model_reasoning_effort: null,
    });
    expect(nodeOf(plan, 'cave', 'far')).toMatchObject({ thinking_level: 'xhigh' });
    expect(nodeOf(plan, 'river', 'skipper')).toMatchObject({
      runner_name: 'scripted',
      timeout_seconds: 5,
      model_name: 'heron',
    });
  });

  it('may be a command of the operator', () => {
    const plan = planOf(
      toml(`
        [runners]
        default_runner = "mine"
        [runners.mine]
        command = "my-agent"
        args = ["--prompt", "{prompt_file}"]
        prompt = "file"
      `),
    );
    expect(nodeOf(plan, 'sky', 'flyer')?.runner_name).toBe('mine');
    expect(plan.runners.mine).toEqual({
      adapter: 'command',
      command: 'my-agent',
      args: ['--prompt', '{prompt_file}'],
      prompt: 'file',
      final_text: 'stdout',
      env_allow: ['PATH', 'HOME', 'LANG', 'TMPDIR'],
      env: {},
      stop: [{ signal: 'SIGTERM', grace_ms: 5000 }],
      silence_ms: 0,
    });
  });

  it('takes thresholds from the config, on retry edges too', () => {
    const river = planOf(toml('[recovery]\nmax_mends = 7')).graphs_by_plane.river;
    expect(river?.compiled_threshold_policies[0]?.threshold).toBe(7);
    const retries = river?.compiled_transitions.filter((one) => one.kind === 'retry');
    expect(retries?.map((one) => [one.outcome, one.max_attempts])).toEqual([
      ['HEAVY', 7],
      ['SUNK', 7],
    ]);
  });

  it('proposes only what its mode takes in', () => {
    const tree = world([[SKIPPER, '/proposes/-', 'leaf']]);
    tree.set('families/leaf.json', world([[PEBBLE, '/family_id', 'leaf']]).get(PEBBLE));
    expect(nodeOf(planOf(tree), 'river', 'skipper')?.proposes).toEqual(['pebble']);
  });
});

describe('a plan', () => {
  it('can be asked for by an alias, and keeps the claim order', () => {
    const plan = planOf(world(), 'climate');
    expect(plan.compiled_plan_id).toBe(id);
    expect(plan.claim_order).toEqual(['sky', 'river', 'completion', 'cave']);
    expect(plan.planes).toEqual(['sky', 'river', 'cave']);
    expect(plan.graphs_by_plane.sky?.compiled_completion_entry).toEqual({
      entry_key: 'closure_target',
      node_id: 'judge',
      stage_kind_id: 'judge',
      plane: 'sky',
    });
    expect(plan.learning_trigger_rules[0]).toMatchObject({
      requested_action: 'improve',
      target_skill_id: null,
      preferred_output_paths: ['notes/echo.md'],
    });
  });

  it('finds what it names wherever it lies', () => {
    const tree = new Map(world());
    for (const [from, to] of [
      [SKY, 'graphs/own/anything.json'],
      [KITE, 'families/mine/k.json'],
      [JUDGE, 'registry/stage_kinds/j.json'],
      [MODE, 'modes/own/m.json'],
    ] as const) {
      tree.set(to, tree.get(from));
      tree.delete(from);
    }
    expect(planOf(tree).graphs_by_plane).toEqual(original.graphs_by_plane);
  });
});
