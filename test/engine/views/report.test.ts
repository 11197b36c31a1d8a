import { expect, it } from 'vitest';
import { finish, handOver, Machine } from '../support/process.ts';
import { asked, call, WORK } from '../support/talking.ts';

it('shows of a closed spec what was asked, what came of it and all that was said', async () => {
  const { machine, one } = await asked();
  const answer = { name: 'answer', question: 'Q1', text: '2', is_person: false } as const;
  await one.runtime.control(answer);
  await one.runtime.control({ name: 'note', work: WORK, text: 'Keep it short.' });
  const because = { work: WORK, reason: 'it turned out so' } as const;
  const items = ['A: subtract(3, 5) is -2'];
  const edit = { name: 'amend', ...because, items, version: null, is_person: false } as const;
  await one.runtime.control(edit);
  await one.runtime.control({ name: 'waive', ...because, item: 'A2', is_person: true });
  await finish(one);
  const later = machine.open();
  expect(await call(later, 'show', { key: WORK })).toMatchInlineSnapshot(`
    {
      "asked": [
        {
          "evidence": "Words.",
          "id": "A1",
          "met": true,
          "since_version": undefined,
          "text": "subtract(5, 3) is 2",
        },
        {
          "evidence": "Words.",
          "id": "A2",
          "met": "waived",
          "since_version": undefined,
          "text": "Check: \`npm test\`",
        },
        {
          "evidence": "Words.",
          "id": "A3",
          "met": true,
          "since_version": 2,
          "text": "subtract(3, 5) is -2",
        },
      ],
      "asked_total": 3,
      "assumptions": [
        {
          "by": "planner",
          "id": "L1",
          "text": ""subtract" takes two numbers",
        },
      ],
      "blockers": [],
      "claims_total": 4,
      "closed_at": "2026-01-01T00:00:00.000Z",
      "contract_version": 3,
      "cost_usd": "unknown",
      "decisions": [
        {
          "by": "process 1",
          "id": "D3",
          "kind": "note",
          "text": "Keep it short.",
        },
        {
          "by": "process 1",
          "id": "D4",
          "kind": "amendment",
          "text": "version 2 of the contract, because: it turned out so. + A3: subtract(3, 5) is -2",
        },
        {
          "by": "process 1 (a person)",
          "id": "D5",
          "kind": "waiver",
          "text": "A2 is waived (Check: \`npm test\`), because: it turned out so",
        },
      ],
      "decisions_total": 3,
      "deviations": [
        {
          "by": "builder",
          "id": "L2",
          "text": "no new file was needed",
        },
      ],
      "done": [
        {
          "key": "task/task-one",
          "stages": 4,
          "state": "done",
          "title": "task-one",
        },
        {
          "key": "incident/amended-spec-add-a-subtract-function-v2",
          "stages": 3,
          "state": "done",
          "title": "The contract of spec-add-a-subtract-function was amended",
        },
        {
          "key": "task/task-3",
          "stages": 3,
          "state": "done",
          "title": "task-3",
        },
        {
          "key": "task/task-instead",
          "stages": 3,
          "state": "done",
          "title": "task-instead",
        },
        {
          "key": "incident/incident-task-two-b45a04e8",
          "stages": 3,
          "state": "done",
          "title": "Planning needed: task-two",
        },
        {
          "key": "task/task-instead-2",
          "stages": 3,
          "state": "done",
          "title": "task-instead",
        },
        {
          "key": "incident/arbiter-gap-spec-add-a-subtract-function-a122a737",
          "stages": 3,
          "state": "done",
          "title": "Closure gap in spec-add-a-subtract-function",
        },
        {
          "key": "task/task-gap",
          "stages": 3,
          "state": "done",
          "title": "task-gap",
        },
      ],
      "done_total": 8,
      "files": [
        "arbiter/verdicts/spec-add-a-subtract-function.json",
        "arbiter/reports/run-248c1e89af9ed025-000013.md",
      ],
      "files_changed": "8 files, +8 -0",
      "follows": undefined,
      "item": "spec/spec-add-a-subtract-function",
      "kind": "spec",
      "most_changed": [
        "fix.txt added +1 -0",
        "gap.txt added +1 -0",
        "task-3.txt added +1 -0",
        "task-gap.txt added +1 -0",
        "task-instead-2.txt added +1 -0",
        "task-instead.txt added +1 -0",
        "task-one.txt added +1 -0",
        "task-two.txt added +1 -0",
      ],
      "next": "Nothing is left to do: spec-add-a-subtract-function is closed, and this page is its report: tell whoever asked for it. Further work is a spec of its own.",
      "not_done": [
        {
          "key": "task/task-two",
          "stages": 3,
          "state": "superseded",
          "title": "task-two",
        },
      ],
      "not_done_total": 1,
      "opened_at": "2026-01-01T00:00:00.000Z",
      "questions": [
        {
          "answer": "floats",
          "answered_by": "process 1",
          "by": "checker",
          "id": "Q1",
          "text": "Integers or floats? 1. integers; 2. floats (without an answer: floats)",
        },
      ],
      "questions_total": 1,
      "remarks": [
        {
          "by": "builder",
          "id": "L3",
          "text": "the README is out of date",
        },
      ],
      "root": "spec-add-a-subtract-function",
      "seq": 74,
      "simulated": true,
      "stage_notes": [
        {
          "by": "updater",
          "id": "L4",
          "text": "nothing to update",
        },
      ],
      "stages": 34,
      "stages_without_cost": undefined,
      "state": "closed",
      "title": "Add a subtract function",
      "tokens": "unknown",
      "verdict": "closed",
      "wall_minutes": 34,
    }
  `);
});

it('says of a question whether it is open, and whether it ended without an answer', async () => {
  const { one } = await asked();
  const questions = async () => (await call(one, 'show', { key: WORK })).questions;
  expect(await questions()).toMatchObject([{ id: 'Q1', by: 'checker', answer: 'open' }]);
  await one.runtime.control({ name: 'withdraw', work: WORK, reason: 'not wanted' });
  expect(await questions()).toMatchObject([{ id: 'Q1', by: 'checker', answer: 'over' }]);
});

it('shows what a spec asks for that is only queued', async () => {
  const one = new Machine().open();
  await handOver(one);
  expect(await call(one, 'show', { key: WORK })).toMatchObject({
    state: 'queued',
    asked: [
      { id: 'A1', text: 'subtract(5, 3) is 2', met: 'not judged' },
      { id: 'A2', text: 'Check: `npm test`', met: 'not judged' },
    ],
  });
});
