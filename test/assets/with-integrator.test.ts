import { expect, it } from 'vitest';
import { SPEC, task } from '../../src/sim/shipped-player.ts';
import { play, scene, standing } from './support/play.ts';

async function integrated(mode: string, ...outcomes: readonly [string, ...string[]]) {
  const [first, ...more] = outcomes;
  const one = scene(mode, {
    integrator: [{ outcome: first }, ...more.map((outcome) => ({ outcome }))],
    librarian: [{ outcome: 'LIBRARIAN_NOOP' }],
    analyst: [{ outcome: 'ANALYST_NOOP' }],
  });
  await one.runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  return { ...one, story: await play(one.runtime) };
}

it('brings a spec to closure, and nothing is judged that was not made a part of the whole', async () => {
  const { story, runtime } = await integrated('default_offline_integrated', 'INTEGRATION_COMPLETE');
  expect(story.join('\n')).toMatchInlineSnapshot(`
    "planner PLANNER_COMPLETE -> manager
    manager MANAGER_COMPLETE -> end:manager_complete
    builder BUILDER_COMPLETE -> integrator
    integrator INTEGRATION_COMPLETE -> checker
    checker FIX_NEEDED -> fixer
    fixer FIXER_COMPLETE -> doublechecker
    doublechecker DOUBLECHECK_PASS -> updater
    updater UPDATE_COMPLETE -> end:update_complete
    builder BLOCKED -> troubleshooter
    troubleshooter BLOCKED -> consultant
    consultant NEEDS_PLANNING -> end:needs_planning
    auditor AUDITOR_COMPLETE -> planner
    planner PLANNER_COMPLETE -> manager
    manager MANAGER_COMPLETE -> end:manager_complete
    builder BUILDER_COMPLETE -> integrator
    integrator INTEGRATION_COMPLETE -> checker
    checker CHECKER_PASS -> updater
    updater UPDATE_COMPLETE -> end:update_complete
    arbiter REMEDIATION_NEEDED -> end:remediation_needed
    auditor AUDITOR_COMPLETE -> planner
    planner PLANNER_COMPLETE -> manager
    manager MANAGER_COMPLETE -> end:manager_complete
    builder BUILDER_COMPLETE -> integrator
    integrator INTEGRATION_COMPLETE -> checker
    checker CHECKER_PASS -> updater
    updater UPDATE_COMPLETE -> end:update_complete
    arbiter ARBITER_COMPLETE -> end:arbiter_complete"
  `);
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('takes what does not fit to recovery, and from there to planning', async () => {
  const { story, runtime } = await integrated(
    'default_offline_integrated',
    'BLOCKED',
    'INTEGRATION_COMPLETE',
  );
  expect(story.slice(2, 8)).toEqual([
    'builder BUILDER_COMPLETE -> integrator',
    'integrator BLOCKED -> troubleshooter',
    'troubleshooter BLOCKED -> consultant',
    'consultant NEEDS_PLANNING -> end:needs_planning',
    'auditor AUDITOR_COMPLETE -> planner',
    'planner PLANNER_COMPLETE -> manager',
  ]);
  expect(runtime.status().closed_roots).toBe(1);
});

it('counts a stage that does not fit against the limit of recovery, like any other', async () => {
  const { runtime } = scene('default_offline_integrated', {
    integrator: [{ outcome: 'BLOCKED' }],
    troubleshooter: [{ outcome: 'TROUBLESHOOT_COMPLETE' }],
    consultant: [{ outcome: 'BLOCKED' }],
  });
  await runtime.admit({ family: 'task', text: task('task-one'), channel: 'test' });
  const round = [
    'builder BUILDER_COMPLETE -> integrator',
    'integrator BLOCKED -> troubleshooter',
    'troubleshooter TROUBLESHOOT_COMPLETE -> builder',
  ];
  expect(await play(runtime)).toEqual([
    ...round,
    ...round,
    'builder BUILDER_COMPLETE -> integrator',
    'integrator BLOCKED -> consultant',
    'consultant BLOCKED -> end:blocked',
  ]);
  expect(standing(runtime)).toEqual({ 'task/task-one': 'blocked' });
});

it('runs beside learning, which looks for what a plan lacks', async () => {
  const { story, runtime } = await integrated(
    'learning_offline_integrated',
    'INTEGRATION_COMPLETE',
  );
  const times = (start: string) => story.filter((line) => line.startsWith(start)).length;
  expect(times('planner PLANNER_COMPLETE')).toBe(3);
  expect(times('librarian LIBRARIAN_NOOP -> end:librarian_noop')).toBe(3);
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});
