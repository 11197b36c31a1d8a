import type { LoopInput, Runtime, RuntimeOptions } from './api/index.ts';
import { OwnerSession } from './engine/owner/session.ts';
import type { EnginePorts } from './engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from './engine/runtime.ts';
import type { TrustSubject } from './ports/index.ts';
import { requireInitialized, withOwnDisk } from './workspace/index.ts';

/** The only door of the runtime for operations. */
export { knownPlaces, lastPlace } from './anchor/index.ts';
export type * from './api/index.ts';
export { loadHandover } from './engine/commands/hand-over.ts';
export { lookAtRunners } from './engine/harnesses/inspect.ts';
export { serverVariables } from './engine/harnesses/server-variables.ts';
export {
  applyImport,
  type Carried,
  type ImportInput,
  previewImport,
  rollbackImport,
} from './engine/import/import.ts';
export { tellOwnerGone } from './engine/notify/owner-gone.ts';
export { type InitChoice, settleLoss } from './engine/owner/begin-anew.ts';
export type {
  Candidate,
  EnginePorts,
  PlanSource,
  StorageLimits,
} from './engine/ports/engine-ports.ts';
export {
  type KnownWorkspace,
  knownWorkspaces,
  type PlaceStanding,
} from './engine/workspace/known.ts';
export {
  type ApplyInput,
  applyUpgrade,
  type Choices,
  DISPOSITION_OF,
  DISPOSITIONS,
  type Fate,
  type FileChange,
  NO_CHOICES,
  previewUpgrade,
  rollbackUpgrade,
  type UpgradePreview,
} from './upgrade/index.ts';
export {
  type HarnessMode,
  harnessModes,
  initWorkspace,
  layoutOf,
  PLACES,
  readBaseline,
  readWorkspaceId,
  requireInitialized,
} from './workspace/index.ts';

/**
 * Throws `workspace_not_initialized` where init has not been called. Reads only; every write is a
 * method's own work.
 */
export function openRuntime(ports: EnginePorts, options: RuntimeOptions): Runtime {
  return new WorkspaceRuntime(withOwnDisk(ports, options.root), options);
}

/** Runs the loop. Resolves when it has ended; throws `workspace_owned` when another one runs. */
export async function ownWorkspace(
  ports: EnginePorts,
  options: RuntimeOptions,
  input: LoopInput,
): Promise<void> {
  const runtime = new WorkspaceRuntime(withOwnDisk(ports, options.root), options);
  try {
    await runtime.runLoop(input);
  } finally {
    runtime.close();
  }
}

/** What would run in a workspace, for its user to see and to agree to. */
export function trustSubject(ports: EnginePorts, options: RuntimeOptions): TrustSubject {
  const runtime = new WorkspaceRuntime(withOwnDisk(ports, options.root), options);
  try {
    return runtime.trustSubject();
  } finally {
    runtime.close();
  }
}

/** The last step of init: a journal for a workspace that has none. Returns what is worth telling. */
export async function ensureJournal(ports: EnginePorts, root: string): Promise<string[]> {
  const session = new OwnerSession(ports, requireInitialized(ports.disk, root), 'init');
  try {
    await session.own(() => undefined);
    return session.recoveryNotes.splice(0);
  } finally {
    session.close();
  }
}
