import { expect, it } from 'vitest';
import { done, SPEC, shippedPlayer, task } from '../../../src/sim/shipped-player.ts';
import type { Player, World } from '../../../src/sim/sim-attempts.ts';
import { finish, Machine, type Opened } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const VAGUE = '# Add a subtract function\n\nThe calculator can only add.\n';

function count({ requests }: World, node: string): number {
  return requests.filter((one) => one.node.node_id === node).length;
}

/** Plans what is in the document, with acceptance of its own; cuts it into tasks of new ids. */
const player: Player = (request, world) => {
  const { node, work } = request;
  const times = count(world, node.node_id);
  if (node.node_id === 'planner' && work?.id === ROOT_SPEC) {
    return done('PLANNER_COMPLETE', request, { [`${ROOT_SPEC}.md`]: sharpened(times) });
  }
  if (node.node_id === 'checker') return done('CHECKER_PASS', request);
  if (node.node_id === 'arbiter') return done('ARBITER_COMPLETE', request);
  if (node.node_id !== 'manager') return shippedPlayer(request, world);
  const ids = (request.lineage?.contract?.items ?? []).map(({ id }) => `- ${id}`).join('\n');
  const id = `task-${times}`;
  const text = task(id).replace('Covers:\n- A1\n- A2', `Covers:\n${ids}`);
  return done('MANAGER_COMPLETE', request, { [`${id}.md`]: text });
};

function sharpened(times: number): string {
  return [
    '# Add a subtract function',
    '',
    `Spec-ID: ${ROOT_SPEC}`,
    'Source-Type: manual',
    'Created-At: 2026-01-01T00:00:00Z',
    'Created-By: test',
    'Summary: The calculator can only add.',
    '',
    'Goals:',
    '- The calculator can only add.',
    '',
    'Constraints:',
    '- None beyond the prose of this document.',
    '',
    'Acceptance:',
    `- subtract(5, 3) is 2 in ${times} way`,
    '',
    'References:',
    '- The prose of this document.',
    '',
  ].join('\n');
}

async function asked({ runtime }: Opened): Promise<void> {
  for (let tick = 0; tick < 60 && runtime.questions().length === 0; tick += 1) {
    await runtime.tick({ wait_ms: 0 });
  }
}

const person = (question: string, text: string) =>
  ({ name: 'answer', question, text, is_person: true }) as const;

it('lets planning write the acceptance that a document lacks, and freezes it when its owner accepts', async () => {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  const { runtime } = one;
  await expect(runtime.admit({ family: null, text: VAGUE, channel: 'test' })).rejects.toMatchObject(
    {
      facts: { next: expect.stringContaining('call enqueue_spec with review "contract"') },
    },
  );
  const view = await runtime.admit({
    family: null,
    text: VAGUE,
    review: 'contract',
    channel: 'test',
  });
  expect(view.notes).toContain(
    'Planning writes the acceptance, and its owner is asked before it counts.',
  );
  await asked(one);
  expect(runtime.questions()).toMatchInlineSnapshot(`
    [
      {
        "at": "2026-01-01T00:00:00.000Z",
        "default": null,
        "expires_at": null,
        "holds": true,
        "id": "Q1",
        "needs_person": true,
        "node": null,
        "options": [
          "accept",
          "withdraw it",
        ],
        "question": "Is this the contract of spec-add-a-subtract-function? + A1: subtract(5, 3) is 2 in 1 way. Answer in your own words to have it changed.",
        "root": "spec-add-a-subtract-function",
        "work": "spec/spec-add-a-subtract-function",
      },
    ]
  `);
  await one.runtime.tick({ wait_ms: 0 });
  expect(runtime.status()).toMatchObject({
    condition: 'waiting',
    specs: [{ root: ROOT_SPEC, state: 'waiting', wait: { on: 'decision', id: 'Q1' } }],
  });
  const refused = { ...person('Q1', 'accept'), is_person: false };
  await expect(runtime.control(refused)).rejects.toMatchObject({
    code: 'person_needed',
    facts: { next: 'in a terminal, a person: millrace answer Q1 "<answer>"' },
  });
  await expect(runtime.control(person('Q1', 'no'))).rejects.toMatchObject({
    facts: { expected: '1 (accept) or 2 (withdraw it) or what is to be changed, in a sentence' },
  });
  const again = await runtime.control(person('Q1', 'name it minus instead'));
  expect(again.detail).toContain('planner does it again with your words, and you are asked again');
  await asked(one);
  expect(count(machine.world, 'planner')).toBe(2);
  const accepted = await runtime.control(person('Q2', '1'));
  expect(accepted).toMatchInlineSnapshot(`
    {
      "about": [
        {
          "item": "spec/spec-add-a-subtract-function",
          "root": "spec-add-a-subtract-function",
          "state": "planning",
          "title": "Add a subtract function",
          "wait": null,
        },
      ],
      "already": false,
      "applied": true,
      "detail": "Q2 is answered: accept; the contract of spec-add-a-subtract-function is frozen, and it goes on at manager",
      "lines": [
        "Q2 (Is this the contract of spec-add-a-subtract-function? + A1: subtract(5, 3) is 2 in 2 way. Answer in your own words to have it changed.): accept",
        "+ A1: subtract(5, 3) is 2 in 2 way",
      ],
      "runs": [],
      "through": "direct",
    }
  `);
  await finish(one);
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(count(machine.world, 'planner')).toBe(2);
});

it('keeps the contract of its owner, and gives planning back the document that it was', async () => {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  const { runtime } = one;
  await runtime.admit({ family: null, text: `${SPEC}\n\nReview: contract\n`, channel: 'test' });
  await asked(one);
  expect(runtime.questions()[0]).toMatchObject({ options: ['accept', 'keep mine', 'withdraw it'] });
  await expect(
    runtime.control({
      name: 'amend',
      work: ROOT_SPEC,
      items: ['A: more'],
      reason: 'so',
      version: null,
      is_person: true,
    }),
  ).rejects.toMatchObject({ facts: { next: expect.stringContaining('answer with question Q1') } });
  await runtime.control(person('Q1', 'keep mine'));
  await finish(one);
  expect(runtime.status()).toMatchObject({ closed_roots: 1 });
  const manager = machine.world.requests.find(({ node }) => node.node_id === 'manager');
  expect(manager?.lineage?.contract?.items.map(({ id }) => id)).toEqual(['A1', 'A2']);
  expect(manager?.lineage?.contract?.version).toBe(1);
});

it('begins no task before its owner has seen the plan, and has it cut anew', async () => {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  const { runtime } = one;
  await runtime.admit({ family: null, text: SPEC, review: 'plan', channel: 'test' });
  await asked(one);
  for (let tick = 0; tick < 3; tick += 1) await runtime.tick({ wait_ms: 0 });
  const [plan] = runtime.questions().filter(({ needs_person, holds }) => needs_person && holds);
  expect(plan?.question).toMatchInlineSnapshot(
    `"Is this how spec-add-a-subtract-function is to be done? one task: task-1 "task-1" for A1, A2. Answer in your own words to have it changed."`,
  );
  expect(runtime.status().queues.task).toMatchObject({ queue: 1 });
  expect(runtime.show('task-1')).toMatchObject({ about: { state: 'waiting' } });
  const first = await runtime.control(person(plan?.id ?? '', 'two tasks are too many, make one'));
  expect(first.lines).toContain('task/task-1 is withdrawn');
  const open = () => runtime.questions().find(({ holds }) => holds);
  for (let tick = 0; tick < 20 && open() === undefined; tick += 1) {
    await runtime.tick({ wait_ms: 0 });
  }
  await runtime.control(person(open()?.id ?? '', 'accept'));
  expect(count(machine.world, 'builder')).toBe(0);
  await finish(one);
  expect(runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(runtime.status().queues.task).toMatchObject({ withdrawn: 1, done: 1 });
});

it('lets other specs go on while one is reviewed', async () => {
  const machine = new Machine(undefined, shippedPlayer);
  const one = machine.open();
  await one.runtime.admit({ family: null, text: SPEC, review: 'plan', channel: 'test' });
  await asked(one);
  const other = SPEC.replace('# Add a subtract function', '# Add a product function');
  await one.runtime.admit({ family: 'spec', text: other, channel: 'test' });
  for (let tick = 0; tick < 60; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({ condition: 'waiting', closed_roots: 1 });
});

it('amends a queued spec whose acceptance planning still has to write', async () => {
  const { runtime } = new Machine(undefined, player).open();
  await runtime.admit({ family: null, text: VAGUE, review: 'contract', channel: 'test' });
  const meant = { reason: 'meant', version: null, is_person: true } as const;
  const amend = { name: 'amend', work: ROOT_SPEC, items: [], ...meant } as const;
  await runtime.control({ ...amend, document: `${VAGUE}It is for children.\n` });
  await runtime.control({ ...amend, items: ['C: No new dependencies'] });
  const { text } = runtime.rootText(ROOT_SPEC);
  expect(text).toContain('It is for children.');
  expect(text).toContain('- No new dependencies');
  expect(text).toContain('To be written by planning');
  await expect(runtime.control({ ...amend, items: ['C1:'] })).resolves.toMatchObject({
    applied: true,
  });
});
