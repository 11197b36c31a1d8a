import { expect, it } from 'vitest';
import { done, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { inputOf, sayingPlayer } from '../support/claims.ts';
import { finish, handOver, layout, Machine } from '../support/process.ts';

/** Each stage also says what its node is given. */
function claiming(said: Readonly<Record<string, object>>): Player {
  return sayingPlayer(({ node }) => said[node.node_id]);
}

async function played(player: Player): Promise<Machine> {
  const machine = new Machine(undefined, player);
  const opened = machine.open();
  await handOver(opened);
  await finish(opened);
  return machine;
}

it('brings what a stage claimed to every later stage of its lineage, said once', async () => {
  const machine = await played(
    claiming({
      planner: { assumptions: ['"subtract" takes two numbers'] },
      builder: { notes: ['calc.ts has\na second add'], deviations: [''] },
    }),
  );
  expect(inputOf(machine, 'planner', 'in/ledger.md', 'first')).toBeNull();
  expect(inputOf(machine, 'manager', 'in/ledger.md', 'first')).toMatchInlineSnapshot(`
    "# What stages of spec-add-a-subtract-function have claimed

    These are claims, not facts: test one before you rely on it. The newest stands last.

    - L1 (assumption of planner): "subtract" takes two numbers

    "
  `);
  expect(inputOf(machine, 'arbiter', 'in/ledger.md', 'last')).toContain(
    '- L1 (assumption of planner): "subtract" takes two numbers\n' +
      '- L2 (note of builder): calc.ts has a second add\n\n',
  );
  expect(machine.events().filter(({ event_type }) => event_type === 'ledger_grew')).toHaveLength(2);
});

it('keeps the newest claims at hand, and says how many are not', async () => {
  const many = Array.from({ length: 40 }, (_, n) => `${n} ${'x'.repeat(1500)}`);
  const machine = await played(claiming({ planner: { notes: many } }));
  const text = inputOf(machine, 'manager', 'in/ledger.md', 'first') ?? '';
  expect(text).toContain('24 older ones are not here; the results of their stages hold them.');
  expect(text).toContain('- L40 (note of planner): 39 x');
  expect(text).not.toContain('- L24 ');
  expect(text.length).toBeLessThan(26_000);
});

it('shows the owner what was claimed, also after another process reads the journal', async () => {
  const machine = await played(claiming({ builder: { remarks: ['the README is out of date'] } }));
  const { rows } = machine.open().runtime.why({
    subject: 'spec-add-a-subtract-function',
    before_seq: null,
    limit: 100,
    at: null,
  });
  const changed = rows.flatMap((row) => row.changed);
  expect(changed).toContain('builder claims remark: the README is out of date');
});

it('gives a stage the files that its incident names, and no others', async () => {
  const machine = await played(shippedPlayer);
  const index = inputOf(machine, 'auditor', 'in/evidence/index.md', 'first') ?? '';
  const [row = ''] = index.split('\n').filter((line) => line.includes('runner_stdout'));
  const path = /is `([^`]+)`/.exec(row)?.[1] ?? '';
  expect(path).toMatch(/^\/work\/millrace-agents\/attempts\/.*\/in\/evidence\/\d\d-runner_stdout/);
  expect(new TextDecoder().decode(machine.disk.read(path) ?? undefined)).toContain(
    'NEEDS_PLANNING',
  );
  expect(inputOf(machine, 'builder', 'in/evidence/index.md', 'first')).toBeNull();
});

it('copies nothing that an incident of a stage names outside of its lineage', async () => {
  const incident = [
    '# A trap',
    '',
    'Incident-ID: trap',
    'Summary: Look.',
    'Source-Stage: planner',
    'Source-Plane: planning',
    'Failure-Class: none',
    'Trigger-Reason: look',
    'Consultant-Decision: needs_planning',
    '',
    'Evidence-Paths:',
    '- state/workspace_id',
    '- ../secret.txt',
    '- runs/run-0/report.md',
    '- runs/../../secret.txt',
    '- arbiter/verdicts/../../state/workspace_id',
    '- /secret.txt',
  ].join('\n');
  const machine = new Machine(undefined, (request, world) =>
    request.work?.family === 'incident' ? done('BLOCKED', request) : shippedPlayer(request, world),
  );
  machine.disk.plant(`${layout.root}/secret.txt`, 'secret');
  const opened = machine.open();
  await opened.runtime.admit({ family: 'incident', text: incident, channel: 'test' });
  await opened.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests.map(({ work }) => work?.id)).toEqual(['trap']);
  expect(inputOf(machine, 'auditor', 'in/evidence/index.md', 'first')).toBeNull();
});
