/** A skill as one file: a zip with one folder, as any tool opens it. Equal skills make equal bytes. */

import { type UnzipFileInfo, unzipSync, type Zippable, zipSync } from 'fflate';
import { PACKAGE_FILE_SIZE_BYTES_MAX } from '../../runtime/skills/index.ts';
import { ENTRIES_MAX, UNPACKED_SIZE_BYTES_MAX } from './archive-limits.ts';

const NOT_ONE_FOLDER = 'it does not hold one folder, that of a skill';
/** The first that such an archive can hold, in local time. */
const WRITTEN_AT = new Date(1980, 0, 1, 12);

export interface Packed {
  /** The one folder of it. */
  readonly folder: string;
  /** Below that folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export function pack({ folder, files }: Packed): Uint8Array {
  const tree: Zippable = {};
  for (const [path, bytes] of files) {
    tree[`${folder}/${path}`] = [bytes, { mtime: WRITTEN_AT, level: 9 }];
  }
  return zipSync(tree);
}

type Entry = Pick<UnzipFileInfo, 'name' | 'size' | 'originalSize'>;

/** What an archive holds, or why it is not opened. Nothing is unpacked that is larger than it may be. */
export function unpack(bytes: Uint8Array): Packed | string {
  const seen = new Set<string>();
  let unpacked_bytes = 0;
  const problemOf = ({ name, size, originalSize }: Entry): string | null => {
    const size_bytes = Math.max(size, originalSize);
    unpacked_bytes += size_bytes;
    if (seen.has(name)) return `two files of it are called ${JSON.stringify(name)}`;
    seen.add(name);
    if (!name.includes('/')) return NOT_ONE_FOLDER;
    if (seen.size > ENTRIES_MAX) return `it has more than ${ENTRIES_MAX} files`;
    const isLarge =
      size_bytes > PACKAGE_FILE_SIZE_BYTES_MAX || unpacked_bytes > UNPACKED_SIZE_BYTES_MAX;
    return isLarge ? 'what it holds is too large' : null;
  };
  let problem: string | null = null;
  const found = unzipped(bytes, (entry) => {
    if (entry.name.endsWith('/')) return false;
    problem ??= problemOf(entry);
    return problem === null;
  });
  if (problem !== null) return problem;
  return found === null ? 'it is no zip archive' : inOneFolder(found);
}

function unzipped(
  bytes: Uint8Array,
  filter: (entry: Entry) => boolean,
): Record<string, Uint8Array> | null {
  try {
    return unzipSync(bytes, { filter });
  } catch {
    // The library tells a damaged archive by errors of several kinds.
    return null;
  }
}

function inOneFolder(found: Record<string, Uint8Array>): Packed | string {
  const names = Object.keys(found);
  const tops = new Set(names.map((name) => name.slice(0, name.indexOf('/'))));
  const [folder = ''] = tops;
  if (folder === '' || tops.size > 1) return NOT_ONE_FOLDER;
  const files = Object.entries(found).map(([name, bytes]) => {
    return [name.slice(folder.length + 1), bytes] as const;
  });
  return { folder, files: new Map(files) };
}
