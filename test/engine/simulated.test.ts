import { expect, it } from 'vitest';
import { done, shippedPlayer } from '../../src/sim/shipped-player.ts';
import type { Player } from '../../src/sim/sim-attempts.ts';
import { freshDisk } from '../support/shipped-disk.ts';
import { finish, handOver, layout, Machine, type Opened } from './support/process.ts';

/** What stages would do that no script of this program plays. */
const OWN = '[runners.mine]\ncommand = "my-agent"\n';

/** A mode with these stages on a runner, the others on its own or the user's. */
function workspace(mode: string, stages: readonly string[], runner = 'scripted'): Machine {
  const tables = stages.map((stage) => `[stages.${stage}]\nrunner = "${runner}"\n`).join('');
  const head = `[runtime]\ndefault_mode = "${mode}"\n[runners]\ndefault_runner = "mine"\n`;
  return new Machine(freshDisk(mode, { 'millrace.toml': `${head}${OWN}${tables}` }), player);
}

/** Analysts find nothing. */
const player: Player = (request, world) =>
  LEARNING.includes(request.node.node_id)
    ? done('ANALYST_NOOP', request)
    : shippedPlayer(request, world);

const PLANNING = ['planner', 'manager', 'mechanic', 'auditor', 'arbiter'];
const EXECUTION = ['builder', 'checker', 'fixer', 'doublechecker', 'updater'];
const RECOVERY = ['troubleshooter', 'consultant'];
const LEARNING = ['analyst', 'professor', 'curator'];
const ALL = [...PLANNING, ...EXECUTION, ...RECOVERY, ...LEARNING];

const said = ({ runtime }: Opened) => runtime.status().simulated;

/** Run -> whether its trace says that a script played it, the oldest first. */
function traces({ runtime }: Opened): (boolean | undefined)[] {
  return runtime
    .runs(100)
    .reverse()
    .map(({ run_id }) => runtime.trace(run_id).simulated);
}

it('a learning mode whose stages are all scripted says so, and what closed by it', async () => {
  const one = workspace('learning_codex', ALL).open();
  await handOver(one);
  expect(said(one)).toBe(true);
  await finish(one);
  const status = one.runtime.status();
  expect(status).toMatchObject({ closed_roots: 1, simulated: true, mode_id: 'learning_codex' });
  expect(traces(one).every((simulated) => simulated === true)).toBe(true);
  expect((await one.runtime.doctor()).simulated).toBe(true);
  const question = { subject: null, at: null, before_seq: null, limit: 1 };
  expect(one.runtime.why(question).simulated).toBe(true);
});

it('a mode that calls itself simulated is not believed where an agent does the work', async () => {
  const one = workspace('default_offline', [...PLANNING, ...EXECUTION, ...RECOVERY], 'mine').open();
  await handOver(one);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1, simulated: false });
});

it('one scripted stage makes its lineage simulated from when it runs', async () => {
  const machine = workspace('default_command', ['checker']);
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  expect(said(one)).toBe(false);
  await finish(one);
  expect(said(one)).toBe(true);
  const found = traces(one);
  expect(found).toContain(true);
  expect(found).toContain(false);
  for (const { simulated, node } of machine.world.requests) {
    expect([node.node_id, simulated]).toEqual([node.node_id, node.node_id === 'checker']);
  }
});

it('what ran is what is said after another plan is adopted, also by who reads a checkpoint', async () => {
  const machine = workspace('default_command', [...PLANNING, ...EXECUTION, ...RECOVERY]);
  const one = machine.open();
  await handOver(one);
  await finish(one);
  const config = `[runners]\ndefault_runner = "mine"\n${OWN}[runtime]\ndefault_mode = "default_command"\n`;
  machine.disk.plant(layout.config, config);
  expect(await one.runtime.adopt()).toBe(true);
  expect(said(one)).toBe(true);
  one.runtime.close();
  const other = machine.open();
  expect(said(other)).toBe(true);
  const again = '# Multiply\n\nIt shall multiply.\n\n## Acceptance\n\n- 2 times 3 is 6\n';
  await other.runtime.admit({ family: 'spec', text: again, channel: 'test' });
  await other.runtime.tick({ wait_ms: 0 });
  expect(other.runtime.status().active).toHaveLength(1);
  expect(said(other)).toBe(false);
  const found = traces(other);
  expect([found[0], found.at(-1)]).toEqual([true, false]);
});
