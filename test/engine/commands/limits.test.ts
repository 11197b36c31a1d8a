import { expect, it } from 'vitest';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { Machine, type Opened, settle } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

async function limited(limits: string, player?: Player): Promise<Opened> {
  const config = `[runtime]\ndefault_mode = "default_offline"\n[limits]\n${limits}\n`;
  const disk = freshDisk('default_offline', { 'millrace.toml': config });
  const one = new Machine(disk, player).open();
  await one.runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  await settle(one);
  return one;
}

const person = (question: string, text: string) =>
  ({ name: 'answer', question, text, is_person: true }) as const;

/** What an owner is asked, whether a stage or the runtime asks. */
function asked({ runtime }: Opened) {
  return runtime.questions().map(({ id, node, question, options }) => {
    return [id, node, question, ...options];
  });
}

it('asks about a limit of a lineage, and goes on by as much again where a person says so', async () => {
  const one = await limited('stages_per_lineage = 5');
  expect(asked(one)).toEqual([
    [
      'Q1',
      null,
      `${ROOT_SPEC} reached limits.stages_per_lineage (5). What now?`,
      'allow 5 more',
      'leave it as it stands',
      'withdraw it',
    ],
  ]);
  expect(one.runtime.status()).toMatchObject({
    condition: 'held',
    outlook: { kind: 'limit', asked: 'Q1' },
  });
  await expect(
    one.runtime.control({ ...person('Q1', '1'), is_person: false }),
  ).rejects.toMatchObject({
    code: 'person_needed',
  });
  await expect(one.runtime.control(person('Q1', 'a bit more'))).rejects.toMatchObject({
    facts: { what: 'Q1 takes one of its options only' },
  });
  await one.runtime.control(person('Q1', '1'));
  await settle(one);
  expect(asked(one)[0]?.[2]).toContain('(10)');
  await one.runtime.control(person('Q2', 'leave it as it stands'));
  await settle(one);
  expect(one.runtime.questions()).toEqual([]);
  expect(one.runtime.status()).toMatchObject({
    condition: 'held',
    outlook: { kind: 'limit', asked: null },
  });
});

it('is told as what Millrace asks, not the stage that would have been next', async () => {
  const { runtime } = await limited('attempts_per_item = 3');
  const { events } = runtime.events(50);
  const told = events.filter(({ kind }) => kind === 'question').map(({ what }) => what);
  expect(told).toEqual([expect.stringMatching(/^Millrace asks Q1: task\/task-one reached limits/)]);
});

it('ends a lineage whose owner wants no more of it', async () => {
  const one = await limited('stages_per_lineage = 5');
  await one.runtime.control(person('Q1', '3'));
  await settle(one);
  expect(one.runtime.status()).toMatchObject({ specs: [{ state: 'withdrawn' }] });
});

it('holds nothing by the limit of a lineage that is over', async () => {
  for (const end of [
    person('Q1', '3'),
    { ...over, name: 'waive', item: 'all' },
    { ...over, name: 'withdraw' },
  ] as const) {
    const one = await limited('stages_per_lineage = 5');
    await one.runtime.control(end);
    expect(one.runtime.status()).toMatchObject({ condition: 'idle', outlook: { kind: 'idle' } });
    expect(one.runtime.questions()).toEqual([]);
  }
});

it('asks about the limit of one task, and goes on with it', async () => {
  const one = await limited('attempts_per_item = 3');
  const [question] = one.runtime.questions();
  expect(question).toMatchObject({
    work: 'task/task-one',
    question: 'task/task-one reached limits.attempts_per_item (3). What now?',
  });
  const { detail } = await one.runtime.control(person(question?.id ?? '', 'allow 3 more'));
  expect(detail).toContain('task/task-one goes on');
  await settle(one);
  const keys = one.runtime.questions().map(({ work }) => work);
  expect(keys).not.toContain('task/task-one');
});

const over = { work: ROOT_SPEC, reason: 'enough', is_person: true } as const;

const refusing: Player = (request, world) => {
  if (request.node.node_id !== 'arbiter') return shippedPlayer(request, world);
  const judged = world.requests.filter(({ node }) => node.node_id === 'arbiter').length;
  return done(judged < 3 ? 'REMEDIATION_NEEDED' : 'ARBITER_COMPLETE', request);
};

it('asks about a lineage that its judge refused too often, and has it judged again', async () => {
  const one = await limited('remediations_per_lineage = 1', refusing);
  expect(asked(one)).toEqual([
    [
      'Q1',
      null,
      `${ROOT_SPEC} was judged 2 times and does not hold: "arbiter says so" What now?`,
      'remedy it once more',
      'leave it as it stands',
      'withdraw it',
    ],
  ]);
  expect(one.runtime.status()).toMatchObject({ condition: 'waiting', closed_roots: 0 });
  const { detail } = await one.runtime.control(person('Q1', '1'));
  expect(detail).toContain('is judged again');
  await settle(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('has what its owner is asked about a refused lineage answered, not gone around', async () => {
  const one = await limited('remediations_per_lineage = 1', refusing);
  const again = { name: 'requeue', item: ROOT_SPEC, reason: 'once more' } as const;
  await expect(one.runtime.control(again)).rejects.toMatchObject({
    facts: { what: `${ROOT_SPEC} waits for the answer to Q1` },
  });
  expect(asked(one)).toHaveLength(1);
});

it('leaves a refused lineage as it stands, and judges it no more', async () => {
  const one = await limited('remediations_per_lineage = 1', refusing);
  await one.runtime.control(person('Q1', '2'));
  await settle(one);
  expect(one.runtime.status()).toMatchObject({
    condition: 'blocked',
    outlook: { kind: 'verdict', written: true },
  });
});

it('asks nothing more about an earlier judgement once the lineage is judged again', async () => {
  const one = await limited('remediations_per_lineage = 1', refusing);
  await one.runtime.control({ ...over, name: 'waive', item: 'A2' });
  await settle(one);
  expect(one.runtime.questions()).toEqual([]);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('asks about the newest judgement alone', async () => {
  const never: Player = (request, world) =>
    request.node.node_id === 'arbiter'
      ? done('REMEDIATION_NEEDED', request)
      : shippedPlayer(request, world);
  const one = await limited('remediations_per_lineage = 1', never);
  await one.runtime.control({ ...over, name: 'waive', item: 'A2' });
  await settle(one);
  expect(one.runtime.questions().map(({ id }) => id)).toEqual(['Q2']);
});
