import { type StageRequest, simulatedArtifact } from '../../../src/runtime/runners/index.ts';
import { done, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../../src/sim/sim-attempts.ts';
import { saying } from './claims.ts';
import { usedBytes } from './disk.ts';
import { finish, firstRuns, handOver, layout, Machine, type Opened, retire } from './process.ts';
import { userTrust } from './trust.ts';
import { each, governed } from './usage.ts';

/** A workspace that stands in one way, and what somebody does before the call that `next` names. */
export interface Standing extends Opened {
  readonly before?: () => unknown;
}

type Scene = (machine: Machine) => Promise<Standing>;

async function spec(machine: Machine): Promise<Opened> {
  const one = machine.open();
  await handOver(one);
  return one;
}

const LIMITED = new TextEncoder().encode(
  '[runtime]\ndefault_mode = "default_offline"\n\n[limits]\nstages_per_lineage = 2\n',
);

/** A campaign to its end, with this judge. */
async function judgedBy(judge: (request: StageRequest) => Played): Promise<Opened> {
  const player: Player = (request, world) =>
    request.node.node_id === 'arbiter' ? judge(request) : shippedPlayer(request, world);
  const one = await spec(new Machine(undefined, player));
  for (let tick = 0; tick < 80; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  return one;
}

function saysNo(request: StageRequest): Played {
  const played = done('BLOCKED', request);
  const files = request.node.artifacts.map(
    (one) => [one.file, simulatedArtifact(one, 'BLOCKED', request, 'Words.')] as const,
  );
  return { ...played, out: { ...played.out, ...Object.fromEntries(files) } };
}

export const scenes: Readonly<Record<string, Scene>> = {
  idle: async (machine) => {
    const one = machine.open();
    await one.runtime.control({ name: 'resume', all: false });
    return one;
  },
  ready: spec,
  working: async () => {
    const one = await spec(new Machine(undefined, firstRuns()));
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  paused: async (machine) => {
    const one = await spec(machine);
    await one.runtime.control({ name: 'pause', reason: 'lunch' });
    return one;
  },
  blocked: async () => {
    const machine = new Machine(undefined, firstRuns());
    const one = await spec(machine);
    await one.runtime.tick({ wait_ms: 0 });
    await one.runtime.control(retire('blocked'));
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  held: async (machine) => {
    machine.disk.plant(layout.config, LIMITED);
    const one = await spec(machine);
    for (let tick = 0; tick < 5; tick += 1) await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  refused: async (machine) => {
    const one = machine.open();
    await one.runtime.control({ name: 'resume', all: false });
    machine.disk.plant(layout.config, '[runtime');
    return one;
  },
  'waiting for work that is not there': async (machine) => {
    const one = machine.open();
    const text = [
      '# Paint',
      'Task-ID: paint',
      'Depends-On:\n- nowhere',
      'Target-Paths:\n- a',
      'Acceptance:\n- it is painted',
      'Required-Checks:\n- none',
      'References:\n- none',
      'Risk:\n- none',
    ].join('\n\n');
    await one.runtime.admit({ family: 'task', text, channel: 'test' });
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  closed: async (machine) => {
    const one = await spec(machine);
    await finish(one);
    return one;
  },
  'a question': async () => asked({ options: ['integers', 'floats'] }),
  'a question for a person': async () => {
    const one = await asked({ options: ['integers', 'floats'], needs_person: true });
    const answer = { name: 'answer', question: 'Q1', text: '1', is_person: true } as const;
    return { ...one, before: () => one.runtime.control(answer) };
  },
  'not trusted': async (machine) => {
    const trust = userTrust(machine.disk);
    const one = machine.open({ trust });
    await handOver(one);
    return { ...one, before: () => trust.keep(one.runtime.trustSubject(), 'person') };
  },
  unreadable: async (machine) => {
    const one = machine.open();
    machine.disk.plant(layout.at('tasks/queue/paint.md'), 'no document');
    await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  'a verdict that says no': async () => judgedBy((request) => saysNo(request)),
  'a judge without a verdict': async () => judgedBy((request) => done('BLOCKED', request)),
  'usage that is used up': async () => {
    const rule = 'rule_id = "a"\nwindow = "per_run"\nthreshold = 1\n';
    const rules = `[[usage_governance.runtime_token_rules.rules]]\n${rule}`;
    const machine = governed(`[usage_governance]\nenabled = true\n\n${rules}`, each(2));
    const one = await spec(machine);
    for (let tick = 0; tick < 2; tick += 1) await one.runtime.tick({ wait_ms: 0 });
    return one;
  },
  'a harness that is not there': async () =>
    paused(() => ({ stdout: '', outcome: 'never_spawned', reason: 'ENOENT' })),
  'a provider that limits': async () =>
    paused(() => ({
      stdout: '',
      stderr: '429 too many requests; retry after 90 seconds',
      exit_code: 1,
    })),
  'a full disk': async (machine) => {
    const one = await spec(machine);
    await one.runtime.tick({ wait_ms: 0 });
    one.runtime.close();
    machine.disk.faults.capacity_bytes = usedBytes(machine.disk) + 900;
    const full = machine.open();
    await full.runtime.tick({ wait_ms: 0 });
    return { ...full, before: () => delete machine.disk.faults.capacity_bytes };
  },
};

/** A planner that asks at its first visit, and goes on once it was answered. */
async function asked(more: object): Promise<Opened> {
  const player: Player = (request, world) => {
    if (world.requests.length > 1) return shippedPlayer(request, world);
    const question = { question: 'Which numbers?', ...more };
    return saying(done('BLOCKED', request), { questions: [question] });
  };
  const one = await spec(new Machine(undefined, player));
  for (let tick = 0; tick < 5; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  return one;
}

/** The first stage meets it, all later ones are played. */
async function paused(first: () => Played): Promise<Opened> {
  const player: Player = (request, world) =>
    world.requests.length > 1 ? shippedPlayer(request, world) : first();
  const one = await spec(new Machine(undefined, player));
  await one.runtime.tick({ wait_ms: 1000 });
  return one;
}
