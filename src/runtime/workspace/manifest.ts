import { z } from 'zod';
import { MillraceError } from '../errors/errors.ts';
import {
  assetPath,
  SCHEMA_VERSION,
  schemaVersion,
  sha256Hex,
  workspacePath,
} from '../plan/index.ts';
import type { Disk, Hash } from '../ports/index.ts';
import type { Asset } from './baseline.ts';
import { type Layout, PLACES } from './layout.ts';

/**
 * `state/baseline_manifest.json`: the managed assets as they were shipped, so that a local edit can
 * be told.
 */
export const manifest = z.strictObject({
  schema_version: schemaVersion,
  manifest_id: sha256Hex,
  seed_package_version: z.string().min(1),
  entries: z.array(
    z.strictObject({
      relative_path: assetPath,
      asset_family: z.string(),
      original_sha256: sha256Hex,
    }),
  ),
});
export type Manifest = z.infer<typeof manifest>;

export function manifestOf(hash: Hash, assets: readonly Asset[], version: string): Manifest {
  const entries = assets.map(({ path, asset_family, bytes }) => ({
    relative_path: path,
    asset_family,
    original_sha256: hash.sha256(bytes),
  }));
  return manifestWith(hash, entries, version);
}

/** The id is the digest of the rest as compact JSON with sorted keys. */
export function manifestWith(hash: Hash, entries: Manifest['entries'], version: string): Manifest {
  const sorted = entries.map(({ asset_family, original_sha256, relative_path }) => ({
    asset_family,
    original_sha256,
    relative_path,
  }));
  const body = { entries: sorted, schema_version: SCHEMA_VERSION, seed_package_version: version };
  const manifest_id = hash.sha256(JSON.stringify(body));
  return manifest.parse({ ...body, manifest_id });
}

export function manifestText(value: Manifest): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function readManifest(disk: Disk, layout: Layout): Manifest {
  const known = manifestOrNull(disk, layout);
  if (known !== null) return known;
  const name = workspacePath(PLACES.manifest);
  throw new MillraceError('config_invalid', {
    what: `${name} is not a manifest of managed assets`,
    expected: 'the file as init wrote it',
    next: `delete ${name} and call init, which writes it again and changes nothing else`,
  });
}

/** null = there is none, or what is there is none. */
export function manifestOrNull(disk: Disk, layout: Layout): Manifest | null {
  const isFile = disk.stat(layout.manifest)?.kind === 'file';
  const bytes = isFile ? disk.read(layout.manifest) : null;
  return manifest.safeParse(bytes === null ? null : parseJson(bytes)).data ?? null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
