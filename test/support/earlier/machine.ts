import { importInput } from '../../../src/backend/import.ts';
import type { ImportView } from '../../../src/runtime/api/index.ts';
import type { EnginePorts } from '../../../src/runtime/engine/ports/engine-ports.ts';
import * as handover from '../../../src/runtime/handover/index.ts';
import { applyImport, previewImport, rollbackImport } from '../../../src/runtime/index.ts';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { World } from '../../../src/sim/sim-attempts.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import { openSim, ROOT, simPorts } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../shipped-disk.ts';
import type { Files } from './files.ts';

export const BASE = `${ROOT}/millrace-agents`;
/** Two hours after everything in the scenes. */
export const NOW_MS = Date.UTC(2026, 0, 5, 11);

/** A disk with the shipped package and, in its workspace, what an earlier program left. */
export function earlierDisk(files: Files): SimDisk {
  const disk = freshDisk('default_codex');
  disk.remove(BASE);
  for (const [path, text] of Object.entries(files)) disk.plant(`${BASE}/${path}`, text);
  return new SimDisk(disk.killImage().settled());
}

export function inputOf(ports: EnginePorts, root = ROOT, from: string | null = null) {
  const release = { shared: ports.disk, assets: ports.assets, version: '9.9.9', handover };
  return importInput(ports, release, root, from);
}

export interface Imports {
  readonly ports: EnginePorts;
  preview(): ImportView;
  apply(): ImportView;
  rollback(): ImportView;
}

/** One process on that disk. */
export function imports(
  disk: SimDisk,
  world = new World(),
  replaced: Partial<EnginePorts> = {},
  now_ms = NOW_MS,
): Imports {
  const ports = { ...simPorts(disk, world, shippedPlayer, now_ms).ports, ...replaced };
  return {
    ports,
    preview: () => previewImport(ports, inputOf(ports)),
    apply: () => applyImport(ports, inputOf(ports)),
    rollback: () => rollbackImport(ports, ROOT),
  };
}

export function opened(disk: SimDisk, world = new World(), now_ms = NOW_MS) {
  return openSim(disk, world, shippedPlayer, now_ms);
}

/** Every file of the workspace with its content, the program's package left out. */
export function contents(disk: SimDisk, folder = BASE): Record<string, string | null> {
  return disk.dump(folder);
}
