import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend } from '../src/backend/backend.ts';
import { enginePorts } from '../src/backend/host.ts';
import { OwnerSession } from '../src/runtime/engine/owner/session.ts';
import type { EnginePorts } from '../src/runtime/engine/ports/engine-ports.ts';
import { layoutOf } from '../src/runtime/workspace/index.ts';
import { specId, specText, TASKS_PER_SPEC, taskId, taskText } from './documents.ts';

export const MODE = 'default_offline';

/** A workspace as `init` makes it. */
export async function freshWorkspace(root: string, mode = MODE): Promise<void> {
  mkdirSync(root, { recursive: true });
  await backend.init({ root, mode, nested: false, state: null, actor: 'bench' });
}

/**
 * A workspace whose documents lie in their folders and that has no journal yet: `queued` tasks and
 * their specs, after `done` tasks that are done.
 */
export async function plantedWorkspace(
  root: string,
  queued: number,
  done = 0,
  mode = MODE,
): Promise<void> {
  await freshWorkspace(root, mode);
  const layout = layoutOf(root);
  rmSync(layout.journal, { recursive: true });
  // Nor has it a second name, or the journal would come back from there.
  rmSync(join(process.env.XDG_STATE_HOME ?? '', 'millrace', 'workspaces'), {
    recursive: true,
    force: true,
  });
  for (let index = 0; index < done + queued; index += 1) {
    const state = index < done ? 'done' : 'queue';
    writeFileSync(layout.at(`tasks/${state}/${taskId(index)}.md`), taskText(index));
    if (index % TASKS_PER_SPEC > 0) continue;
    const spec = index / TASKS_PER_SPEC;
    writeFileSync(layout.at(`specs/${state}/${specId(spec)}.md`), specText(spec));
  }
  // What is written here must not wait for the disk while something else is measured.
  execFileSync('sync');
}

export function sessionOf(root: string, ports: EnginePorts = enginePorts(root)): OwnerSession {
  return new OwnerSession(ports, layoutOf(root), 'bench');
}

export function placeOf(scratch: string, name: string): string {
  return join(scratch, 'work', name);
}
