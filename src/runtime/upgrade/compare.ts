import { dirname } from 'node:path';
import type { Disk, Hash } from '../ports/index.ts';
import {
  type Asset,
  type Layout,
  type Manifest,
  manifestOf,
  readBaseline,
  readManifest,
} from '../workspace/index.ts';
import { type AssetState, stateOf } from './states.ts';

export interface Release {
  readonly disk: Disk;
  readonly hash: Hash;
  /** Absolute path of the assets of this release. */
  readonly assets: string;
  readonly version: string;
}

/** One managed asset of either release. */
export interface Compared {
  /** Relative to the runtime folder. */
  readonly path: string;
  readonly state: AssetState;
  readonly original: string | null;
  readonly shipped: Asset | null;
  /** What lies there; null = no file does. */
  readonly current: Uint8Array | null;
}

export interface Comparison {
  readonly before: Manifest;
  readonly after: Manifest;
  /** By path. */
  readonly assets: readonly Compared[];
}

/** Looks only. */
export function compare(release: Release, layout: Layout): Comparison {
  const { disk, hash, version } = release;
  const before = readManifest(disk, layout);
  const shipped = new Map(
    readBaseline(disk, release.assets).assets.map((asset) => [asset.path, asset]),
  );
  const after = manifestOf(hash, [...shipped.values()], version);
  const original = digests(before);
  const digest = digests(after);
  const paths = [...new Set([...original.keys(), ...shipped.keys()])].sort();
  const assets = paths.map((path) => {
    const current = fileAt(disk, layout, path);
    const way = { original: original.get(path) ?? null, shipped: digest.get(path) ?? null };
    const found = current instanceof Uint8Array ? hash.sha256(current) : current;
    return {
      path,
      state: stateOf({ ...way, current: found }),
      original: way.original,
      shipped: shipped.get(path) ?? null,
      current: current instanceof Uint8Array ? current : null,
    };
  });
  return { before, after, assets };
}

function digests({ entries }: Manifest): Map<string, string> {
  return new Map(entries.map((entry) => [entry.relative_path, entry.original_sha256]));
}

/** What stands in place of a folder on the way leads elsewhere: what lies behind it is not ours. */
export function fileAt(disk: Disk, layout: Layout, path: string): Uint8Array | 'not_a_file' | null {
  if (!isReachable(disk, layout, dirname(path))) return 'not_a_file';
  const kind = disk.stat(layout.at(path))?.kind;
  if (kind === undefined) return null;
  return kind === 'file' ? disk.read(layout.at(path)) : 'not_a_file';
}

function isReachable(disk: Disk, layout: Layout, folder: string): boolean {
  if (folder === '.') return true;
  if (!isReachable(disk, layout, dirname(folder))) return false;
  const kind = disk.stat(layout.at(folder))?.kind;
  return kind === undefined || kind === 'dir';
}
