import { expect, it } from 'vitest';
import { SPEC, shippedPlayer } from '../sim/shipped-player.ts';
import { World } from '../sim/sim-attempts.ts';
import { freshDisk, openSim } from '../sim/sim-workspace.ts';

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
      story.push(`${view.did}: ${view.status.next}`);
      break;
    }
    const { applied } = view;
    story.push(
      applied === null ? view.did : `${applied.node} ${applied.outcome} -> ${applied.goes_to}`,
    );
  }
  console.log(story.join('\n'));
  console.log(JSON.stringify(runtime.status(), null, 1));
});
