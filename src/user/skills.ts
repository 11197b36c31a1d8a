import { dirname } from 'node:path';
import { type Disk, makeFolders } from '../runtime/ports/index.ts';

/** A page as it comes with the release; `path` is below the folder of all skills. */
export interface ReleasedPage {
  readonly path: string;
  readonly text: string;
}

/** What became of a page. `kept`: something else lies there, and nothing of it was changed. */
export type PageState = 'written' | 'unchanged' | 'removed' | 'absent' | 'kept';

export interface PlacedPage {
  /** Absolute. */
  readonly path: string;
  readonly state: PageState;
}

/** Puts the pages where a client reads skills. What is not ours stays as it is. */
export function placeSkills(
  disk: Disk,
  folder: string,
  pages: readonly ReleasedPage[],
): PlacedPage[] {
  return pages.map(({ path, text }) => {
    const full = `${folder}/${path}`;
    const state = standingOf(disk, full, text);
    if (state !== 'absent') return { path: full, state };
    makeFolders(disk, dirname(full));
    disk.write(full, new TextEncoder().encode(text));
    return { path: full, state: 'written' };
  });
}

/** Takes the pages away that are as they were put there, and the folders that are empty then. */
export function removeSkills(
  disk: Disk,
  folder: string,
  pages: readonly ReleasedPage[],
): PlacedPage[] {
  const placed = pages.map(({ path, text }): PlacedPage => {
    const full = `${folder}/${path}`;
    const state = standingOf(disk, full, text);
    if (state !== 'unchanged') return { path: full, state };
    disk.unlink(full);
    return { path: full, state: 'removed' };
  });
  const folders = new Set(pages.map(({ path }) => dirname(path)));
  // The deepest come first.
  for (const one of [...folders].sort().reverse()) removeEmpty(disk, `${folder}/${one}`);
  return placed;
}

function standingOf(disk: Disk, path: string, text: string): 'unchanged' | 'absent' | 'kept' {
  const stat = disk.stat(path);
  if (stat === null) return 'absent';
  const bytes = stat.kind === 'file' ? disk.read(path) : null;
  return bytes !== null && new TextDecoder().decode(bytes) === text ? 'unchanged' : 'kept';
}

function removeEmpty(disk: Disk, folder: string): void {
  if (disk.stat(folder)?.kind === 'dir' && disk.list(folder)?.length === 0) disk.remove(folder);
}
