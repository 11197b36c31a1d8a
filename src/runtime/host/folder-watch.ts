import { existsSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import type { WatchFailed } from '../ports/small.ts';
import { systemCode } from './system-code.ts';

/**
 * Hints of files in a folder, until the signal. Each file costs the system a watch, so it is for folders
 * of few files. The first failure ends it: half of a watch would only look like one.
 */
export function watchFiles(
  folder: string,
  hint: () => void,
  failed: WatchFailed,
  signal: AbortSignal,
): void {
  // The library watches nothing that is not there, so it begins above, and looks only this way.
  const base = firstThere(folder);
  const isOnTheWay = (path: string) =>
    path === folder || dirname(path) === folder || folder.startsWith(`${path}${sep}`);
  const watcher = watch(base, {
    depth: relative(base, folder).split(sep).filter(Boolean).length,
    ignored: (path) => !isOnTheWay(path),
    followSymlinks: false,
    ignoreInitial: true,
    persistent: false,
  });
  const close = () => void watcher.close();
  signal.addEventListener('abort', close, { once: true });
  // What came before it watched is no news to it.
  watcher.on('ready', hint);
  watcher.on('all', hint);
  watcher.on('error', (error) => {
    signal.removeEventListener('abort', close);
    close();
    failed(folder, systemCode(error));
  });
}

function firstThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstThere(dirname(path));
}
