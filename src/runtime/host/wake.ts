import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Wake, WatchFailed } from '../ports/small.ts';
import { systemCode } from './system-code.ts';

const NOBODY: WatchFailed = () => undefined;

/**
 * File system notifications as hints. A folder is watched for its entries, anything else by its
 * name in the folder that holds it, so a file may be named before it exists. Where watching fails
 * there are no hints and nothing else.
 */
export class FileWake implements Wake {
  watch(paths: readonly string[], hint: () => void, failed = NOBODY): () => void {
    const watchers = [...foldersOf(paths)].flatMap(([folder, names]) => {
      const watcher = watchFolder(folder, names, hint, failed);
      return watcher === null ? [] : [watcher];
    });
    return () => {
      for (const watcher of watchers) watcher.close();
    };
  }

  /** By a library that knows what systems do with folders that come and go; it loads when it is used. */
  follow(folder: string, hint: () => void, failed: WatchFailed): () => void {
    const over = new AbortController();
    void import('./folder-watch.ts').then(({ watchFiles }) => {
      if (!over.signal.aborted) watchFiles(folder, hint, failed, over.signal);
    });
    return () => over.abort();
  }
}

/** Folder -> names of interest in it; null = all of them. */
function foldersOf(paths: readonly string[]): Map<string, Set<string> | null> {
  const folders = new Map<string, Set<string> | null>();
  for (const path of paths) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      folders.set(path, null);
      continue;
    }
    const folder = dirname(path);
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, new Set([basename(path)]));
    else names?.add(basename(path));
  }
  return folders;
}

function watchFolder(
  folder: string,
  names: Set<string> | null,
  hint: () => void,
  failed: WatchFailed,
) {
  try {
    const watcher: FSWatcher = watch(folder, { persistent: false }, (_event, name) => {
      if (names === null || name === null || names.has(name)) hint();
    });
    watcher.on('error', (error) => {
      watcher.close();
      failed(folder, systemCode(error));
    });
    return watcher;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') failed(folder, systemCode(error));
    return null;
  }
}
