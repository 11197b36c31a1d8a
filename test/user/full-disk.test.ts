import { expect, it } from 'vitest';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { SimIds } from '../../src/sim/sim-ids.ts';
import { writeDelegation } from '../../src/user/delegation.ts';
import { serveToken } from '../../src/user/serve-token.ts';

const STATE = '/home/me/state';
const AT = '2026-01-31T09:00:00Z';

it.each<[string, (disk: SimDisk) => void]>([
  [
    'the token of a server',
    (disk) => serveToken({ disk, ids: new SimIds(), isPrivate: () => true }, STATE),
  ],
  [
    'what agents may do',
    (disk) =>
      writeDelegation({ disk, ids: new SimIds() }, STATE, { policy: 'allow', at: AT, by: 'form' }),
  ],
])('on a full disk %s is not kept, says so, and leaves nothing behind', (_, write) => {
  const disk = new SimDisk(undefined, { capacity_bytes: 20 });
  expect(() => write(disk)).toThrow('ENOSPC');
  expect(disk.list(STATE)).toEqual([]);
  delete disk.faults.capacity_bytes;
  write(disk);
  expect(disk.list(STATE)).toHaveLength(1);
});
