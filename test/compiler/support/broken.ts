import type { SimDisk } from '../../../src/sim/sim-disk.ts';
import { type Edit, GONE } from '../../support/compiler/json.ts';
import { diskOf } from '../../support/compiler/workspace.ts';
import { world } from '../../support/compiler/world.ts';
import { CONFIG } from './broken/config.ts';
import { FAMILIES } from './broken/families.ts';
import { FILES } from './broken/files.ts';
import { GRAPHS } from './broken/graphs.ts';
import { MODES } from './broken/modes.ts';
import { KINDS } from './broken/stage-kinds.ts';

/** One thing that is wrong: edits of JSON files, and files or links that are put in place. */
export interface Breakage {
  readonly name: string;
  readonly edits?: readonly Edit[];
  readonly files?: Readonly<Record<string, string | Uint8Array | typeof GONE>>;
  readonly toml?: string;
  readonly links?: Readonly<Record<string, string>>;
  readonly mode?: string;
}

export function brokenDisk({ edits, files, toml, links }: Breakage): SimDisk {
  const tree = world(edits);
  if (toml !== undefined) tree.set('millrace.toml', `runtime.default_mode = "weather"\n${toml}\n`);
  for (const [path, content] of Object.entries(files ?? {})) {
    if (content === GONE) tree.delete(path);
    else tree.set(path, content);
  }
  for (const path of Object.keys(links ?? {})) tree.delete(path);
  const disk = diskOf(tree);
  for (const [path, target] of Object.entries(links ?? {})) {
    disk.plantLink(`/ws/millrace-agents/${path}`, target);
  }
  return disk;
}

export const GROUPS: Readonly<Record<string, readonly Breakage[]>> = {
  files: FILES,
  config: CONFIG,
  families: FAMILIES,
  'stage-kinds': KINDS,
  graphs: GRAPHS,
  modes: MODES,
};
