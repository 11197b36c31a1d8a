import { join } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';

/** A workspace has one config: it says, too, when the plan is stale. */
export function requireOwnConfig(root: string, path: string): void {
  const own = join(root, RUNTIME_FOLDER, 'millrace.toml');
  if (path === own) return;
  throw new MillraceError('input_invalid', {
    what: `${path} is not the config of this workspace, and no other one is read`,
    expected: own,
    next: 'put what it says into that file, and call compile_validate',
  });
}
