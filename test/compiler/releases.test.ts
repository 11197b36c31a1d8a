import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { compile, currentness, planChanges, planJson } from '../../src/compiler/index.ts';
import { type Plan, plan as planSchema } from '../../src/runtime/plan/index.ts';
import { compileTree, diskOf, inputOf, type Tree } from '../support/compiler/workspace.ts';
import { RIVER, world } from '../support/compiler/world.ts';

const CURRENT = { state: 'current', reasons: [] };
const TOML = 'runtime.default_mode = "weather"\n[limits]\nstages_per_lineage = 300\n';
/** The same in other words, so that what it says is looked at. */
const RELAID = `# Limits of ours.\n${TOML}`;

function tree(toml: string): Map<string, unknown> {
  return new Map([...world(), ['millrace.toml', toml]]);
}

function adopted(of: Tree): Plan {
  const { plan, diagnostics } = compileTree(of, 'weather');
  if (plan === null) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return plan;
}

describe('under a release with other defaults and one more harness', () => {
  const before = adopted(tree(TOML));

  beforeEach(() => {
    vi.resetModules();
    vi.doMock('../../src/runtime/runners/index.ts', async (original) => {
      const real = await original<typeof import('../../src/runtime/runners/index.ts')>();
      const [codex, claude, pi] = real.HARNESSES;
      const withTelemetry = (table: unknown) => Object.assign({ telemetry: true }, table);
      const louder = { ...codex, table: z.preprocess(withTelemetry, codex.table) };
      const reed = { ...claude, runner: 'reed_cli', table_name: 'reed' };
      return { ...real, HARNESSES: [louder, claude, pi, reed], DEFAULT_RUNNER: 'reed_cli' };
    });
    vi.doMock('../../src/compiler/config-schema.ts', async (original) => {
      const real = await original<typeof import('../../src/compiler/config-schema.ts')>();
      const limits = real.configSchema.shape.limits.unwrap();
      const configSchema = real.configSchema.extend({
        limits: limits.extend({ attempts_per_item: z.int().default(60) }).prefault({}),
      });
      return { ...real, configSchema, DEFAULT_CONFIG: configSchema.parse({}) };
    });
  });
  afterEach(() => {
    vi.doUnmock('../../src/runtime/runners/index.ts');
    vi.doUnmock('../../src/compiler/config-schema.ts');
    vi.resetModules();
  });

  it.each([
    ['the same config', TOML],
    ['the same config in other words', RELAID],
    ['a default of then that was written down', `${RELAID}attempts_per_item = 40\n`],
  ])('a plan stays current with %s', async (_, toml) => {
    const other = await import('../../src/compiler/index.ts');
    expect(other.currentness(inputOf(diskOf(tree(toml))), before)).toEqual(CURRENT);
  });

  it('the new defaults come with the next plan, and what they change is said', async () => {
    const other = await import('../../src/compiler/index.ts');
    const input = inputOf(diskOf(tree(TOML)));
    const { plan } = other.compile(input);
    if (plan === null) throw new Error('the other release does not compile');
    expect(plan.compile_input_fingerprint).toEqual(before.compile_input_fingerprint);
    expect(plan.compiled_plan_id).not.toBe(before.compiled_plan_id);
    expect(planChanges(before, plan)).toMatchInlineSnapshot(`
      [
        "limits.attempts_per_item: 40 -> 60",
        "runners.codex_cli.telemetry: false -> true",
        "runners.codex_cli.words.switches: without "analytics.enabled=false", without "check_for_update_on_startup=false"",
        "runners.reed_cli: added",
        "sky.nodes.flyer.runner_name: "codex_cli" -> "reed_cli"",
        "sky.nodes.judge.runner_name: "codex_cli" -> "reed_cli"",
        "river.nodes.weigher.runner_name: "codex_cli" -> "reed_cli"",
        "river.nodes.mender.runner_name: "codex_cli" -> "reed_cli"",
      ]
    `);
    expect(other.currentness(input, plan)).toEqual(CURRENT);
  });

  it('an edit counts as ever', async () => {
    const other = await import('../../src/compiler/index.ts');
    const judge = (toml: string) => other.currentness(inputOf(diskOf(tree(toml))), before);
    const stale = { state: 'stale', reasons: ['config [limits] changed'] };
    expect(judge(`${RELAID}attempts_per_item = 60\n`)).toEqual(stale);
    expect(judge(RELAID.replace('300', '301'))).toEqual(stale);
    expect(judge('runtime.default_mode = "weather"\n')).toEqual(stale);
  });

  it('no value that was filled in for a plan is compared with that of another release', () => {
    const { settings } = before;
    if (settings === undefined) throw new Error('a plan without settings');
    const input = inputOf(diskOf(tree(RELAID)));
    for (const setting of Object.keys(settings.defaults)) {
      const defaults = { ...settings.defaults, [setting]: 'of another release' };
      const plan = { ...before, settings: { ...settings, defaults } };
      expect([setting, currentness(input, plan).state]).toEqual([setting, 'current']);
    }
  });
});

describe('under a release that cannot read the config any more', () => {
  it('a plan stays current as long as nobody edits it', () => {
    const before = adopted(tree(TOML));
    const gone = '[runners.reed]\ncommand = "reed"\nspeed = 3\n';
    const text = `${TOML}${gone}`;
    const config_sha256 = inputOf(diskOf(world())).hash.sha256(text);
    const judge = (toml: string) =>
      currentness(inputOf(diskOf(tree(toml))), { ...before, config_sha256 });
    expect(judge(text)).toEqual(CURRENT);
    expect(judge(`${text}\n`)).toEqual({
      state: 'unknown',
      reasons: ['config: The key "runners.reed.speed" is not known.'],
    });
  });
});

/** Plans that a release without a compiler format has adopted, and the configs that they came from. */
const FIRST = join(import.meta.dirname, '../golden/plans/format-1');

describe.each(['mode-only', 'own-table'])('the plan "%s" of the first format', (name) => {
  const text = readFileSync(join(FIRST, `${name}.json`), 'utf8');
  const toml = readFileSync(join(FIRST, `${name}.toml`), 'utf8');
  const first = planSchema.parse(JSON.parse(text));
  /** Its assets aside, which the tests go on changing. */
  const judge = (config: string, edits = world()) => {
    const of = new Map([...edits, ['millrace.toml', config]]);
    const { resolved_assets } = adopted(tree(toml));
    return currentness(inputOf(diskOf(of)), { ...first, resolved_assets });
  };

  it('is read as it was written', () => {
    expect(planJson(first)).toBe(text);
    expect(first.compiler_format).toBeUndefined();
  });

  it('is judged by what it was compiled from, with the defaults of then', () => {
    expect(judge(toml)).toEqual(CURRENT);
    expect(judge(`# In other words.\n${toml}`)).toEqual(CURRENT);
    expect(judge(toml, world([[RIVER, '/edges/0/priority', 7]]))).toMatchObject({
      state: 'stale',
      reasons: [expect.stringContaining('graph_loop:river.flow')],
    });
  });

  it.each([
    ['limits', 'limits', 'wall_minutes_per_lineage = 5'],
    ['recovery', 'recovery', 'contract_retries = 0'],
    ['stages', 'stages.skipper', 'model = "heron"'],
    ['runners', 'runners.claude', 'retries_max = 9'],
    ['runners', 'runners.reed', 'command = "reed"'],
  ])('notices an edit in [%s]: %s.%s', (section, table, line) => {
    const head = `[${table}]\n`;
    const config = toml.includes(head)
      ? toml.replace(head, `${head}${line}\n`)
      : `${toml}${head}${line}\n`;
    expect(judge(config)).toEqual({ state: 'stale', reasons: [`config [${section}] changed`] });
  });

  it('says what the next one would change', () => {
    const next = adopted(tree(toml));
    expect(planChanges({ ...first, resolved_assets: next.resolved_assets }, next)).toEqual([]);
    expect(Object.keys(next.runners).length).toBeLessThan(Object.keys(first.runners).length);
  });
});

it('a plan of a later compiler is not taken for one of this', () => {
  const later = { ...adopted(world()), compiler_format: 3 };
  expect(planSchema.safeParse(later).success).toBe(false);
  expect(compile(inputOf(diskOf(world()))).plan?.compiler_format).toBe(2);
});
