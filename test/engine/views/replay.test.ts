import { beforeAll, describe, expect, it } from 'vitest';
import type { ReplayRow } from '../../../src/runtime/api/index.ts';
import { finish, handOver, Machine, type Opened } from '../support/process.ts';

const machine = new Machine();
let opened: Opened;
let root = '';

beforeAll(async () => {
  opened = machine.open();
  await handOver(opened);
  await finish(opened);
  const all = { of: 'roots', state: null, root: null, after: null, limit: 5 } as const;
  root = opened.runtime.list(all).rows[0]?.about.root ?? '';
});

function whole(of: string, limit: number): readonly ReplayRow[] {
  const rows: ReplayRow[] = [];
  let after_seq: number | null = 0;
  while (after_seq !== null) {
    const page = opened.runtime.replay({ of, after_seq, limit });
    rows.push(...page.rows);
    after_seq = page.after_seq;
  }
  return rows;
}

function lineOf({ kind, node, item, outcome }: ReplayRow): string {
  return [kind, node, item, outcome].filter((one) => one !== null).join(' ');
}

describe('the replay of a lineage', () => {
  it('tells its life in order, from its admission to its verdict', () => {
    const lines = whole(root, 1000).map(lineOf);
    expect(lines[0]).toBe(`admitted spec/${root}`);
    expect(lines.at(-1)).toBe('judged closed');
    expect(lines.slice(0, 6)).toMatchInlineSnapshot(`
      [
        "admitted spec/spec-add-a-subtract-function",
        "moved spec/spec-add-a-subtract-function active",
        "started planner spec/spec-add-a-subtract-function",
        "ended planner spec/spec-add-a-subtract-function PLANNER_COMPLETE",
        "started manager spec/spec-add-a-subtract-function",
        "ended manager spec/spec-add-a-subtract-function MANAGER_COMPLETE",
      ]
    `);
  });

  it('is the same in pages of any size', () => {
    const all = whole(root, 1000);
    for (const limit of [1, 2, 3, 7]) expect(whole(root, limit)).toEqual(all);
  });

  it('ends each stage that it started, and has all that the workspace counts', () => {
    const rows = whole(root, 1000);
    const of = (kind: ReplayRow['kind']) => rows.filter((row) => row.kind === kind);
    expect(of('started')).toHaveLength(of('ended').length);
    expect(of('ended')).toHaveLength(opened.runtime.status().totals.stages);
  });

  it('of a run has its stages alone', () => {
    const run = whole(root, 1000).find(({ run }) => run !== null)?.run ?? '';
    const rows = whole(run, 1000);
    expect(new Set(rows.map((row) => row.run))).toEqual(new Set([run]));
    const { nodes } = opened.runtime.trace(run);
    const ended = rows.filter(({ kind }) => kind === 'ended');
    expect(ended.map(({ node }) => node)).toEqual(nodes.map(({ node_id }) => node_id));
  });

  it('of what is not there is refused', () => {
    expect(() => opened.runtime.replay({ of: 'nothing', after_seq: 0, limit: 10 })).toThrow(
      /There is no run nothing/,
    );
  });
});
