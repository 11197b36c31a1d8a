import { beforeAll, describe, expect, it } from 'vitest';
import type { WhyView } from '../../../src/runtime/api/index.ts';
import { finish, handOver, layout, Machine, type Opened } from '../support/process.ts';

const machine = new Machine();
let opened: Opened;

beforeAll(async () => {
  opened = machine.open();
  await handOver(opened);
  await finish(opened);
});

function ask(
  subject: string | null,
  more: { before_seq?: number; limit?: number; at?: number } = {},
) {
  const { before_seq = null, limit = 50, at = null } = more;
  return opened.runtime.why({ subject, before_seq, limit, at });
}

function told({ rows }: WhyView): string {
  return rows
    .map(({ rules, changed }) => `${rules.join(', ')} | ${changed.join(' | ')}`)
    .join('\n');
}

/** Runs by their order, because their ids are made up. */
function tasks(): string[] {
  const names = machine.disk.list(layout.at('tasks/done')) ?? [];
  return names.map(({ name }) => name.replace('.md', ''));
}

describe('why', () => {
  it('tells every decision about a work item, with the rule that made it', () => {
    const [task = ''] = tasks();
    const view = ask(task);
    expect(view).toMatchObject({
      kind: 'item',
      subject: `task/${task}`,
      before_seq: null,
      kept_from: 1,
    });
    expect(told(view).replaceAll(/-[0-9a-f]{16}-/g, '-EPOC-')).toMatchInlineSnapshot(`
      "manager-complete-to-terminal-manager-complete | task/task-gap admitted as queue from stage request-EPOC-000020 | run-EPOC-000007 goes to end:manager_complete: manager-complete-to-terminal-manager-complete; caused task/task-gap
      claim-order, dispatch:builder | task/task-gap -> active: claimed | run-EPOC-000008 started at builder for task/task-gap | request-EPOC-000021 asks builder | attempt request-EPOC-000021-1 dispatched
      builder-complete-to-checker | request-EPOC-000021-1 ended with BUILDER_COMPLETE: builder says so | run-EPOC-000008 goes to checker: builder-complete-to-checker
      dispatch:checker | request-EPOC-000022 asks checker | attempt request-EPOC-000022-1 dispatched
      checker-pass-to-updater | request-EPOC-000022-1 ended with CHECKER_PASS: checker says so | run-EPOC-000008 goes to updater: checker-pass-to-updater
      dispatch:updater | request-EPOC-000023 asks updater | attempt request-EPOC-000023-1 dispatched
      updater-complete-to-terminal-update-complete | request-EPOC-000023-1 ended with UPDATE_COMPLETE: updater says so | task/task-gap -> done: update_complete | run-EPOC-000008 goes to end:update_complete: updater-complete-to-terminal-update-complete"
    `);
    expect(view.stands.slice(0, 1)).toMatchInlineSnapshot(`
      [
        "task/task-gap is done after 3 stages: task-gap",
      ]
    `);
    expect(
      view.rows.some(({ evidence }) => evidence.some((path) => path.startsWith('runs/'))),
    ).toBe(true);
  });

  it('tells what a run decided, page by page, without a gap', () => {
    const run = opened.runtime.runs(50).find(({ stages }) => stages > 4)?.run_id ?? '';
    const whole = ask(run);
    expect(whole.kind).toBe('run');
    const seqs: number[] = [];
    let before_seq: number | null = 1000;
    while (before_seq !== null) {
      const page: WhyView = ask(run, { before_seq, limit: 2 });
      expect(page.rows.length).toBeLessThanOrEqual(2);
      seqs.unshift(...page.rows.map(({ seq }) => seq));
      before_seq = page.before_seq;
    }
    expect(seqs).toEqual(whole.rows.map(({ seq }) => seq));
    expect(seqs.length).toBeGreaterThan(2);
  });

  it('tells the newest records of the workspace, and where to go on', () => {
    const view = ask(null, { limit: 5 });
    expect(view.rows.map(({ seq }) => seq)).toHaveLength(5);
    expect(view.rows.at(-1)?.seq).toBe(view.seq);
    const before = ask(null, {
      limit: 5,
      ...(view.before_seq === null ? {} : { before_seq: view.before_seq }),
    });
    expect(before.rows.at(-1)?.seq).toBe((view.rows[0]?.seq ?? 0) - 1);
  });

  it('gives every item the same rows as a search through all records', () => {
    for (const task of tasks()) {
      const whole = ask(null, { limit: 10_000 });
      const named = whole.rows.filter(({ changed }) =>
        changed.some((line) => line.includes(`task/${task}`)),
      );
      const seqs = ask(task).rows.map(({ seq }) => seq);
      expect(seqs).toEqual(expect.arrayContaining(named.map(({ seq }) => seq)));
    }
  });

  it('goes back to the state after any record', () => {
    const [task = ''] = tasks();
    const [first] = ask(task).rows;
    const seq = first?.seq ?? 0;
    expect(ask(task, { at: seq }).stands[0]).toMatch(
      new RegExp(`^task/${task} is queue after 0 stages`),
    );
    expect(() => ask(task, { at: seq - 1 })).toThrow(/no work item or run/);
    expect(ask(null, { at: 1 }).stands).toEqual(['0 stages, 0 tokens']);
    expect(ask(null, { at: ask(null).seq }).stands).toEqual(ask(null).stands);
  });

  it('refuses what it cannot tell', () => {
    expect(() => ask('nobody')).toThrow(/There is no work item or run of the name nobody/);
    expect(() => ask(null, { at: 100_000 })).toThrow(/There is no record 100000 yet/);
  });
});
