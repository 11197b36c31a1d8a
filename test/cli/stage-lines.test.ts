import { expect, it } from 'vitest';
import { StageLines } from '../../src/cli/stage-lines.ts';
import type { ActiveStageView, EventView } from '../../src/runtime/api/index.ts';
import { event } from '../support/backend/fake-inspect.ts';
import { about, statusView } from '../support/backend/fake-views.ts';

function stage(node: string, since: string): ActiveStageView {
  return {
    plane: 'execution',
    node,
    stage_kind: node,
    run_id: 'run-000002',
    request_id: `${node}-1`,
    attempt_id: `${node}-1-1`,
    work: null,
    closure_root: null,
    since,
    phase: 'running',
    about: { ...about, item: 'task/two', title: 'Second' },
    life: 'alive',
  };
}

function ended(at: string, what: string): EventView {
  return { ...event, at, kind: 'stage', what, root: 'subtract', item: 'task/two' };
}

it('tells when each stage starts, how it ends, and after how long', () => {
  const lines = new StageLines();
  const at = (time: string) => `2026-01-02T${time}.000Z`;
  const look = (active: ActiveStageView[], events: EventView[], now: string) =>
    lines.lines({ status: { ...statusView, active }, events }, Date.parse(at(now)));
  const builder = stage('builder', at('03:00:00'));
  const checker = stage('checker', at('03:01:05'));
  const told = [
    look([builder], [], '03:00:40'),
    look([builder], [], '03:00:50'),
    look([{ ...builder, life: 'ended' }], [], '03:01:04'),
    look([checker], [ended(at('03:01:05'), 'builder BUILDER_COMPLETE: Done.')], '03:01:06'),
    look([], [ended(at('04:01:05'), 'checker CHECKER_PASS: Fine.')], '04:01:06'),
    look(
      [],
      [{ ...event, kind: 'closed', at: at('04:01:06'), what: 'subtract: closed' }],
      '04:01:06',
    ),
  ];
  expect(told.flat()).toMatchInlineSnapshot(`
    [
      "[03:00:00] builder runs on task/two: Second, for 40 s so far",
      "[03:01:05] builder BUILDER_COMPLETE: Done. (task/two, after 1 min 5 s)",
      "[03:01:05] checker starts on task/two: Second",
      "[04:01:05] checker CHECKER_PASS: Fine. (task/two, after 1 h)",
      "[04:01:06] subtract: closed",
    ]
  `);
});
