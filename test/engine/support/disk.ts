import type { SimDisk } from '../../../src/sim/sim-disk.ts';

/** What all files take that have a name. */
export function usedBytes(disk: SimDisk): number {
  let bytes = 0;
  for (const node of disk.live.nodes.values()) {
    if (node.kind === 'file' && node.links > 0) bytes += node.now.length;
  }
  return bytes;
}
