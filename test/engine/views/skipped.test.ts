import { expect, it } from 'vitest';
import { inputOf, sayingPlayer } from '../support/claims.ts';
import { finish, handOver, Machine } from '../support/process.ts';

it('says everywhere which stage was passed over and why, and asks the last task for it', async () => {
  const checked = sayingPlayer(({ node }) =>
    node.may_declare === undefined ? undefined : { declares: [...node.may_declare] },
  );
  const machine = new Machine(undefined, checked);
  const opened = machine.open();
  await handOver(opened);
  await finish(opened);
  const { runtime } = opened;
  const routes = machine.events().filter(({ event_type }) => event_type === 'router_decision');
  const passed = routes.filter((row) => 'skipped_node_id' in row.data);
  expect(passed.map(({ data }) => data)).toEqual([
    expect.objectContaining({
      stage: 'doublechecker',
      work_item_id: 'task-one',
      terminal_state_id: 'documents_checked',
      skipped_node_id: 'updater',
      skipped_because: 'documents_checked',
    }),
  ]);
  const why = runtime.why({ subject: 'task/task-one', before_seq: null, limit: 50, at: null });
  expect(why.rows.flatMap(({ changed }) => changed).join('\n')).toContain(
    'doublechecker-pass-to-terminal-documents-checked; updater is skipped, the result declares documents_checked',
  );
  const [run] = passed.map(({ data }) => String(data.run_id));
  expect(runtime.trace(run ?? '').edges.at(-1)).toMatchObject({
    terminal_state_id: 'documents_checked',
    skipped: { node_id: 'updater', declared: 'documents_checked' },
  });
  expect(inputOf(machine, 'checker', 'prompt.md', 'first')).toContain(
    '`out/result.json`; `declares` there may be a list of "documents_checked"',
  );
});
