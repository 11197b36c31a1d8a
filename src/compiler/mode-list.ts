import type { Disk, Hash } from '../runtime/ports/index.ts';
import { Report } from './diagnostics.ts';
import { loadSources } from './sources.ts';
import { Files } from './support/files.ts';

/** A mode that a workspace declares, managed or its own. */
export interface ModeView {
  readonly mode_id: string;
  readonly title: string;
  readonly aliases: readonly string[];
  /** Says so itself; whether stages are played by a script is seen by what runs them. */
  readonly simulated: boolean;
  /** Plane -> loop. */
  readonly loops: Readonly<Record<string, string>>;
  readonly families: readonly string[];
  readonly claim_order: readonly string[];
  /** Node -> runner, where the mode names one. */
  readonly runners: Readonly<Record<string, string>>;
}

interface Workspace {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly root: string;
}

/** Those that can be used, by id. What is wrong with others the compiler says. */
export function modeList({ disk, hash, root }: Workspace): ModeView[] {
  const { modes } = loadSources(new Files(disk, root), hash, new Report());
  return modes
    .values()
    .map((mode) => ({
      mode_id: mode.mode_id,
      title: mode.display_name,
      aliases: mode.aliases,
      simulated: mode.simulated,
      loops: mode.loop_ids_by_plane,
      families: mode.families,
      claim_order: mode.claim_order,
      runners: mode.stage_runner_bindings,
    }))
    .sort((a, b) => (a.mode_id < b.mode_id ? -1 : 1));
}
