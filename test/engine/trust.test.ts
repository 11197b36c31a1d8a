import { describe, expect, it } from 'vitest';
import type { ProgramCall } from '../../src/runtime/ports/index.ts';
import { shippedPlayer } from '../../src/sim/shipped-player.ts';
import type { Player } from '../../src/sim/sim-attempts.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { endFirst, finish, firstRuns, handOver, layout, loop, Machine } from './support/process.ts';
import { refusal } from './support/refusal.ts';
import { userTrust } from './support/trust.ts';

const AGENT = `[runtime]
default_mode = "default_command"

[runners]
default_runner = "mine"

[runners.mine]
command = "sh"
args = ["tools/agent.sh", "--model", "{model}"]
`;
const PROMPT = 'entrypoints/planning/planner.md';

/** A workspace of a user, who has agreed to nothing yet; what its disk keeps is told apart by places. */
function scene({
  mode = 'default_offline',
  files = {},
  player = shippedPlayer,
}: Partial<Scene> = {}) {
  const machine = new Machine(freshDisk(mode, files), player);
  const trust = userTrust(machine.disk);
  const calls: ProgramCall[] = [];
  const programs = {
    ask: async (call: ProgramCall) => {
      calls.push(call);
      return { code: 0, text: 'codex-cli 0.169.0' };
    },
  };
  const open = () => machine.open({ trust, programs });
  const one = open();
  return {
    machine,
    trust,
    calls,
    open,
    one,
    agree: () => trust.keep(one.runtime.trustSubject(), 'person'),
    revoke: () => trust.records.remove(trust.records.list()[0] ?? { workspace: '', place: '' }),
    tick: () => one.runtime.tick({ wait_ms: 0 }),
    plant: (path: string, text: string) => machine.disk.plant(layout.at(path), text),
  };
}

interface Scene {
  readonly mode: string;
  readonly files: Readonly<Record<string, string>>;
  readonly player: Player;
}

describe('a workspace that its user has not trusted', () => {
  it('is read, gets work and is judged, and nothing of it is started', async () => {
    const { machine, one, tick } = scene();
    machine.world.standing = { branch: 'main', commit: '1', changed: 0, untracked: 0 };
    await handOver(one);
    expect(await refusal(tick)).toMatchInlineSnapshot(
      `"workspace_not_trusted: Nobody has trusted the workspace /work yet, so nothing of it is started. It would run: runner scripted ({node} {millrace} scripted-harness). Expected: that the user of this machine has seen it and agrees. Next: The user has to run \`millrace trust --workspace /work\` in a terminal, which shows all of it and asks; no tool can do that. Reading, enqueue_spec and compile_validate work without it."`,
    );
    expect(machine.disk.list(layout.attempts)).toEqual([]);
    expect(one.runtime.status()).toMatchObject({
      condition: 'waiting',
      active: [],
      totals: { stages: 0 },
      outlook: {
        kind: 'trust',
        fix: expect.stringContaining('millrace trust --workspace /work'),
      },
    });
    expect(await one.runtime.doctor()).toMatchObject({
      findings: [{ code: 'workspace_not_trusted', severity: 'warning' }],
    });
    expect(await one.runtime.workPlace()).toMatchObject({ trusted: false, standing: null });
    expect(await refusal(() => one.runtime.requireRunners())).toContain('workspace_not_trusted');
    const probe = { signal: new AbortController().signal, progress: () => undefined };
    expect(await refusal(() => one.runtime.probe(probe))).toContain('workspace_not_trusted');
  });

  it('is refused nothing where nothing would start', async () => {
    const { one, tick } = scene();
    expect(await tick()).toMatchObject({ did: 'idle' });
    expect(one.runtime.status()).toMatchObject({ condition: 'idle', blockers: [] });
  });

  it('runs to its end once the user agrees', async () => {
    const { one, tick, agree } = scene();
    await handOver(one);
    expect(await refusal(tick)).toContain('workspace_not_trusted');
    agree();
    expect((await one.runtime.workPlace()).trusted).toBe(true);
    await finish(one);
    expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  });

  it('of a folder that a policy trusts is kept as it is when it first runs', async () => {
    const { machine, trust, open, one, tick, plant } = scene();
    machine.disk.plant('/h/config/millrace/policy.toml', `[[trust]]\npath = "${ROOT}"\n`);
    expect(one.runtime.trustSubject().items.length).toBeGreaterThan(0);
    await handOver(one);
    expect(one.runtime.status()).toMatchObject({ condition: 'ready' });
    expect(trust.records.list()).toEqual([]);
    expect(await tick()).toMatchObject({ did: 'running' });
    expect(trust.records.list()).toMatchObject([{ place: ROOT, by: 'policy', edits: false }]);
    plant(PROMPT, '# Do as I say\n');
    const later = open();
    await later.runtime.adopt();
    expect(await later.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'applied' });
    expect(await refusal(() => later.runtime.tick({ wait_ms: 0 }))).toContain(`prompt ${PROMPT}`);
  });

  it('does not have its programs asked for their version, only those of the release', async () => {
    const evil =
      '[runtime]\ndefault_mode = "default_codex"\n[runners.codex]\ncommand = "./evil.sh"\n';
    const { one, calls, agree } = scene({ files: { 'millrace.toml': evil } });
    await handOver(one);
    await one.runtime.doctor();
    const { harnesses } = await one.runtime.harnesses();
    expect(harnesses.map(({ runner, asked }) => [runner, asked])).toEqual([
      ['codex_cli', false],
      ['claude_cli', true],
      ['pi_rpc', true],
    ]);
    expect(calls.map(({ argv }) => argv[0])).toEqual(['/bin/claude', '/bin/pi']);
    agree();
    await one.runtime.doctor();
    expect(calls.at(-1)?.argv).toEqual([`${ROOT}/evil.sh`, '--version']);
  });
});

describe('trust that is lost', () => {
  it('while a stage runs lets it end, takes its result, and starts nothing more', async () => {
    const { machine, one, tick, agree, revoke } = scene({ player: firstRuns() });
    await handOver(one);
    agree();
    expect(await tick()).toMatchObject({ did: 'running' });
    revoke();
    expect(await tick()).toMatchObject({ did: 'running' });
    endFirst(machine, one);
    expect(await tick()).toMatchObject({
      did: 'applied',
      applied: { outcome: 'PLANNER_COMPLETE' },
    });
    expect(await refusal(tick)).toContain('workspace_not_trusted');
    expect(one.runtime.status()).toMatchObject({ condition: 'waiting', totals: { stages: 1 } });
    expect(machine.world.requests).toHaveLength(1);
    agree();
    expect(await tick()).toMatchObject({ did: 'running' });
    expect(machine.world.requests).toHaveLength(2);
  });

  it('is told by a loop, which keeps the result and goes on once it is there again', async () => {
    const { machine, one, agree, revoke } = scene({ player: firstRuns() });
    await handOver(one);
    agree();
    const { events, ended } = loop(one, (event, { stop }) => {
      if (event.kind === 'dispatched' && machine.world.requests.length === 1) {
        revoke();
        endFirst(machine, one);
      }
      if (event.kind === 'refused') {
        expect(one.runtime.status()).toMatchObject({ condition: 'waiting', totals: { stages: 1 } });
        agree();
      }
      if (event.kind === 'idle' && event.did === 'idle') stop.abort();
    });
    await ended;
    const refused = events.filter(({ kind }) => kind === 'refused');
    expect(refused).toMatchObject([{ code: 'workspace_not_trusted' }]);
    expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  });
});

describe('a change in what a trusted workspace says', () => {
  async function changed(edit: (given: ReturnType<typeof scene>) => void, given = scene()) {
    given.agree();
    edit(given);
    const later = given.open();
    await handOver(later);
    return refusal(() => later.runtime.tick({ wait_ms: 0 }));
  }

  const agent = () => {
    const given = scene({ mode: 'default_command', files: { 'millrace.toml': AGENT } });
    given.machine.disk.plant(`${ROOT}/tools/agent.sh`, 'exit 0\n');
    return given;
  };
  const config =
    (from: string, to: string) =>
    ({ plant }: ReturnType<typeof scene>) =>
      plant('millrace.toml', AGENT.replace(from, to));

  it.each([
    ['a program', config('"sh"', '"bash"'), 'New is: runner mine (bash tools/agent.sh'],
    ['an argument', config('--model', '--yolo'), 'runner mine'],
    [
      'the environment',
      config('command =', 'env = { LD_PRELOAD = "x.so" }\ncommand ='),
      'with LD_PRELOAD',
    ],
    [
      'a model that becomes a word of a command',
      config('[runners]', '[stages.builder]\nmodel = "x"\n[runners]'),
      'runner mine',
    ],
    [
      'a file that it names',
      ({ machine }: ReturnType<typeof scene>) =>
        machine.disk.plant(`${ROOT}/tools/agent.sh`, 'rm -rf /\n'),
      'New is: file tools/agent.sh',
    ],
    [
      'a prompt',
      ({ plant }: ReturnType<typeof scene>) => plant(PROMPT, '# Do as I say\n'),
      `New is: prompt ${PROMPT}`,
    ],
  ] as const)('is asked for: %s', async (_, edit, said) => {
    expect(await changed(edit, agent())).toContain(said);
  });

  it.each([
    ['a limit', config('[runners]', '[limits]\nstages_per_lineage = 50\n[runners]')],
    ['a timeout', config('[runners]', '[stages.builder]\ntimeout_seconds = 99\n[runners]')],
    [
      'another file of the project',
      ({ machine }: ReturnType<typeof scene>) => machine.disk.plant(`${ROOT}/src/new.ts`, 'x\n'),
    ],
    [
      'the layout of a graph',
      ({ machine, plant }: ReturnType<typeof scene>) => {
        const path = 'graphs/planning/planning.standard.json';
        const text = new TextDecoder().decode(machine.disk.read(layout.at(path)) ?? undefined);
        plant(path, JSON.stringify(JSON.parse(text)));
      },
    ],
  ] as const)('is not asked for: %s', async (_, edit) => {
    expect(await changed(edit, agent())).toBe('not refused');
  });

  it('is gone when it is undone', async () => {
    const given = agent();
    given.agree();
    const before = given.machine.disk.read(layout.at(PROMPT)) ?? new Uint8Array();
    given.plant(PROMPT, '# Do as I say\n');
    await handOver(given.one);
    expect(await refusal(given.tick)).toContain('workspace_not_trusted');
    given.machine.disk.write(layout.at(PROMPT), before);
    const later = given.open();
    expect(await refusal(() => later.runtime.tick({ wait_ms: 0 }))).toBe('not refused');
  });
});

it.each([
  ['a permission level that goes back to the default', 'permission_default = "basic"', ''],
  [
    'another harness, as the release starts it',
    'default_mode = "default_codex"',
    'default_mode = "default_claude"',
  ],
])('is asked for: %s', async (_, from, to) => {
  const own =
    '[runtime]\ndefault_mode = "default_codex"\n[runners.codex]\npermission_default = "basic"\n';
  const given = scene({ mode: 'default_codex', files: { 'millrace.toml': own } });
  given.agree();
  given.plant('millrace.toml', own.replace(from, to));
  const later = given.open();
  await handOver(later);
  const said = await refusal(() => later.runtime.tick({ wait_ms: 0 }));
  expect(said).toMatch(/New is: runner \w+ \(\w+.* at maximum\)\./);
});
