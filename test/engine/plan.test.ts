import { expect, it } from 'vitest';
import { planJson } from '../../src/compiler/index.ts';
import type { Candidate, EnginePorts } from '../../src/runtime/engine/ports/engine-ports.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import type { Plan } from '../../src/runtime/plan/index.ts';
import { finish, handOver, layout, Machine, type Opened } from './support/process.ts';

/** What a release that compiles the same workspace in another way makes of it. */
function otherRelease(
  machine: Machine,
  change: (plan: Plan) => object,
): Pick<EnginePorts, 'plans'> {
  const { plans } = machine.open().ports;
  const candidate = (mode?: string): Candidate => {
    const own = plans.candidate(mode);
    if (own.plan === null) return own;
    const plan = {
      ...own.plan,
      ...change(own.plan),
      compiled_plan_id: `${own.plan.compiled_plan_id}-2`,
    };
    return { ...own, plan, json: planJson(plan) };
  };
  return { plans: { ...plans, candidate } };
}

const roomier = ({ limits }: Plan) => ({ limits: { ...limits, stages_per_lineage: 900 } });

async function inFlight(): Promise<{ machine: Machine; one: Opened; plan: string | null }> {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().active).toHaveLength(1);
  const plan = one.runtime.status().plan_id;
  one.runtime.close();
  return { machine, one, plan };
}

it('a release with other defaults goes on with a run in flight, and takes them when it is asked to', async () => {
  const { machine, plan } = await inFlight();
  const updated = machine.open(otherRelease(machine, roomier));
  await finish(updated);
  const { runtime } = updated;
  expect(runtime.status()).toMatchObject({
    plan_id: plan,
    currentness: 'current',
    closed_roots: 1,
  });
  expect(
    (await runtime.doctor()).findings.filter(({ code }) => code.startsWith('plan_')),
  ).toMatchInlineSnapshot(`
    [
      {
        "code": "plan_differs",
        "next": "call compile_validate: it says in what they differ",
        "place": "millrace-agents/millrace.toml",
        "severity": "note",
        "what": "this release compiles the workspace into another plan; the adopted one goes on as it is",
      },
    ]
  `);
  expect(await runtime.adopt()).toBe(true);
  expect(runtime.status()).toMatchObject({ plan_id: `${plan}-2`, currentness: 'current' });
  expect(JSON.parse(runtime.adoptedPlan() ?? '{}').limits.stages_per_lineage).toBe(900);
});

it('an edit in the middle of a run is refused until it is undone, under whatever release', async () => {
  const { machine } = await inFlight();
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  const edit = (text: string) => machine.disk.plant(layout.config, `${config}${text}`);
  const tick = () => machine.open(otherRelease(machine, roomier)).runtime.tick({ wait_ms: 0 });
  edit('\n[limits]\nattempts_per_item = 3\n');
  await expect(tick()).rejects.toMatchObject({
    code: 'plan_stale',
    facts: { what: expect.stringContaining('config [limits] changed') },
  });
  edit('\n# Nothing.\n[limits]\nattempts_per_item = 40\n[runners.claude]\nretries_max = 9\n');
  expect(await tick()).toMatchObject({ did: 'applied' });
});

it('keys that do nothing are found by doctor, and stop no run', async () => {
  const { machine, one } = await inFlight();
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  const idle = '\n[watchers]\ndebounce_ms = 300\n[runners.pi]\nevent_log_policy = "full"\n';
  machine.disk.plant(layout.config, `${config}${idle}`);
  const { runtime } = machine.open();
  expect(runtime.status().currentness).toBe('current');
  const view = await runtime.doctor();
  expect(view.ok).toBe(true);
  expect(view.findings.filter(({ code }) => code === 'plan_warning')).toMatchInlineSnapshot(`
    [
      {
        "code": "plan_warning",
        "next": "Remove it. The events of every attempt are kept until gc lets them go.",
        "place": "millrace-agents/millrace.toml#/runners/pi/event_log_policy",
        "severity": "warning",
        "what": "The key "runners.pi.event_log_policy" is of an earlier release and does nothing.",
      },
      {
        "code": "plan_warning",
        "next": "Do not rely on it. It may stay for a release that acts on it.",
        "place": "millrace-agents/millrace.toml#/watchers/debounce_ms",
        "severity": "warning",
        "what": "The key "watchers.debounce_ms" does nothing in this release.",
      },
    ]
  `);
  await finish(one);
});

it('a plan of a later release is not run, and is said', async () => {
  const { machine } = await inFlight();
  const later = machine.open(otherRelease(machine, () => ({ compiler_format: 3 })));
  await expect(later.runtime.adopt()).rejects.toMatchObject({ code: 'journal_newer' });
  const { runtime } = machine.open();
  expect(() => runtime.status()).toThrow(/compiled by a later release/);
  const { findings } = await runtime.doctor();
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchInlineSnapshot(`
    [
      {
        "code": "journal_newer",
        "next": "use the release of millrace that adopted it, or a later one",
        "place": "millrace-agents/blobs",
        "severity": "error",
        "what": "The adopted plan was compiled by a later release, which this one does not understand",
      },
    ]
  `);
});

it('a release that cannot read the config goes on with a run in flight, until it is edited', async () => {
  const machine = new Machine();
  // To this release the table has a key that nobody knows; to the one before it had not.
  const toml = '[runtime]\ndefault_mode = "default_offline"\n[runners.reed]\nspeed = 3\n';
  const config_sha256 = new NodeHash().sha256(toml);
  const before = machine.open(otherRelease(machine, () => ({ config_sha256 })));
  await handOver(before);
  await before.runtime.tick({ wait_ms: 0 });
  before.runtime.close();
  machine.disk.plant(layout.config, toml);
  const one = machine.open();
  const { findings } = await one.runtime.doctor();
  expect(findings.map(({ code }) => code)).toContain('config_invalid');
  await one.runtime.tick({ wait_ms: 0 });
  machine.disk.plant(layout.config, `${toml}# More.\n`);
  await expect(machine.open().runtime.tick({ wait_ms: 0 })).rejects.toMatchObject({
    code: 'plan_stale',
    facts: { what: expect.stringContaining('The key "runners.reed.speed" is not known') },
  });
  machine.disk.plant(layout.config, toml);
  const last = machine.open();
  await finish(last);
  expect(last.runtime.status()).toMatchObject({ closed_roots: 1, currentness: 'current' });
});
