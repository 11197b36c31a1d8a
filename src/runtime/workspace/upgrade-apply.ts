import { dirname } from 'node:path';
import { type Disk, explaining, type Ids } from '../ports/index.ts';
import { readBaseline } from './baseline.ts';
import { requireInitialized } from './initialized.ts';
import type { Layout } from './layout.ts';
import { type Manifest, manifestOf, manifestText, manifestWith, readManifest } from './manifest.ts';
import {
  type Disposition,
  type UpgradeInput,
  type UpgradePreview,
  upgradePreview,
} from './upgrade.ts';
import { durableWrite } from './write.ts';

export interface UpgradeApplyInput extends UpgradeInput {
  /** The same disk, on which everybody may read what is made. */
  readonly shared: Disk;
  readonly ids: Ids;
}

export interface UpgradeApplied extends UpgradePreview {
  /** Assets that were written, by path. */
  readonly written: readonly string[];
}

/**
 * Writes the assets of this release that nobody has edited, and those that are new; everything else
 * stays as it is. The manifest comes last: an upgrade that was cut short finds what it has written to be
 * right already and goes on.
 */
export function applyUpgrade(input: UpgradeApplyInput): UpgradeApplied {
  return explaining(`Upgrading the managed assets in ${input.root}`, () => {
    const { disk, hash, root, assets, version } = input;
    const preview = upgradePreview(input);
    const layout = requireInitialized(disk, root);
    const baseline = readBaseline(disk, assets);
    const before = readManifest(disk, layout);
    const bytesOf = new Map(baseline.assets.map(({ path, bytes }) => [path, bytes]));
    const written = preview.wanted.filter((path) => write(input, layout, path, bytesOf.get(path)));
    const after = manifestOf(hash, baseline.assets, version);
    const settled = new Set(written);
    for (const { path, disposition } of preview.entries) {
      if (SETTLED.has(disposition)) settled.add(path);
    }
    const entries = merged(before, after, settled);
    const text = manifestText(manifestWith(hash, entries, version));
    if (text !== manifestText(before)) {
      durableWrite(disk, layout.manifest, encoder.encode(text), scratchOf(input, layout.manifest));
    }
    return { ...preview, written };
  });
}

/** Compared with the release from now on; others stay compared with what was shipped to them. */
const SETTLED: ReadonlySet<Disposition> = new Set([
  'unchanged',
  'already_converged',
  'local_only_modification',
]);

function merged(
  before: Manifest,
  after: Manifest,
  settled: ReadonlySet<string>,
): Manifest['entries'] {
  const entries = new Map(before.entries.map((entry) => [entry.relative_path, entry]));
  for (const entry of after.entries) {
    if (settled.has(entry.relative_path)) entries.set(entry.relative_path, entry);
  }
  return [...entries.values()].sort((a, b) => (a.relative_path < b.relative_path ? -1 : 1));
}

/** False where a link or a file stands in place of a folder on the way: it leads elsewhere. */
function write(
  input: UpgradeApplyInput,
  layout: Layout,
  path: string,
  bytes: Uint8Array | undefined,
): boolean {
  if (bytes === undefined || !makeFolders(input.shared, layout, dirname(path))) return false;
  const file = layout.at(path);
  durableWrite(input.shared, file, bytes, scratchOf(input, file));
  return true;
}

function makeFolders(disk: Disk, layout: Layout, folder: string): boolean {
  if (folder === '.') return true;
  if (!makeFolders(disk, layout, dirname(folder))) return false;
  const kind = disk.stat(layout.at(folder))?.kind;
  if (kind !== undefined) return kind === 'dir';
  disk.mkdir(layout.at(folder));
  disk.syncDir(dirname(layout.at(folder)));
  return true;
}

/** Two clients may do this at the same time; each writes beside the other. */
function scratchOf({ ids }: UpgradeApplyInput, file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return `${dirname(file)}/.${name}.tmp-${ids.hex(8)}`;
}

const encoder = new TextEncoder();
