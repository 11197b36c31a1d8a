import { describe, expect, it } from 'vitest';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { layout, Machine, type Opened } from '../support/process.ts';
import { call } from '../support/talking.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

async function asked({ runtime }: Opened): Promise<void> {
  for (let tick = 0; tick < 40 && runtime.questions().length === 0; tick += 1) {
    await runtime.tick({ wait_ms: 0 });
  }
}

it.each([
  ['a line', `${SPEC}\nReview: plan\n`],
  ['front matter', `---\nreview: plan\n---\n\n${SPEC}`],
])('reads the wish for a review from %s', async (_where, text) => {
  const one = new Machine().open();
  const { understood } = await one.runtime.admit({ family: null, text, channel: 'test' });
  expect(understood.review).toBe('plan');
  await asked(one);
  expect(one.runtime.questions()).toMatchObject([
    { options: ['accept', 'withdraw it'], question: expect.stringContaining('2 tasks: task-one') },
  ]);
});

it('leaves front matter that says something else of a review in the prose', async () => {
  const text = `---\nreview: pending\n---\n\n${SPEC}`;
  const view = await new Machine().open().runtime.admit({ family: null, text, channel: 'test' });
  expect(view.understood.review).toBeNull();
});

it('takes another wish with the same document, until work on it has begun', async () => {
  const one = new Machine().open();
  const { runtime } = one;
  const document = { family: null, text: SPEC, channel: 'test' } as const;
  await runtime.admit(document);
  const again = await runtime.admit({ ...document, review: 'plan' });
  expect(again).toMatchObject({ already: true, id: ROOT_SPEC });
  await asked(one);
  expect(runtime.questions()[0]?.question).toContain('Is this how');
  const late = await runtime.admit({ ...document, review: 'contract' });
  expect([late.already, late.id]).toEqual([true, ROOT_SPEC]);
  expect(late.notes).toEqual([
    'Work on it has begun, so the wish for a review (contract) comes too late.',
  ]);
});

describe('an offer to sharpen vague items', () => {
  const vague = { title: 'Subtract', acceptance: ['it works'] };
  const offer = 'Run `millrace queue add-spec --review contract`';
  const KIND = 'registry/stage_kinds/planning/planner.json';
  const withoutReviews = () => {
    const disk = freshDisk('default_offline');
    const path = `${layout.runtime}/${KIND}`;
    const lines = new TextDecoder().decode(disk.read(path) ?? new Uint8Array()).split('\n');
    disk.plant(path, lines.filter((line) => !line.includes('"reviews"')).join('\n'));
    return new Machine(disk).open();
  };

  it('is made, and can be taken, where a stage asks', async () => {
    const one = new Machine().open();
    expect((await call(one, 'enqueue_spec', vague)).next).toContain(offer);
    const taken = await call(one, 'enqueue_spec', { ...vague, review: 'contract' });
    expect(taken).toMatchObject({ already: true, next: expect.not.stringContaining(offer) });
  });
  it('is not made where no stage of the plan would ever ask', async () => {
    const one = withoutReviews();
    const dry = await call(one, 'enqueue_spec', { ...vague, dry_run: true });
    const { next } = await call(one, 'enqueue_spec', vague);
    expect([dry.next, next].join()).not.toContain('--review');
    const asked = await call(one, 'enqueue_spec', { ...vague, review: 'contract' });
    expect(asked).toMatchObject({ code: 'input_invalid' });
  });
  it('is not made any more once the work has begun, also in a dry run', async () => {
    const one = new Machine().open();
    await call(one, 'enqueue_spec', vague);
    await one.runtime.tick({ wait_ms: 0 });
    for (const dry_run of [true, false]) {
      const again = await call(one, 'enqueue_spec', { ...vague, dry_run });
      expect(again).toMatchObject({ already: true, state: 'planning' });
      expect(again.next).not.toContain('--review');
    }
  });
});

/** The first planner leaves an item of the contract out of its revision. */
const loosening: Player = (request, world) => {
  const isFirst = request.node.node_id === 'planner' && world.requests.length === 1;
  if (!isFirst) return shippedPlayer(request, world);
  const text = [
    '# Add a subtract function',
    '',
    `Spec-ID: ${ROOT_SPEC}`,
    'Source-Type: manual',
    'Created-At: 2026-01-01T00:00:00Z',
    'Created-By: test',
    'Summary: less',
    '',
    'Goals:\n- less',
    '',
    'Constraints:\n- None beyond the prose of this document.',
    '',
    'Acceptance:\n- subtract(5, 3) is 2',
    '',
    'References:\n- the prose',
    '',
  ].join('\n');
  return done('PLANNER_COMPLETE', request, { [`${ROOT_SPEC}.md`]: text });
};

it('asks about an item that a revision does without, and keeps it meanwhile', async () => {
  const one = new Machine(undefined, loosening).open();
  const { runtime } = one;
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  await asked(one);
  expect(runtime.questions()).toMatchObject([
    { needs_person: true, holds: false, default: 'leave the contract as it is' },
  ]);
  expect(runtime.questions()[0]?.question).toBe(
    `Change the contract? The revision of ${ROOT_SPEC} by planner does without A2: - A2: Check: \`npm test\``,
  );
  const { rows } = runtime.entries({
    of: 'ledger',
    state: 'deviation',
    root: null,
    after: null,
    limit: 9,
  });
  expect(rows.map(({ text }) => text)).toEqual([
    `the revision of ${ROOT_SPEC} by planner does without A2; the contract keeps it`,
  ]);
  const apply = { name: 'answer', question: 'Q1', text: '1', is_person: true } as const;
  expect((await runtime.control(apply)).lines).toContain('- A2: Check: `npm test`');
});

it('takes no answer about work that was withdrawn since', async () => {
  const machine = new Machine();
  const one = machine.open();
  await one.runtime.admit({ family: null, text: SPEC, review: 'plan', channel: 'test' });
  await asked(one);
  await one.runtime.control({ name: 'withdraw', work: ROOT_SPEC, reason: 'enough' });
  const answer = { name: 'answer', question: 'Q1', text: '1', is_person: true } as const;
  await expect(one.runtime.control(answer)).rejects.toMatchObject({
    facts: { what: 'Q1 is not open any more: it was answered, or what it was about is over' },
  });
});
