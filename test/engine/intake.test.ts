import { expect, it } from 'vitest';
import { admit } from '../../src/runtime/engine/commands/admit.ts';
import { type FolderTimes, settleTimes, takeIn } from '../../src/runtime/engine/intake/intake.ts';
import { OwnerSession } from '../../src/runtime/engine/owner/session.ts';
import { planForWork } from '../../src/runtime/engine/plan/adopt.ts';
import { PlanWatch } from '../../src/runtime/engine/plan/plan-watch.ts';
import { layoutOf } from '../../src/runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const DROPPED = `${ROOT}/millrace-agents/specs/queue/mend-the-roof.md`;
const TEXT = '# Mend the roof\n\nIt leaks.\n\n## Acceptance\n\n- it is dry\n';

it('finds at rest a document that came while this owner wrote to the folder itself', async () => {
  const disk = freshDisk('default_offline');
  const { ports } = openSim(disk, new World(), shippedPlayer);
  const session = new OwnerSession(ports, layoutOf(ROOT), 'test');
  await session.own((owner) => {
    const watch = new PlanWatch(ports, layoutOf(ROOT));
    const { index } = planForWork({ ports, watch }, owner, 0);
    owner.flush();
    owner.render();
    const seen: FolderTimes = new Map();
    const look = (idle: boolean) => takeIn(ports, owner, index, seen, { idle, debounce_ms: 250 });
    expect(look(true)).toBe(0);
    admit(ports, owner, index, { family: 'spec', text: SPEC, channel: 'test' });
    owner.flush();
    owner.render();
    disk.plant(DROPPED, TEXT);
    settleTimes(ports, owner, index, seen);
    expect(look(false)).toBe(0);
    expect(look(true)).toBe(1);
    expect(owner.state.items.has('spec/mend-the-roof')).toBe(true);
  });
});
