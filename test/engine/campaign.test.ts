import { expect, it } from 'vitest';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

it('governs a spec to closure', async () => {
  const disk = freshDisk('default_offline');
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer);
  const admitted = await runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  expect(admitted.already).toBe(false);
  const story: string[] = [];
  for (let tick = 0; tick < 80; tick += 1) {
    const view = await runtime.tick({ wait_ms: 0 });
    if (view.did === 'idle' || view.did === 'waiting') {
      story.push(`${view.did}: ${view.status.condition}`);
      break;
    }
    const { applied } = view;
    story.push(
      applied === null ? view.did : `${applied.node} ${applied.outcome} -> ${applied.goes_to}`,
    );
  }
  expect(story.filter((line) => line !== 'running').join('\n')).toMatchInlineSnapshot(`
    "planner PLANNER_COMPLETE -> manager
    manager MANAGER_COMPLETE -> end:manager_complete
    builder BUILDER_COMPLETE -> checker
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
    builder BUILDER_COMPLETE -> checker
    checker CHECKER_PASS -> updater
    updater UPDATE_COMPLETE -> end:update_complete
    arbiter REMEDIATION_NEEDED -> end:remediation_needed
    auditor AUDITOR_COMPLETE -> planner
    planner PLANNER_COMPLETE -> manager
    manager MANAGER_COMPLETE -> end:manager_complete
    builder BUILDER_COMPLETE -> checker
    checker CHECKER_PASS -> updater
    updater UPDATE_COMPLETE -> end:update_complete
    arbiter ARBITER_COMPLETE -> end:arbiter_complete
    idle: idle"
  `);
  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});
