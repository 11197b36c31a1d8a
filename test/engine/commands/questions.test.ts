import { expect, it } from 'vitest';
import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { inputOf, saying } from '../support/claims.ts';
import { finish, handOver, layout, Machine, type Opened } from '../support/process.ts';

const QUESTION = {
  question: 'Integers or floats?',
  options: ['integers', 'floats'],
  default: 'floats',
};
const TASK = 'task-one';

/** A node that asks at its first visit of a work item, and then goes on. */
function asking(node: string, question: object = QUESTION, work: string | null = TASK): Player {
  return (request, world) => {
    const before = world.requests.filter((one) => isAbout(one, node, work));
    const asks = isAbout(request, node, work) && before.length === 1;
    if (!asks) return shippedPlayer(request, world);
    return saying(done('BLOCKED', request), { questions: [question] });
  };
}

function isAbout(request: StageRequest, node: string, work: string | null): boolean {
  return request.node.node_id === node && (work === null || request.work?.id === work);
}

async function untilAsked({ runtime }: Opened): Promise<void> {
  for (let tick = 0; tick < 40 && runtime.questions().length === 0; tick += 1) {
    await runtime.tick({ wait_ms: 0 });
  }
  if (runtime.questions().length === 0) throw new Error('nothing was asked');
}

async function asked(player: Player): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  await handOver(one);
  await untilAsked(one);
  return { machine, one };
}

const answer = (text: string, more: object = {}) =>
  ({ name: 'answer', question: 'Q1', text, is_person: false, ...more }) as const;

it('holds the work that asked, spends no budget, and resumes that stage with the answer', async () => {
  const { machine, one } = await asked(asking('checker'));
  expect(one.runtime.questions()).toMatchObject([
    { id: 'Q1', work: 'task/task-one', node: 'checker', holds: true, needs_person: false },
  ]);
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({
    condition: 'waiting',
    queues: { task: { blocked: 1 } },
    outlook: {
      kind: 'question',
      id: 'Q1',
      node: 'checker',
      about: { item: 'task/task-one', state: 'waiting', wait: { on: 'decision', id: 'Q1' } },
      question: 'Integers or floats?',
      options: ['integers', 'floats'],
    },
  });
  const stages = machine.world.requests.length;
  expect(await one.runtime.control(answer('2'))).toMatchObject({
    detail: 'Q1 is answered: floats; task/task-one goes on at checker with it',
    about: [{ item: 'task/task-one', title: 'task-one', state: 'queued' }],
  });
  await one.runtime.tick({ wait_ms: 0 });
  const request = machine.world.requests[stages];
  expect(request?.node.node_id).toBe('checker');
  expect(request?.run.stages.map(({ node_id }) => node_id)).toEqual(['builder', 'checker']);
  expect(inputOf(machine, 'checker', 'in/decisions.md', 'first')).toBeNull();
  const id = request?.attempt.attempt_id;
  const prompt = machine.disk.read(layout.at(`attempts/${id}/prompt.md`));
  expect(new TextDecoder().decode(prompt ?? undefined)).toContain(
    '## Your question was answered\n\n- Q1 (Integers or floats?): floats (by process 1)',
  );
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(inputOf(machine, 'arbiter', 'in/decisions.md', 'last')).toMatchInlineSnapshot(`
    "# What was decided about spec-add-a-subtract-function

    This is the voice of the owner, and stands above the work item and every report; where two of them collide, the later one holds. Questions of stages stand here with their answers. The newest stands last.

    - D1, question about task/task-one by checker, 2026-01-01T00:00:00.000Z: Q1: Integers or floats? 1. integers; 2. floats (without an answer: floats)
    - D2, answer about task/task-one by process 1, 2026-01-01T00:00:00.000Z: Q1 (Integers or floats?): floats

    "
  `);
});

it('lets other lineages go on meanwhile', async () => {
  const { one } = await asked(asking('planner', QUESTION, 'spec-add-a-subtract-function'));
  const other = SPEC.replace('# Add a subtract function', '# Add a product function');
  await one.runtime.admit({ family: 'spec', text: other, channel: 'test' });
  for (let tick = 0; tick < 60; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({ condition: 'waiting', closed_roots: 1 });
  await one.runtime.control(answer('integers'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 2 });
});

it('lets work go on that need not wait, and still takes the answer', async () => {
  const question = { ...QUESTION, holds: false };
  const { machine, one } = await asked((request, world) => {
    const played = shippedPlayer(request, world);
    if (played === null || request.node.node_id !== 'planner') return played;
    return saying(played, { questions: [question] });
  });
  expect(await one.runtime.control(answer('floats, of course'))).toMatchObject({
    detail:
      'Q1 is answered: floats, of course; later stages of spec-add-a-subtract-function read it',
  });
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(inputOf(machine, 'builder', 'in/decisions.md', 'first')).toContain('floats, of course');
});

it('judges a closure again with the answer that its judge asked for', async () => {
  const { machine, one } = await asked(asking('arbiter', QUESTION, null));
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status()).toMatchObject({ condition: 'waiting', closed_roots: 0 });
  await one.runtime.control(answer('1'));
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(inputOf(machine, 'arbiter', 'in/decisions.md', 'last')).toContain('integers');
});

it('takes no answer twice, none to what was not asked, and none of a model where a person is wanted', async () => {
  const { one } = await asked(asking('builder', { ...QUESTION, needs_person: true }));
  await expect(one.runtime.control(answer('1'))).rejects.toMatchObject({
    code: 'person_needed',
    facts: { next: 'in a terminal, a person: millrace answer Q1 "<answer>"' },
  });
  const other = { ...answer('1'), question: 'Q7' };
  await expect(one.runtime.control(other)).rejects.toMatchObject({
    code: 'revision_refused',
    facts: { what: 'There is no question of that id', expected: 'one of Q1' },
  });
  const person = answer('1', { is_person: true });
  const view = await one.runtime.control(person, 'the-first-answer');
  expect(await one.runtime.control(person, 'the-first-answer')).toEqual({ ...view, already: true });
  await expect(one.runtime.control(person)).rejects.toMatchObject({
    facts: { what: 'Q1 is not open any more: it was answered, or what it was about is over' },
  });
  await finish(one);
});

it('does not send work back to its queue past its question', async () => {
  const { one } = await asked(asking('builder'));
  const requeue = { name: 'requeue', item: TASK, reason: 'go on' } as const;
  await expect(one.runtime.control(requeue)).rejects.toMatchObject({
    facts: { what: 'task/task-one waits for the answer to Q1' },
  });
});

it.each([
  ['without options', { question: 'Which?' }, '"questions.0.options"'],
  ['with one option', { question: 'Which?', options: ['this'] }, '"questions.0.options"'],
  ['with a default of its own', { ...QUESTION, default: 'both' }, 'is none of its options'],
])('sends a question %s back to its stage', async (_what, question, error) => {
  const machine = new Machine(undefined, asking('planner', question, null));
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.tick({ wait_ms: 0 });
  const [, again] = machine.world.requests;
  expect(again?.attempt.retry?.errors.join()).toContain(error);
  expect(one.runtime.questions()).toEqual([]);
});

it('sends a stage back that says it is done and wants to wait', async () => {
  const machine = new Machine(undefined, (request, world) => {
    const played = shippedPlayer(request, world);
    const first = world.requests.length === 1;
    if (played === null || !first) return played;
    return saying(played, { questions: [{ ...QUESTION, holds: true }] });
  });
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests[1]?.attempt.retry?.errors).toEqual([
    'out/result.json: "questions.0.holds": PLANNER_COMPLETE says that you are done; end with BLOCKED or leave it out',
  ]);
});
