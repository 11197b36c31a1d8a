import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { SimIds } from '../../../src/sim/sim-ids.ts';
import { UserTrust } from '../../../src/user/trust/user-trust.ts';

/** What the user of a simulated machine agrees to: nothing yet. */
export function userTrust(disk: SimDisk): UserTrust {
  return new UserTrust(
    {
      disk,
      hash: new NodeHash(),
      ids: new SimIds(3),
      now: () => '2026-01-01T00:00:00.000Z',
      isOwn: () => true,
    },
    { state: '/h/state/millrace', config: '/h/config' },
  );
}
