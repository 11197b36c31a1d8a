import { join } from 'node:path';
import { NodeDisk } from '../../src/runtime/host/disk.ts';
import type { SimDisk } from '../../src/sim/sim-disk.ts';
import { freshDisk as freshDiskOf } from '../../src/sim/sim-workspace.ts';

const source = { disk: new NodeDisk(), assets: join(import.meta.dirname, '../../assets') };

/** A disk with a workspace of the shipped assets. Later `files` replace or add to them. */
export function freshDisk(mode: string, files: Readonly<Record<string, string>> = {}): SimDisk {
  return freshDiskOf(source, mode, files);
}
