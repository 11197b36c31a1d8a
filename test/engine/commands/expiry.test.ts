import { expect, it } from 'vitest';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { inputOf, saying } from '../support/claims.ts';
import { finish, Machine, type Opened } from '../support/process.ts';

const HOUR_MS = 3_600_000;
const QUESTION = { question: 'Integers or floats?', options: ['integers', 'floats'] };

/** The first planner asks, and says how long it waits. */
function asking(more: object): Player {
  return (request, world) => {
    if (request.node.node_id !== 'planner' || world.requests.length > 1) {
      return shippedPlayer(request, world);
    }
    return saying(done('BLOCKED', request), { questions: [{ ...QUESTION, ...more }] });
  };
}

async function asked(more: object): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, asking(more));
  const one = machine.open();
  await one.runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  for (let tick = 0; tick < 9 && one.runtime.questions().length === 0; tick += 1) {
    await one.runtime.tick({ wait_ms: 0 });
  }
  return { machine, one };
}

it('takes the default of a question at its time, in whatever process looks then', async () => {
  const { machine, one } = await asked({ default: 'floats', expires_hours: 2 });
  expect(one.runtime.questions()).toMatchObject([
    { id: 'Q1', default: 'floats', expires_at: '2026-01-01T02:00:00.000Z' },
  ]);
  one.clock.advance(2 * HOUR_MS - 1000);
  await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.questions()).toHaveLength(1);
  const other = machine.open();
  other.clock.advance(2 * HOUR_MS);
  await finish(other);
  expect(other.runtime.questions()).toEqual([]);
  expect(other.runtime.status()).toMatchObject({ closed_roots: 1 });
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'last')).toContain(
    'answer about spec/spec-add-a-subtract-function by the default of the question, ' +
      '2026-01-01T02:00:00.000Z: Q1 (Integers or floats?): floats',
  );
});

it('leaves a question without a default open when its time is over, and says so once', async () => {
  const { one } = await asked({ expires_hours: 1 });
  one.clock.advance(HOUR_MS);
  for (let tick = 0; tick < 3; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.questions()).toMatchObject([{ id: 'Q1', default: null }]);
  const { rows } = one.runtime.entries({
    of: 'decisions',
    state: 'note',
    root: null,
    after: null,
    limit: 9,
  });
  expect(rows.map(({ text, actor }) => [text, actor])).toEqual([
    [
      'the time of Q1 (Integers or floats?) is over without an answer; it stays open',
      'the default of the question',
    ],
  ]);
  const answer = { name: 'answer', question: 'Q1', text: '1', is_person: false } as const;
  expect(await one.runtime.control(answer)).toMatchObject({ applied: true });
});

it('takes no default of a question that does not say when', async () => {
  const { one } = await asked({ default: 'floats' });
  one.clock.advance(900 * HOUR_MS);
  for (let tick = 0; tick < 3; tick += 1) await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.questions()).toMatchObject([{ id: 'Q1', expires_at: null }]);
});

it('sends a stage back that wants a default taken where only a person may answer', async () => {
  const more = { default: 'floats', expires_hours: 2, needs_person: true };
  const { machine, one } = await asked(more);
  await one.runtime.tick({ wait_ms: 0 });
  expect(machine.world.requests[1]?.attempt.retry?.errors).toEqual([
    'out/result.json: "questions.0.expires_hours" takes a default, and only a person may answer; leave one out',
  ]);
});
