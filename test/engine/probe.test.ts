import { expect, it } from 'vitest';
import type { ProbeInput, ProbeView } from '../../src/runtime/api/index.ts';
import { probeRunners } from '../../src/runtime/engine/harnesses/probe.ts';
import type { LaunchSpec } from '../../src/runtime/keeper/types.ts';
import { type Played, SimAttempts, World } from '../../src/sim/sim-attempts.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { Machine } from './support/process.ts';

const CONFIG = `[runtime]
default_mode = "default_command"

[runners]
default_runner = "agent"

[runners.agent]
command = "agent"
`;
const MARKER = 'I can hear you.\n\n### PROBE_COMPLETE\n';
const GOOD: Played = { stdout: MARKER };

/** Attempts that end as they are told, or only when they are asked to. */
class Told extends SimAttempts {
  readonly launches: LaunchSpec[] = [];
  readonly prompts: string[] = [];

  constructor(
    disk: SimDisk,
    folder: string,
    private readonly ended: (attempt: string) => Played | null,
  ) {
    disk.mkdir(folder);
    super(disk, folder, new World(), () => null);
  }

  override prepare(launch: LaunchSpec, files: ReadonlyMap<string, string | Uint8Array>): void {
    this.launches.push(launch);
    this.prompts.push(String(files.get('prompt.md')));
    super.prepare(launch, files);
  }

  override spawn(attempt: string): void {
    const played = this.ended(attempt);
    if (played !== null) this.finish(attempt, played);
  }

  override look(attempt: string) {
    const view = super.look(attempt);
    return view.row === 'void' ? ({ row: 'held' } as const) : view;
  }
}

async function probe(
  ended: ConstructorParameters<typeof Told>[2],
  input: Partial<ProbeInput> = {},
  config = CONFIG,
) {
  const disk = freshDisk('default_command', { 'millrace.toml': config });
  disk.plant('/tmp/.keep', '');
  const machine = new Machine(disk);
  const made: Told[] = [];
  const { ports } = machine.open();
  const attempts = (folder: string) => {
    const told = new Told(disk, folder, ended);
    made.push(told);
    return told;
  };
  const { plan } = ports.plans.candidate();
  if (plan === null) throw new Error('no plan');
  const before = disk.dump('/work');
  const said: string[] = [];
  const views = await probeRunners(
    { ...ports, attempts },
    plan,
    { pass: () => null },
    {
      signal: new AbortController().signal,
      progress: (text) => said.push(text),
      ...input,
    },
  );
  expect(disk.dump('/work')).toEqual(before);
  expect(disk.list('/tmp')).toEqual([{ name: '.keep', kind: 'file' }]);
  return { views, told: made[0], said };
}

it('runs one tiny stage and leaves nothing behind', async () => {
  const { views, told } = await probe(() => GOOD);
  expect(views).toEqual<ProbeView[]>([
    {
      runner: 'agent',
      harness: 'agent',
      ok: true,
      failure_class: null,
      detail: 'it answered with its marker',
      seconds: 60,
      total_tokens: null,
      session: null,
    },
  ]);
  expect(told?.prompts[0]).toMatch(/^# This request\n[\s\S]*\n### PROBE_COMPLETE\n$/);
  expect(told?.launches).toMatchObject([{ argv: ['agent'], timeout_ms: 120_000 }]);
  expect(told?.launches[0]?.cwd).toMatch(/^\/tmp\/millrace-probe-[0-9a-f]{12}\/work$/);
});

it.each<[string, Played, string | null, string]>([
  ['no marker', { stdout: 'Hello.' }, 'contract_violation', 'no result as its last line'],
  [
    'another marker',
    { stdout: '### MANAGER_COMPLETE' },
    'contract_violation',
    'no result as its last line',
  ],
  ['a failure', { stdout: MARKER, exit_code: 3 }, 'runner_non_zero_exit', 'exit status 3'],
  [
    'a provider that refuses',
    { stdout: '', stderr: '429 too many requests', exit_code: 1 },
    'provider_rate_limited',
    '429',
  ],
  [
    'a program that is not there',
    { stdout: '', outcome: 'never_spawned', reason: 'ENOENT' },
    'runner_binary_not_found',
    'ENOENT',
  ],
  [
    'no end in time',
    { stdout: '', outcome: 'stopped', reason: 'deadline' },
    'runner_timeout',
    'time limit',
  ],
])('says what is wrong: %s', async (_, played, failure_class, detail) => {
  const { views } = await probe(() => played);
  expect(views).toMatchObject([
    { ok: false, failure_class, detail: expect.stringContaining(detail) },
  ]);
});

it('tries each runner that a stage of the plan uses', async () => {
  const config = `${CONFIG}
[stages.checker]
runner = "claude_cli"
model = "some-model"
`;
  const { views, told } = await probe(
    (attempt) => (attempt === 'agent' ? GOOD : { stdout: '' }),
    {},
    config,
  );
  expect(views.map(({ runner, ok }) => [runner, ok]).sort()).toEqual([
    ['agent', true],
    ['claude_cli', false],
  ]);
  const argv = told?.launches.map((launch) => launch.argv.join(' ')).sort();
  expect(argv?.[1]).toContain('--model some-model');
  expect(argv?.[1]).not.toContain('stage-mcp');
});

it('ends what nobody wants to wait for', async () => {
  const stop = new AbortController();
  const { views, said } = await probe(() => null, {
    signal: stop.signal,
    progress: () => stop.abort(),
  });
  expect(said).toEqual([]);
  expect(views).toMatchObject([{ ok: false, failure_class: 'interrupted' }]);
});
