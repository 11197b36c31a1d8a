import type { Runtime } from '../../runtime/api/index.ts';
import type { OperationContext } from './context.ts';
import { refuseChanges } from './work-place.ts';

/** Throws what would keep a loop from starting, unless one runs. Nothing is changed by it. */
export async function requireStartable(runtime: Runtime, with_changes: boolean): Promise<void> {
  if (runtime.loop().running) return;
  if (!with_changes) refuseChanges(await runtime.workPlace());
  runtime.requireRunners();
}

/**
 * Wants a loop, and starts one unless one runs. Null where the same key has wanted one before and somebody
 * has stopped that since.
 */
export async function startWork(context: OperationContext, runtime: Runtime, request_key?: string) {
  const wish = await runtime.control({ name: 'desire', running: true }, request_key);
  const isOver = wish.already && !runtime.loop().should_run;
  return isOver ? null : context.startLoop();
}
