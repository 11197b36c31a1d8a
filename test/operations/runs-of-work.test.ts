import { expect, it } from 'vitest';
import type { ListRow, ShowView } from '../../src/runtime/api/index.ts';
import { run } from '../cli/support/run.ts';
import { AT, about } from '../support/backend/fake-views.ts';

const ITEM = 'task/one';

function rowOf(number: number): ListRow {
  const use = { failure_class: 'rejected', total_tokens: 120, cost_usd: 0.5, unpriced: 1 };
  const key = `run-abcd-${String(number).padStart(6, '0')}`;
  return { key, about, status: 'blocked', stages: 2, deps: [], at: AT, use };
}

const view: ShowView = {
  seq: 9,
  simulated: false,
  kind: 'item',
  about: { ...about, item: ITEM },
  path: null,
  deps: [],
  via: null,
  document: '# One',
  runs: { total: 77, rows: Array.from({ length: 40 }, (_, at) => rowOf(77 - at)) },
  last: null,
  blockers: [],
};

it('a page of work says how many runs there are, what each used, and how to see the rest', async () => {
  const { out } = await run(`show ${ITEM} --json`, { runtime: { show: () => view } });
  const answer = JSON.parse(out);
  expect([answer.runs_total, answer.more_runs]).toEqual([
    77,
    `\`millrace list runs --root ${ITEM}\``,
  ]);
  expect(answer.runs).toHaveLength(40);
  expect(answer.runs[0]).toMatchObject({
    failure_class: 'rejected',
    tokens: 120,
    cost_usd: 0.5,
    stages_without_cost: 1,
  });
  const whole = { ...view, runs: { total: 1, rows: [rowOf(1)] } };
  const one = await run(`show ${ITEM} --json`, { runtime: { show: () => whole } });
  expect(JSON.parse(one.out)).not.toHaveProperty('more_runs');
});

it('the list of runs has what each used, and takes a work item as well as a root spec', async () => {
  const asked: unknown[] = [];
  const list = (input: object) => {
    asked.push(input);
    return { seq: 9, simulated: false, rows: [rowOf(1)], after: null, counts: {} };
  };
  const { out } = await run(`list --of runs --root ${ITEM}`, { runtime: { list } });
  expect(out).toMatch(/failure_class +tokens +cost_usd +stages_without_cost/);
  expect(asked).toMatchObject([{ of: 'runs', root: null, item: ITEM, with_use: true }]);
  await run('list --of runs --root one', { runtime: { list } });
  expect(asked[1]).toMatchObject({ of: 'runs', root: 'one', with_use: true });
});
