import { expect, it } from 'vitest';
import { sayingPlayer } from '../support/claims.ts';
import { finish, handOver, Machine } from '../support/process.ts';
import { asked, call, WORK } from '../support/talking.ts';

it('lists what was decided and asked, newest first, by kind and by state', async () => {
  const { one } = await asked();
  await one.runtime.control({ name: 'note', work: WORK, text: 'Keep it short.' });
  const list = (args = {}) => call(one, 'list', { of: 'decisions', ...args });
  expect(await list()).toMatchInlineSnapshot(`
    {
      "after": undefined,
      "counts": undefined,
      "next": "Run \`millrace show spec-add-a-subtract-function/D2\`: one of them, or the next page.",
      "older_claims": undefined,
      "rows": [
        {
          "at": "2026-01-01T00:00:00.000Z",
          "by": "process 1",
          "item": undefined,
          "key": "spec-add-a-subtract-function/D2",
          "root": "spec-add-a-subtract-function",
          "state": "note",
          "title": "Keep it short.",
        },
        {
          "at": "2026-01-01T00:00:00.000Z",
          "by": "checker",
          "item": "task/task-one",
          "key": "spec-add-a-subtract-function/D1",
          "root": "spec-add-a-subtract-function",
          "state": "question (open)",
          "title": "Q1: Integers or floats? 1. integers; 2. floats (without an answer: floats)",
        },
      ],
      "seq": 11,
      "simulated": true,
    }
  `);
  const keysOf = async (state: string) => (await list({ state })).rows;
  expect(await keysOf('open')).toMatchObject([{ key: `${WORK}/D1` }]);
  expect(await keysOf('note')).toMatchObject([{ key: `${WORK}/D2` }]);
  await one.runtime.control({ name: 'answer', question: 'Q1', text: '2', is_person: false });
  expect(await keysOf('open')).toEqual([]);
  expect(await keysOf('answered')).toMatchObject([{ state: 'question (answered)' }]);
  expect(await keysOf('answer')).toMatchObject([{ key: `${WORK}/D3`, by: 'process 1' }]);
});

it('pages through the ledger to its end, each claim once', async () => {
  const { one } = await asked();
  await one.runtime.control({ name: 'answer', question: 'Q1', text: '2', is_person: false });
  await finish(one);
  const first = await call(one, 'list', { of: 'ledger', limit: 3 });
  expect(first).toMatchObject({
    rows: [
      { key: `${WORK}/L4`, state: 'note', by: 'updater', title: 'nothing to update' },
      { key: `${WORK}/L3`, state: 'remark', by: 'builder' },
      { key: `${WORK}/L2`, state: 'deviation' },
    ],
    after: `${WORK}/L2`,
    next: `Run \`millrace list ledger --after ${WORK}/L2\`: one of them, or the next page.`,
  });
  const rest = await call(one, 'list', { of: 'ledger', limit: 3, after: first.after });
  expect(rest).toMatchObject({
    rows: [{ key: `${WORK}/L1`, state: 'assumption' }],
    next: `Run \`millrace show ${WORK}/L1\`: one of them, or the next page.`,
  });
  expect(rest.after).toBeUndefined();
  expect(await call(one, 'list', { of: 'ledger', root: 'another' })).toMatchObject({ rows: [] });
  for (const after of ['another/L3', 'spec/another', `${WORK}/Q1`]) {
    expect(await call(one, 'list', { of: 'ledger', after })).toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('nothing of that name to go on behind'),
    });
  }
});

it('says how many claims are not in the ledger any more', async () => {
  const notes = Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(1500)}`);
  const said = sayingPlayer(({ node, work }) => {
    return node.node_id === 'planner' && work?.family === 'spec' ? { notes } : undefined;
  });
  const one = new Machine(undefined, said).open();
  await handOver(one);
  await finish(one);
  expect(await call(one, 'list', { of: 'ledger' })).toMatchObject({ older_claims: 24 });
  const decisions = await call(one, 'list', { of: 'decisions' });
  expect(decisions).toMatchObject({ rows: [] });
  expect(decisions.older_claims).toBeUndefined();
});

it('shows one decision, question or claim whole, by the key that the list has', async () => {
  const { one } = await asked();
  const text = `Keep it short. ${'Really. '.repeat(30)}`.trim();
  await one.runtime.control({ name: 'note', work: WORK, text });
  const show = (key: string) => call(one, 'show', { key });
  expect(await show(`${WORK}/D2`)).toMatchInlineSnapshot(`
    {
      "answer": undefined,
      "answered_by": undefined,
      "at": "2026-01-01T00:00:00.000Z",
      "by": "process 1",
      "id": "spec-add-a-subtract-function/D2",
      "item": undefined,
      "kind": "decision",
      "next": "Run \`millrace show spec-add-a-subtract-function\`: it is about that spec.",
      "question": undefined,
      "root": "spec-add-a-subtract-function",
      "seq": 11,
      "simulated": true,
      "standing": undefined,
      "state": "waiting (an answer to Q1)",
      "text": "Keep it short. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really. Really.",
      "title": "Add a subtract function",
      "what": "note",
    }
  `);
  expect(await show('Q1')).toMatchInlineSnapshot(`
    {
      "answer": undefined,
      "answered_by": undefined,
      "at": "2026-01-01T00:00:00.000Z",
      "by": "checker",
      "id": "spec-add-a-subtract-function/D1",
      "item": "task/task-one",
      "kind": "decision",
      "next": "Run \`millrace status\`: it says how to answer.",
      "question": "Q1",
      "root": "spec-add-a-subtract-function",
      "seq": 11,
      "simulated": true,
      "standing": "open",
      "state": "waiting (an answer to Q1)",
      "text": "Integers or floats? 1. integers; 2. floats (without an answer: floats)",
      "title": "task-one",
      "what": "question",
    }
  `);
  expect(await show(`${WORK}/D1`)).toEqual(await show('Q1'));
  expect(await show(`${WORK}/L1`)).toMatchObject({ what: 'assumption', by: 'planner' });
  await one.runtime.control({ name: 'answer', question: 'Q1', text: '2', is_person: false });
  expect(await show('Q1')).toMatchObject({ standing: 'answered', answer: 'floats' });
  expect(await show(`${WORK}/D99`)).toMatchObject({ code: 'input_invalid' });
});
