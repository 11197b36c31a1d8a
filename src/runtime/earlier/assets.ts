import type { Hash } from '../ports/index.ts';
import type { EarlierFiles } from './files.ts';
import type { EarlierManifest } from './formats.ts';

/** A file of loops, prompts or skills that somebody edited or added, and where it goes. */
export interface OwnAsset {
  /** Where it lay. */
  readonly path: string;
  /** Where it lies now: in its place, or beside what this release ships there. */
  readonly to: string;
  readonly bytes: Uint8Array;
}

const FOLDERS = ['entrypoints', 'skills', 'modes', 'loops', 'graphs', 'registry'];
/** Definitions have another format now: beside the place where they would count they are only kept. */
const PROSE = /^(?:entrypoints|skills)\/.*\.md$/;
const BESIDE = '.imported';
const DEPTH_MAX = 12;
/** Further ones are named, and lie in the backup. */
const FILES_MAX = 5000;

/**
 * Each managed file against what the release had shipped: untouched ones are replaced by those of this
 * release without a word; edited and added ones are the workspace's own.
 */
export function ownAssets(
  files: EarlierFiles,
  manifest: EarlierManifest | null,
  hash: Hash,
  shipped: ReadonlySet<string>,
): OwnAsset[] {
  if (manifest === null) {
    files.keep(
      'state/baseline_manifest.json',
      'is missing or damaged: edited assets cannot be told',
    );
    return [];
  }
  const original = new Map(manifest.entries.map((one) => [one.relative_path, one.original_sha256]));
  const own: OwnAsset[] = [];
  const paths = FOLDERS.flatMap((folder) => below(files, folder, 0)).slice(0, FILES_MAX);
  for (const path of paths) {
    const read = files.read(path);
    if (read.is === 'bad') files.keep(path, read.why);
    if (read.is !== 'bytes' || hash.sha256(read.bytes) === original.get(path)) continue;
    own.push(placed(files, path, read.bytes, original.has(path), shipped));
  }
  const present = new Set(paths);
  for (const path of original.keys()) {
    if (present.has(path) || !shipped.has(path)) continue;
    files.change(path, 'was deleted, and is there again as this release ships it');
  }
  return own;
}

function placed(
  files: EarlierFiles,
  path: string,
  bytes: Uint8Array,
  isEdited: boolean,
  shipped: ReadonlySet<string>,
): OwnAsset {
  const was = isEdited ? 'was edited' : 'was added';
  if (PROSE.test(path) && !shipped.has(path)) {
    files.change(path, `${was}, and lies where it lay`);
    return { path, to: path, bytes };
  }
  const to = `${path}${BESIDE}`;
  const why = shipped.has(path)
    ? 'what this release ships counts'
    : 'nothing reads this format now';
  files.change(path, `${was}, and lies beside its place as ${to}: ${why}`);
  return { path, to, bytes };
}

function below(files: EarlierFiles, folder: string, depth: number): string[] {
  if (depth > DEPTH_MAX) return [];
  return files.list(folder).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    if (name.startsWith('.') || name === '__pycache__' || /\.py[co]$/.test(name)) return [];
    if (kind === 'dir') return below(files, path, depth + 1);
    if (kind === 'file') return [path];
    files.unknown(path, kind);
    return [];
  });
}
