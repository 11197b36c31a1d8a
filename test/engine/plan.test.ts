import { expect, it } from 'vitest';
import { planJson } from '../../src/compiler/index.ts';
import type {
  Candidate,
  ConfigBytes,
  EnginePorts,
} from '../../src/runtime/engine/ports/engine-ports.ts';
import { NodeHash } from '../../src/runtime/host/hash.ts';
import type { Plan } from '../../src/runtime/plan/index.ts';
import { finish, handOver, layout, Machine, type Opened } from './support/process.ts';

/** What a release that compiles the same workspace in another way makes of it. */
function otherRelease(
  { plans }: Pick<EnginePorts, 'plans'>,
  change: (plan: Plan) => object,
): Pick<EnginePorts, 'plans'> {
  const candidate = (mode?: string, config?: ConfigBytes): Candidate => {
    const own = plans.candidate(mode, config);
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
  const updated = machine.open(otherRelease(machine.open().ports, roomier));
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

it('a run ends under the plan that it began with, whatever is edited and under whatever release', async () => {
  const { machine, plan } = await inFlight();
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  machine.disk.plant(layout.config, `${config}\n[limits]\nstages_per_lineage = 400\n`);
  const one = machine.open(otherRelease(machine.open().ports, roomier));
  const runs = one.runtime.status().active.map(({ run_id }) => run_id);
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'applied' });
  expect(one.runtime.status()).toMatchObject({
    plan_id: plan,
    currentness: 'stale',
    condition: 'ready',
    blockers: [],
    reload: { state: 'waiting', runs },
  });
  await finish(one);
  const { closed_roots, reload, plan_id } = one.runtime.status();
  expect([closed_roots, reload]).toEqual([1, null]);
  expect(plan_id).not.toBe(plan);
  const plans = new Set(
    one.runtime.runs(100).map(({ run_id }) => one.runtime.trace(run_id).compiled_plan_id),
  );
  expect([...plans].sort()).toEqual([plan, plan_id].sort());
  expect(one.runtime.trace(runs[0] ?? '').compiled_plan_id).toBe(plan);
});

it('keys that do nothing are found by doctor, and stop no run', async () => {
  const { machine, one } = await inFlight();
  const config = new TextDecoder().decode(machine.disk.read(layout.config) ?? new Uint8Array());
  const idle =
    '\n[recovery]\nstale_state_recovery_enabled = false\n[runners.pi]\nevent_log_policy = "full"\n';
  machine.disk.plant(layout.config, `${config}${idle}`);
  const { runtime } = machine.open();
  expect(runtime.status().currentness).toBe('current');
  const view = await runtime.doctor();
  expect(view.ok).toBe(true);
  expect(view.findings.filter(({ code }) => code === 'plan_warning')).toMatchInlineSnapshot(`
    [
      {
        "code": "plan_warning",
        "next": "Remove it. Whoever works next always recovers what a dead owner left.",
        "place": "millrace-agents/millrace.toml:8#/recovery/stale_state_recovery_enabled",
        "severity": "warning",
        "what": "The key "recovery.stale_state_recovery_enabled" is of an earlier release and does nothing.",
      },
      {
        "code": "plan_warning",
        "next": "Remove it. The events of every attempt are kept until gc lets them go.",
        "place": "millrace-agents/millrace.toml:10#/runners/pi/event_log_policy",
        "severity": "warning",
        "what": "The key "runners.pi.event_log_policy" is of an earlier release and does nothing.",
      },
    ]
  `);
  await finish(one);
});

it('a plan of a later release is not run, and is said', async () => {
  const { machine } = await inFlight();
  const later = machine.open(otherRelease(machine.open().ports, () => ({ compiler_format: 3 })));
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

it('a release that cannot read the config goes on with the plan, until the config is edited', async () => {
  const machine = new Machine();
  // To this release the table has a key that nobody knows; to the one before it had not.
  const toml = '[runtime]\ndefault_mode = "default_offline"\n[runners.reed]\nspeed = 3\n';
  const before = machine.open();
  const config_sha256 = new NodeHash().sha256(toml);
  const { plans } = otherRelease(before.ports, () => ({ config_sha256 }));
  const earlier = { ...plans, candidate: () => plans.candidate(undefined, null) };
  machine.disk.plant(layout.config, toml);
  const first = machine.open({ plans: earlier });
  await handOver(first);
  await first.runtime.tick({ wait_ms: 0 });
  first.runtime.close();
  const one = machine.open();
  const { findings } = await one.runtime.doctor();
  expect(findings.map(({ code }) => code)).toContain('config_invalid');
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().reload).toBeNull();
  machine.disk.plant(layout.config, `${toml}# More.\n`);
  const last = machine.open();
  await last.runtime.tick({ wait_ms: 0 });
  expect(last.runtime.status().reload).toMatchObject({
    state: 'refused',
    code: 'config_invalid',
    what: expect.stringContaining('The key "runners.reed.speed" is not known'),
  });
});
