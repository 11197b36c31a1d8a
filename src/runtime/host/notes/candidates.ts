import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import { RUNTIME_FOLDER } from '../../plan/runtime-folder.ts';
import { pathOf } from './names.ts';
import { headOf, type Repository, repositoryIn } from './repository.ts';
import type { StandIn } from './stand-ins.ts';

/** A larger file is noted by its size and time. */
export const CONTENT_BYTES_MAX = 4 * 1024 * 1024;
/** New content that one note takes; a note that meets more takes it, and names no tree. */
export const NEW_BYTES_MAX = 512 * 1024 * 1024;
/** Paths that one note looks at. */
export const PATHS_MAX = 200_000;

export interface Sorted {
  /** Read whole, or gone. */
  readonly paths: readonly string[];
  readonly stand_ins: readonly StandIn[];
  /** Nothing is left for the next note. */
  readonly is_whole: boolean;
}

/** What of the paths that may have changed is read, and what is only named. */
export function sorted(top: string, candidates: ReadonlySet<string>): Sorted {
  const paths: string[] = [];
  const stand_ins: StandIn[] = [];
  let room_bytes = NEW_BYTES_MAX;
  let is_whole = true;
  for (const path of candidates) {
    if (path === '' || path.split('/').includes(RUNTIME_FOLDER)) continue;
    const name = path.replace(/\/$/, '');
    const stats = lstatSync(pathOf(top, name), { throwIfNoEntry: false });
    const inner = stats?.isDirectory() ? repositoryIn(pathOf(top, name).toString('utf8')) : null;
    if (inner !== null) {
      stand_ins.push({ path: name, text: repositoryText(inner) });
      continue;
    }
    const why = stats === undefined ? null : notReadable(top, name, stats);
    if (why !== null) {
      stand_ins.push({ path: name, text: `not kept: ${why}\n` });
      continue;
    }
    const size_bytes = stats?.isFile() ? stats.size : 0;
    if (size_bytes > room_bytes) {
      is_whole = false;
      continue;
    }
    room_bytes -= size_bytes;
    paths.push(name);
  }
  return { paths, stand_ins, is_whole };
}

/** Why a file is only named; null = it is read. */
function notReadable(top: string, name: string, stats: Stats): string | null {
  if (stats.isSymbolicLink() || stats.isDirectory()) return null;
  if (!stats.isFile()) return 'no regular file';
  const facts = `a file of ${stats.size} bytes, changed at ${stats.mtimeMs}`;
  if (stats.size > CONTENT_BYTES_MAX) return facts;
  try {
    accessSync(pathOf(top, name), constants.R_OK);
    return null;
  } catch {
    return `${facts}, that cannot be read`;
  }
}

/** A repository inside of this one is noted by where it stands; what lies in it is its own. */
function repositoryText(inner: Repository): string {
  const commit = headOf(inner) ?? 'an unknown commit';
  return `not looked into: a repository of its own, at ${commit}\n`;
}
