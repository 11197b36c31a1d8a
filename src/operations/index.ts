import { compileValidate } from './compile_validate.ts';
import type { Operation } from './define.ts';
import { enqueueSpec } from './enqueue_spec.ts';
import { init } from './init.ts';
import { runOnce } from './run_once.ts';
import { runsTrace } from './runs_trace.ts';
import { status } from './status.ts';
import { upgradePreview } from './upgrade_preview.ts';

/** Everything that can be asked of a workspace, in the order in which a newcomer needs it. */
export const operations: readonly Operation[] = [
  init,
  compileValidate,
  enqueueSpec,
  runOnce,
  status,
  runsTrace,
  upgradePreview,
];

const byName = new Map(operations.map((operation) => [operation.name, operation]));

export function findOperation(name: string): Operation | undefined {
  return byName.get(name);
}

export function operationNames(): string[] {
  return operations.map((operation) => operation.name);
}
