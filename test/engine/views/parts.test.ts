import { beforeAll, describe, expect, it } from 'vitest';
import type { ListRow } from '../../../src/runtime/api/index.ts';
import { finish, handOver, Machine, type Opened } from '../support/process.ts';

const machine = new Machine();
const whole = { state: null, root: null, after: null, limit: 100 } as const;
let opened: Opened;
let tasks: readonly ListRow[] = [];

beforeAll(async () => {
  opened = machine.open();
  await handOver(opened);
  await finish(opened);
  tasks = opened.runtime.list({ of: 'items', ...whole }).rows;
});

describe('the runs of one item', () => {
  it('are listed, page by page, and no others', () => {
    const { runtime } = opened;
    const all = runtime.list({ of: 'runs', ...whole }).rows;
    for (const { key } of tasks) {
      const own = all.filter(({ about }) => about.item === key).map((row) => row.key);
      const paged: string[] = [];
      let after: string | null = null;
      do {
        const page = runtime.list({ ...whole, of: 'runs', item: key, after, limit: 1 });
        paged.push(...page.rows.map((row) => row.key));
        after = page.after;
      } while (after !== null);
      expect([key, paged.sort()]).toEqual([key, own.sort()]);
      expect(own.length).toBeGreaterThan(0);
    }
  });

  it('are of an item that is there', () => {
    expect(() => opened.runtime.list({ ...whole, of: 'runs', item: 'task/none' })).toThrow(
      'no work item or run of the name task/none',
    );
  });
});

describe('the output of one stage of a run', () => {
  it('is that of its node or of its request, and without one that of the last', () => {
    const { runtime } = opened;
    const run = runtime.list({ of: 'runs', ...whole, item: tasks[0]?.key }).rows[0]?.key ?? '';
    const nodes = runtime.trace(run).nodes;
    expect(nodes.length).toBeGreaterThan(1);
    const logs = (key: string) => runtime.logs({ key, lines: 5, follow: null });
    for (const { node_id, request_id } of nodes) {
      expect(logs(`${run}/${request_id}`)).toMatchObject({ node: node_id, run_id: run });
      expect(logs(`${run}/${node_id}`)).toMatchObject({ node: node_id, run_id: run });
    }
    expect(logs(run).attempt).toBe(logs(`${run}/${nodes.at(-1)?.request_id}`).attempt);
    expect(() => logs(`${run}/nobody`)).toThrow('No stage of it has run yet');
  });
});
