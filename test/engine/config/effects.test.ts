import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundaryOf, compile, currentness, readSkills } from '../../../src/compiler/index.ts';
import type { ConfigBytes } from '../../../src/runtime/engine/ports/engine-ports.ts';
import { Governor } from '../../../src/runtime/engine/usage/governor.ts';
import { USAGE_PAUSE } from '../../../src/runtime/kernel/index.ts';
import type { Plan } from '../../../src/runtime/plan/index.ts';
import { HARNESSES } from '../../../src/runtime/runners/index.ts';
import { layoutOf } from '../../../src/runtime/workspace/index.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { simPorts } from '../../../src/sim/sim-workspace.ts';
import { configEdits } from '../../support/compiler/config-edits.ts';
import { diskOf, inputOf, ROOT } from '../../support/compiler/workspace.ts';
import { world } from '../../support/compiler/world.ts';

/** What Codex has noted of its subscription. */
const NOTED = {
  timestamp: '2026-01-01T00:00:00.000Z',
  type: 'event_msg',
  payload: { type: 'token_count', rate_limits: { primary: { used_percent: 5 } } },
};
const MODE = 'runtime.default_mode = "weather"';
const CONFIG = layoutOf(ROOT).config;
const PRICES = readFileSync(join(import.meta.dirname, '../../../assets/prices.json'));
const weather = z.looseObject({}).parse(world().get('modes/weather.json'));
const STORM = {
  ...weather,
  mode_id: 'storm',
  aliases: [],
  stage_model_bindings: { flyer: 'wren' },
};
/** Keys of which only one value is possible in this release. */
const FIXED = ['runners.pi.permission_default'];
/** What a key is before it is edited, where it has no default. */
const BEFORE: Readonly<Record<string, string>> = {
  'runners.mine.command': 'runners.mine.command = "mine"',
  'runtime.default_mode': MODE,
};

/** What else a config says, so that a key has something to act on. */
function around(setting: string): string[] {
  const [, name = ''] = setting.split('.');
  const harness = HARNESSES.find(({ table_name }) => table_name === name);
  const runner = harness?.runner ?? name;
  const lines = [
    MODE,
    'usage_governance.enabled = true',
    'usage_governance.subscription_quota_rules.enabled = true',
    ...(setting.startsWith('runners.') && name !== 'default_runner'
      ? [`stages.skipper.runner = "${runner}"`, 'runners.mine.command = "mine"']
      : []),
  ];
  return lines.filter((line) => !line.startsWith(`${setting} `));
}

function machineOf(lines: readonly string[]) {
  const config = `${lines.join('\n')}\n`;
  const tree = [...world(), ['modes/storm.json', STORM], ['millrace.toml', config]] as const;
  const disk = diskOf(new Map<string, unknown>(tree));
  disk.plant('/package/assets/prices.json', PRICES);
  const input = inputOf(disk);
  const { ports: all } = simPorts(disk, new World(), shippedPlayer, undefined, ROOT);
  disk.plant('/home/.codex/sessions/2026/01/01/rollout-x.jsonl', JSON.stringify(NOTED));
  const ports = { ...all, env: { ...all.env, HOME: '/home' } };
  const bytes = disk.read(CONFIG);
  return { input, ports, bytes, plan: compile(input).plan };
}
type Machine = ReturnType<typeof machineOf>;

/** What of a plan decides how its stages run. */
function effectOf(plan: Plan | null): string {
  if (plan === null) throw new Error('the config does not compile');
  const { compiled_plan_id: _, compile_input_fingerprint: __, settings: ___, ...rest } = plan;
  const { config_sha256: ____, source_refs: _____, compiled_at: ______, ...effect } = rest;
  return JSON.stringify(effect);
}

/** What a governor says under a config, and when it looks again during a pause of its own. */
function governanceOf({ ports, bytes }: Machine): unknown {
  const config = { sha256: 'the config', bytes };
  const governor = new Governor(
    ports,
    { config, layout: layoutOf(ROOT), index: null },
    { id: () => 'own', root: ROOT },
  );
  const pauses = new Map([[USAGE_PAUSE, { reason: 'used up', until: null }]]);
  return [governor.now(), governor.nextLook({ pauses })];
}

/** Keys that need no new plan, by the longest beginning of their name: what they decide at their boundary. */
const LIVE: Readonly<Record<string, (machine: Machine, config: ConfigBytes) => unknown>> = {
  'runtime.work_dir': ({ ports }, config) => ports.workDir(config),
  'runtime.run_style': ({ ports }, config) => ports.loopSettings(config).run_style,
  'runtime.idle_sleep_seconds': ({ ports }, config) =>
    ports.loopSettings(config).idle_sleep_seconds,
  'watchers.debounce_ms': ({ ports }, config) => ports.loopSettings(config).debounce_ms,
  watchers: ({ ports }) => ports.watchers(),
  storage: ({ ports }, config) => ports.storage(config),
  prices: ({ ports }) => [...ports.prices().own],
  skills: ({ input }) => readSkills(input),
  usage_governance: (machine) => governanceOf(machine),
};

function liveEffect(setting: string) {
  const names = Object.keys(LIVE).filter((name) => `${setting}.`.startsWith(`${name}.`));
  const [name] = names.sort((one, other) => other.length - one.length);
  const effect = LIVE[name ?? ''];
  if (effect === undefined) throw new Error(`nobody says what ${setting} does: add it to LIVE`);
  return (machine: Machine) => JSON.stringify(effect(machine, machine.bytes));
}

const edits = configEdits().map(({ setting, toml }) => {
  const boundary = boundaryOf(`/${setting.replaceAll('.', '/')}`);
  const before = machineOf([...around(setting), BEFORE[setting] ?? '']);
  const after = machineOf([...around(setting), toml]);
  return { setting, boundary, before, after };
});

describe('each key of the config', () => {
  it.each(FIXED)('%s has one value', (fixed) => {
    const after = edits.find(({ setting }) => setting === fixed)?.after;
    expect(after?.plan).toBeNull();
  });

  const moving = edits.filter(({ setting }) => !FIXED.includes(setting));

  it.each(moving.filter(({ boundary }) => boundary === 'recompile'))(
    '$setting makes another plan, and changes nothing of the one that runs',
    ({ before, after }) => {
      expect(effectOf(after.plan)).not.toBe(effectOf(before.plan));
      expect(currentness(after.input, before.plan).state).toBe('stale');
    },
  );

  it.each(moving.filter(({ boundary }) => boundary !== 'recompile'))(
    '$setting ($boundary) counts under the plan that runs',
    ({ setting, before, after }) => {
      const effect = liveEffect(setting);
      expect(effect(after)).not.toBe(effect(before));
      expect(currentness(after.input, before.plan).state).toBe('current');
    },
  );
});
