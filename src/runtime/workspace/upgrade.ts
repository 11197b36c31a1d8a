import { MillraceError } from '../errors/errors.ts';
import { type Disk, explaining, type Hash } from '../ports/index.ts';
import { readBaseline } from './baseline.ts';
import { requireInitialized } from './initialized.ts';
import { manifestOf, readManifest } from './manifest.ts';

export const DISPOSITIONS = [
  'unchanged',
  'safe_package_update',
  'local_only_modification',
  'already_converged',
  'localized_removed',
  'conflict',
  'missing',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export interface UpgradeInput {
  readonly disk: Disk;
  readonly hash: Hash;
  readonly root: string;
  readonly assets: string;
  readonly version: string;
  /** Assets that this release dropped and that the workspace keeps as its own. */
  readonly localize_removed?: readonly string[];
}

export interface UpgradePreview {
  readonly baseline_manifest_id: string;
  readonly baseline_version: string;
  readonly candidate_manifest_id: string;
  readonly candidate_version: string;
  readonly counts: Readonly<Record<Disposition, number>>;
  /** Every managed asset of either release, by path. */
  readonly entries: readonly { readonly path: string; readonly disposition: Disposition }[];
  /** Assets that would be written, by path. */
  readonly wanted: readonly string[];
}

/**
 * Digests of one asset: as it was shipped to the workspace, as this release has it, as it lies
 * there. null = absent.
 */
export interface ThreeWay {
  readonly original: string | null;
  readonly shipped: string | null;
  readonly current: string | 'not_a_file' | null;
  readonly localized: boolean;
}

/** The decision table of an upgrade, for one asset that is in the manifest or in the package. */
export function dispositionOf({ original, shipped, current, localized }: ThreeWay): Disposition {
  if (current === 'not_a_file') return 'conflict';
  if (shipped === null) return localized ? 'localized_removed' : 'conflict';
  if (current === null) return 'missing';
  if (original === null) return current === shipped ? 'already_converged' : 'conflict';
  if (current === original) return shipped === original ? 'unchanged' : 'safe_package_update';
  if (shipped === original) return 'local_only_modification';
  return current === shipped ? 'already_converged' : 'conflict';
}

/** Compares without changing anything. */
export function upgradePreview(input: UpgradeInput): UpgradePreview {
  return explaining(`Comparing the managed assets in ${input.root}`, () => {
    const { disk, hash, root, version } = input;
    const layout = requireInitialized(disk, root);
    const before = readManifest(disk, layout);
    const after = manifestOf(hash, readBaseline(disk, input.assets).assets, version);
    const original = digests(before.entries);
    const shipped = digests(after.entries);
    const localized = requireRemoved(input.localize_removed ?? [], original, shipped);
    const counts = emptyCounts();
    const entries = [...new Set([...original.keys(), ...shipped.keys()])].sort().map((path) => {
      const disposition = dispositionOf({
        original: original.get(path) ?? null,
        shipped: shipped.get(path) ?? null,
        current: currentDigest(disk, hash, layout.at(path)),
        localized: localized.has(path),
      });
      counts[disposition] += 1;
      return { path, disposition };
    });
    const wanted = entries.filter((one) => isWanted(one.disposition, original.has(one.path)));
    return {
      baseline_manifest_id: before.manifest_id,
      baseline_version: before.seed_package_version,
      candidate_manifest_id: after.manifest_id,
      candidate_version: after.seed_package_version,
      counts,
      entries,
      wanted: wanted.map(({ path }) => path),
    };
  });
}

/** Edited by nobody, or not there because it is new. One that somebody has deleted stays away. */
function isWanted(disposition: Disposition, isKnown: boolean): boolean {
  return disposition === 'safe_package_update' || (disposition === 'missing' && !isKnown);
}

function digests(
  entries: readonly { relative_path: string; original_sha256: string }[],
): Map<string, string> {
  return new Map(entries.map((entry) => [entry.relative_path, entry.original_sha256]));
}

/**
 * A folder or a link on the way would lead elsewhere, so it counts as something that is no file.
 */
function currentDigest(disk: Disk, hash: Hash, path: string): string | 'not_a_file' | null {
  const kind = disk.stat(path)?.kind;
  if (kind === undefined) return null;
  const bytes = kind === 'file' ? disk.read(path) : null;
  return bytes === null ? 'not_a_file' : hash.sha256(bytes);
}

function requireRemoved(
  paths: readonly string[],
  original: ReadonlyMap<string, string>,
  shipped: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  for (const path of paths) {
    if (original.has(path) && !shipped.has(path)) continue;
    throw new MillraceError('input_invalid', {
      what: 'A path to keep is not a managed asset that this release has removed',
      expected: 'a path as upgrade_preview shows it with the disposition conflict',
      next: 'call upgrade_preview without it and take the path from its entries',
    });
  }
  return new Set(paths);
}

function emptyCounts(): Record<Disposition, number> {
  return {
    unchanged: 0,
    safe_package_update: 0,
    local_only_modification: 0,
    already_converged: 0,
    localized_removed: 0,
    conflict: 0,
    missing: 0,
  };
}
