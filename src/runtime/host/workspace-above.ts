import { lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { RUNTIME_FOLDER } from '../plan/runtime-folder.ts';

/** Folders that are looked at on the way up. */
const LEVELS_MAX = 64;
/** What an initialized workspace has; init writes it last. */
const MANIFEST = join(RUNTIME_FOLDER, 'state', 'baseline_manifest.json');

/**
 * The workspace that a folder lies in: the nearest one, the folder itself included. Looked for only
 * in folders of the same user, and not beyond the top of a repository or of a mounted file system.
 */
export function workspaceAbove(folder: string): string | null {
  const start = statOrNull(folder);
  if (start === null) return null;
  let at = folder;
  for (let level = 0; level < LEVELS_MAX; level += 1) {
    const stats = statOrNull(at);
    if (stats === null || stats.uid !== start.uid || stats.dev !== start.dev) return null;
    if (statOrNull(join(at, MANIFEST))?.isFile() === true) return at;
    if (statOrNull(join(at, '.git')) !== null || dirname(at) === at) return null;
    at = dirname(at);
  }
  return null;
}

function statOrNull(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
