import type { State } from '../../kernel/index.ts';
import type { Disk, Hash } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { shelfOf } from '../workspace/tree-place.ts';
import type { StoredFile } from './blobs.ts';

const FOLDER_DEPTH_MAX = 6;
/** Read again from the work folder by the next note. */
const CACHE = ['objects', 'index', 'manifests'];

/**
 * What was kept of the work folder: of lineages that were closed before `closed_before` it goes, and with it
 * `diff` of them. What only spares reading files again goes while no spec is open.
 */
export function unneededTrees(
  { disk, hash }: { readonly disk: Disk; readonly hash: Hash },
  layout: Layout,
  state: State,
  closed_before: string,
): StoredFile[] {
  const shelves = new Map<string, boolean>();
  for (const root of state.lineages.keys()) {
    shelves.set(shelfOf(hash, root), isOver(state, root, closed_before));
  }
  const kept = `${layout.trees}/kept`;
  const goes = (disk.list(kept) ?? []).flatMap(({ name }) => {
    const path = `${kept}/${name}`;
    const isNeeded = !(shelves.get(name) ?? isOlder(disk, path, closed_before));
    return isNeeded ? [] : [sized(disk, path)];
  });
  const isOpen = state.open_targets.size > 0 || state.runs.size > 0;
  const cache = CACHE.map((name) => `${layout.trees}/${name}`);
  return [
    ...goes,
    ...(isOpen
      ? []
      : cache.filter((path) => disk.stat(path) !== null).map((path) => sized(disk, path))),
  ];
}

/** One without a target is over with its work. */
function isOver(state: State, root: string, before: string): boolean {
  const target = state.targets.get(root);
  if (target !== undefined) return target.closed_at !== null && target.closed_at < before;
  return (state.lineages.get(root)?.open ?? 0) === 0;
}

/** Of work without a lineage, or of a journal that is gone. */
function isOlder(disk: Disk, path: string, before: string): boolean {
  const stat = disk.stat(`${path}/pack`) ?? disk.stat(path);
  return stat !== null && stat.mtime_ms < Date.parse(before);
}

export function sized(disk: Disk, path: string): StoredFile {
  return { path, size_bytes: sizeOf(disk, path, 0) };
}

function sizeOf(disk: Disk, path: string, depth: number): number {
  const stat = disk.stat(path);
  if (stat?.kind !== 'dir' || depth > FOLDER_DEPTH_MAX) return stat?.size_bytes ?? 0;
  const names = (disk.list(path) ?? []).map(({ name }) => `${path}/${name}`);
  return names.reduce((sum, one) => sum + sizeOf(disk, one, depth + 1), 0);
}
