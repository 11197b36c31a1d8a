import type { Runtime, RuntimeOptions } from './api.ts';
import type { EnginePorts } from './engine/ports.ts';
import { createJournal } from './engine/rebuild.ts';
import { WorkspaceRuntime } from './engine/runtime.ts';
import { Journal } from './journal/index.ts';
import { requireInitialized } from './workspace/index.ts';

/** The only door of the runtime for operations. */
export type * from './api.ts';
export type { Candidate, EnginePorts, PlanSource } from './engine/ports.ts';
export { initWorkspace, requireInitialized, upgradePreview } from './workspace/index.ts';

/** Throws `workspace_not_initialized` where init has not been called. Reads only; every write is a method's own work. */
export function openRuntime(ports: EnginePorts, options: RuntimeOptions): Runtime {
  return new WorkspaceRuntime(ports, options);
}

/** The last step of init: a journal for a workspace that has none. */
export function ensureJournal(ports: EnginePorts, root: string): void {
  const layout = requireInitialized(ports.disk, root);
  if (!Journal.exists(ports.disk, layout.journal)) createJournal(ports, layout);
}
