import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../../src/runtime/api/index.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { inputOf, replanning } from '../support/claims.ts';
import { finish, handOver, Machine, type Opened } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

function amend(items: readonly string[], more: Partial<ReviseCommand> = {}): ReviseCommand {
  const asked = { name: 'amend', work: ROOT_SPEC, items, reason: 'it turned out so' } as const;
  return Object.assign({ ...asked, version: null, is_person: false }, more);
}

function waive(item: string, is_person = true): ReviseCommand {
  return { name: 'waive', work: ROOT_SPEC, item, reason: 'not worth it', is_person };
}

async function opened(player: Player = replanning): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  await handOver(one);
  return { machine, one };
}

/** Until a stage of that node has run. */
async function until({ machine, one }: Awaited<ReturnType<typeof opened>>, node: string) {
  for (let tick = 0; tick < 60; tick += 1) {
    if (machine.world.requests.at(-1)?.node.node_id === node) return;
    await one.runtime.tick({ wait_ms: 0 });
  }
  throw new Error(`${node} did not run`);
}

it('makes a new version, tells planning first, and judges by it', async () => {
  const found = await opened();
  const { machine, one } = found;
  await until(found, 'builder');
  const view = await one.runtime.control(amend(['A: subtract(3, 5) is -2']));
  expect(view).toMatchObject({
    detail: `the contract of ${ROOT_SPEC} is version 2; planning hears of it next`,
    lines: ['+ A3: subtract(3, 5) is -2'],
  });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  const kinds = machine.world.requests.map(({ node, work }) => `${node.node_id} ${work?.id ?? ''}`);
  expect(kinds).toContain(`auditor amended-${ROOT_SPEC}-v2`);
  expect(inputOf(machine, 'arbiter', 'in/root_spec.md', 'last')).toContain('subtract(3, 5) is -2');
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).toMatchInlineSnapshot(`
    "# The contract by id, version 2

    - A1: subtract(5, 3) is 2
    - A2: Check: \`npm test\`
    - A3: subtract(3, 5) is -2
    "
  `);
  expect(inputOf(machine, 'arbiter', 'in/contract_changes.md', 'last')).toContain(
    'version 2 of the contract, because: it turned out so. + A3: subtract(3, 5) is -2',
  );
  expect(inputOf(machine, 'builder', 'in/root_spec.md', 'first')).not.toContain('-2');
});

it('closes nothing by a verdict about an older version, and spends nothing on it', async () => {
  const found = await opened((request, world) => {
    const isFirst =
      request.request_kind === 'closure_target' &&
      world.requests.filter((one) => one.request_kind === 'closure_target').length === 2;
    return isFirst ? null : replanning(request, world);
  });
  const { machine, one } = found;
  const judgements = () =>
    machine.world.requests.filter((one) => one.request_kind === 'closure_target').length;
  for (let tick = 0; tick < 80 && judgements() < 2; tick += 1)
    await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control(amend(['A: subtract(3, 5) is -2']));
  const attempt = [...machine.world.spawned.keys()].at(-1) ?? '';
  const request = machine.world.requests.at(-1);
  const played = request === undefined ? null : shippedPlayer(request, machine.world);
  if (played === null) throw new Error('nothing is judged');
  one.attempts.finish(attempt, played);
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({
    applied: { outcome: 'ARBITER_COMPLETE' },
  });
  expect(one.runtime.status()).toMatchObject({ closed_roots: 0 });
  expect(machine.events().map(({ event_type }) => event_type)).toContain('verdict_outdated');
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
});

it('keeps ids: a changed text its own, a removed one is never given again', async () => {
  const found = await opened();
  const { one } = found;
  await until(found, 'manager');
  const first = await one.runtime.control(
    amend(['A2:', 'A1: subtract(5, 3) is two'], { is_person: true }),
  );
  expect(first.lines).toEqual([
    '- A2: Check: `npm test`',
    '- A1: subtract(5, 3) is 2',
    '+ A1: subtract(5, 3) is two',
  ]);
  const second = await one.runtime.control(amend(['A: Check: `npm run lint`']));
  expect(second.lines).toEqual(['+ A3: Check: `npm run lint`']);
});

it('asks a person where a model would promise less, and does it when the answer says so', async () => {
  const found = await opened();
  const { machine, one } = found;
  await until(found, 'builder');
  expect(await one.runtime.control(amend(['A2:']))).toMatchObject({
    detail:
      'A2 may promise less now, so a person decides it (Q1, in a terminal: millrace answer Q1 1)',
  });
  const [asked] = one.runtime.questions();
  expect(asked).toMatchObject({ needs_person: true, holds: false, work: null });
  const answer = { name: 'answer', question: 'Q1', text: 'apply it' } as const;
  await expect(one.runtime.control({ ...answer, is_person: false })).rejects.toMatchObject({
    code: 'person_needed',
  });
  const yes = { ...answer, text: 'yes', is_person: true };
  await expect(one.runtime.control(yes)).rejects.toMatchObject({
    facts: { expected: '1 (apply it) or 2 (leave the contract as it is)' },
  });
  expect(await one.runtime.control({ ...answer, is_person: true })).toMatchObject({
    detail: `the contract of ${ROOT_SPEC} is version 2; planning hears of it next`,
  });
  await finish(one);
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).not.toContain('A2');
});

it('lets an item go for a person only; it is entered as waived, and nothing covers it', async () => {
  const found = await opened();
  const { machine, one } = found;
  await until(found, 'builder');
  await expect(one.runtime.control(waive('A2', false))).rejects.toMatchObject({
    code: 'person_needed',
    facts: { next: `in a terminal, a person: millrace waive ${ROOT_SPEC} A2` },
  });
  await one.runtime.control(waive('A2'));
  await expect(one.runtime.control(waive('A2'))).rejects.toMatchObject({
    facts: { what: `A2 of ${ROOT_SPEC} is waived already` },
  });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).toContain(
    '- A2 (waived by its owner): Check: `npm test`',
  );
});

it('simply changes a spec that is only queued', async () => {
  const { machine, one } = await opened();
  await one.runtime.control(amend(['A1: subtract(5, 3) is two']));
  await one.runtime.tick({ wait_ms: 0 });
  expect(inputOf(machine, 'planner', 'in/root_spec.md', 'first')).toContain('is two');
  expect(inputOf(machine, 'planner', 'in/contract.md', 'first')).toContain('version 1');
  await finish(one);
});

it.each<[string, ReviseCommand, string]>([
  ['nothing new', amend(['A: subtract(5, 3) is 2']), 'The amendment adds nothing'],
  ['no item', amend(['make it better']), 'That is not a change of items'],
  ['an unknown item', amend(['A9: x']), 'The contract has no item A9'],
  ['another list', amend(['X: x']), 'The contract has no item X'],
  ['an older version', amend(['A: x'], { version: 7 }), 'was changed meanwhile'],
  ['all of it', amend(['A1:', 'A2:'], { is_person: true }), 'Nothing would be left'],
  ['unknown work', amend(['A: x'], { work: 'elsewhere' }), 'There is no work of that name'],
  ['a task', amend(['A: x'], { work: 'task-one' }), 'A task has no contract of its own'],
  ['an unknown item to waive', waive('A9'), 'has no item A9'],
])('refuses %s, and changes nothing', async (_what, command, what) => {
  const found = await opened();
  await until(found, 'builder');
  const { seq } = found.one.runtime.status();
  await expect(found.one.runtime.control(command)).rejects.toMatchObject({
    code: 'revision_refused',
    facts: { what: expect.stringContaining(what) },
  });
  expect(found.one.runtime.status().seq).toBe(seq);
});

it('refuses to change what is closed or withdrawn', async () => {
  const { one } = await opened();
  await finish(one);
  for (const command of [amend(['A: x']), waive('A1')]) {
    await expect(one.runtime.control(command)).rejects.toMatchObject({
      facts: { next: `hand over a spec of its own that names ${ROOT_SPEC}` },
    });
  }
});

it('takes two amendments one after the other, and of one version only the first', async () => {
  const found = await opened();
  await until(found, 'builder');
  const { one } = found;
  await one.runtime.control(amend(['A: one more'], { version: 1 }));
  await expect(one.runtime.control(amend(['A: two more'], { version: 1 }))).rejects.toMatchObject({
    facts: { expected: 'version 2' },
  });
  const view = await one.runtime.control(amend(['A: two more'], { version: 2 }));
  expect(view.lines).toEqual(['+ A4: two more']);
});

it('puts a queued spec before the others', async () => {
  const { machine, one } = await opened();
  const text = '# Multiply\n\nIt multiplies.\n\n## Acceptance\n\n- product(2, 3) is 6\n';
  const { id } = await one.runtime.admit({ family: 'spec', text, channel: 'test' });
  const first = { name: 'prioritize', work: id, reason: 'urgent' } as const;
  expect(await one.runtime.control(first)).toMatchObject({ applied: true });
  await expect(one.runtime.control(first)).rejects.toMatchObject({ code: 'revision_refused' });
  await one.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests[0]?.work?.id).toBe(id);
});

it('can put a question to rest whose change its owner has made meanwhile', async () => {
  const { one } = await opened();
  await one.runtime.tick({ wait_ms: 0 });
  const changed = ['A1: minus(5, 3) is 2'];
  await one.runtime.control(amend(changed));
  await one.runtime.control(amend(changed, { is_person: true }));
  const answer = { name: 'answer', question: 'Q1', is_person: true } as const;
  await expect(one.runtime.control({ ...answer, text: '1' })).rejects.toMatchObject({
    code: 'revision_refused',
    facts: {
      next: 'call answer with question Q1 and text 2 (leave the contract as it is), which ends the question',
    },
  });
  expect(await one.runtime.control({ ...answer, text: '2' })).toMatchObject({
    detail: `Q1 is answered: leave the contract as it is; later stages of ${ROOT_SPEC} read it`,
    about: [{ root: ROOT_SPEC }],
  });
  expect(one.runtime.questions()).toEqual([]);
  expect(one.runtime.show(ROOT_SPEC)).toMatchObject({
    said: {
      questions: {
        rows: [
          {
            text: expect.stringMatching(/^Change A1 of the contract of/),
            answered_by: 'process 1 (a person)',
          },
        ],
      },
    },
  });
});
