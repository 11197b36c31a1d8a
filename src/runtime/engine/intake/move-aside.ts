import { dirname } from 'node:path';
import { workspacePath } from '../../plan/index.ts';
import { makeFolders } from '../../ports/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** Below the runtime folder: texts of people that were in the way, by the record they were moved at. */
const ASIDE_FOLDER = 'set-aside';

export interface Moved {
  readonly from: string;
  readonly to: string;
}

/** Moves a file of somebody out of the way, by its path below the runtime folder. Null = there is none. */
export function moveAside({ disk }: EnginePorts, owner: Owner, relativePath: string): Moved | null {
  const { layout } = owner.follower;
  if (disk.stat(layout.at(relativePath))?.kind !== 'file') return null;
  const to = `${ASIDE_FOLDER}/${owner.state.seq}/${relativePath}`;
  makeFolders(disk, dirname(layout.at(to)));
  disk.rename(layout.at(relativePath), layout.at(to));
  return { from: workspacePath(relativePath), to: workspacePath(to) };
}
