import { isMillraceError } from '../../errors/errors.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** Where stages edit; the workspace itself where the config does not say it. */
export function workDirOr(ports: EnginePorts, root: string): string {
  try {
    return ports.workDir();
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return root;
  }
}
