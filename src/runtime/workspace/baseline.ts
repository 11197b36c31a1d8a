import { z } from 'zod';
import { MillraceError } from '../errors/errors.ts';
import { assetPath, authorId, family, schemaVersion } from '../plan/index.ts';
import type { Disk } from '../ports/index.ts';
import { familyPlaces, PLACES } from './layout.ts';

const ASSETS_MAX = 2000;
const DEPTH_MAX = 8;

const harnessMode = z.strictObject({
  runner: authorId,
  /** The first is chosen; the others run on it as well. */
  modes: z.array(authorId).min(1),
  /** Names by which MCP clients that are this harness introduce themselves. */
  clients: z.array(z.string()),
});
export type HarnessMode = z.infer<typeof harnessMode>;

/** `assets/baseline.json`: what a new workspace consists of besides the shipped assets. */
const baselineSource = z.strictObject({
  schema_version: schemaVersion,
  kind: z.literal('workspace_baseline'),
  default_mode: authorId,
  /** Which mode suits a runner that is ready here, the preferred one first. */
  harness_modes: z.array(harnessMode).default([]),
  /** Folders of the package whose files are managed assets. */
  asset_folders: z.array(assetPath).min(1),
  folders: z.array(assetPath),
  /** `{plane}` stands for each plane that has a folder of graphs. */
  plane_folders: z.array(z.string()),
  files: z.record(assetPath, z.string()),
  plane_files: z.record(z.string(), z.string()),
  /** Lines of millrace.toml; `{mode}` stands for the mode. */
  config: z.array(z.string()),
  /** Files at the top that are no runtime state, besides the asset folders. */
  committable: z.array(assetPath),
});

/** Only what choosing a mode needs; the compiler judges the rest. */
const modeName = z.looseObject({
  mode_id: authorId,
  aliases: z.array(authorId).default([]),
  simulated: z.boolean().default(false),
});
export type ModeName = z.infer<typeof modeName>;

export interface Asset {
  /** Relative to `millrace-agents/` and to the package's assets alike. */
  readonly path: string;
  /** Its top folder. */
  readonly asset_family: string;
  readonly bytes: Uint8Array;
}

/** The baseline of this release, read from the package. */
export interface Baseline {
  readonly default_mode: string;
  readonly modes: readonly ModeName[];
  /** Sorted by path. */
  readonly assets: readonly Asset[];
  readonly folders: readonly string[];
  /** Path -> text, without config, assets and manifest. */
  readonly files: ReadonlyMap<string, string>;
  config(mode: string): string;
  /** Whether people commit the place, or it leads to such a one; all else is runtime state. */
  isCommitted(relativePath: string): boolean;
}

export function harnessModes(disk: Disk, folder: string): readonly HarnessMode[] {
  return readSource(disk, folder).harness_modes;
}

export function readBaseline(disk: Disk, folder: string): Baseline {
  const source = readSource(disk, folder);
  const assets = source.asset_folders.flatMap((top) => assetsBelow(disk, folder, top, top, 0));
  if (assets.length > ASSETS_MAX) throw broken('has more assets than it may have');
  assets.sort((a, b) => (a.path < b.path ? -1 : 1));
  const planes = foldersIn(disk, `${folder}/${PLACES.graphs}`);
  const perPlane = (text: string) => planes.map((plane) => text.replaceAll('{plane}', plane));
  const families = jsonBelow(assets, PLACES.families).map((json) => family.parse(json));
  const committed = new Set(['', PLACES.gitignore, ...source.asset_folders, ...source.committable]);
  return {
    default_mode: source.default_mode,
    modes: jsonBelow(assets, PLACES.modes).map((json) => modeName.parse(json)),
    assets,
    folders: [
      ...source.folders,
      ...source.plane_folders.flatMap(perPlane),
      ...families.flatMap((one) => Object.values(familyPlaces(one))),
    ],
    files: new Map([
      [PLACES.gitignore, ignoreText([...source.asset_folders, ...source.committable])],
      ...Object.entries(source.files),
      ...Object.entries(source.plane_files).flatMap(([name, text]) =>
        perPlane(name).map((relativePath): [string, string] => [relativePath, text]),
      ),
    ]),
    isCommitted: (relativePath) => committed.has(relativePath.replace(/\/.*$/, '')),
    config: (mode) => source.config.join('\n').replaceAll('{mode}', mode),
  };
}

/**
 * Everything is ignored but config and assets, so whatever the runtime adds is covered, this file
 * itself included: were it untracked and not ignored, the first `git stash -u` would take it and
 * the second one the journal.
 */
function ignoreText(committable: readonly string[]): string {
  const exceptions = [...committable].sort().map((name) => `!/${name}`);
  return [
    '# Runtime state is no part of the repository; config and assets are.',
    '/*',
    ...exceptions,
    '.*.tmp-*',
    '',
  ].join('\n');
}

function assetsBelow(disk: Disk, root: string, path: string, top: string, depth: number): Asset[] {
  if (depth > DEPTH_MAX) throw broken('has assets that are nested too deeply');
  const found: Asset[] = [];
  for (const { name, kind } of disk.list(`${root}/${path}`) ?? []) {
    const below = `${path}/${name}`;
    if (isIgnored(name)) continue;
    if (kind === 'dir') found.push(...assetsBelow(disk, root, below, top, depth + 1));
    if (kind !== 'file') continue;
    const bytes = disk.read(`${root}/${below}`);
    if (bytes !== null) found.push({ path: assetPath.parse(below), asset_family: top, bytes });
  }
  return found;
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || name === '__pycache__' || /\.py[co]$/.test(name);
}

function foldersIn(disk: Disk, path: string): string[] {
  const entries = disk.list(path) ?? [];
  return entries.filter(({ kind }) => kind === 'dir').map(({ name }) => name);
}

function jsonBelow(assets: readonly Asset[], top: string): unknown[] {
  return assets
    .filter(({ asset_family, path }) => asset_family === top && path.endsWith('.json'))
    .map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)));
}

function readSource(disk: Disk, folder: string): z.infer<typeof baselineSource> {
  const bytes = disk.read(`${folder}/baseline.json`);
  if (bytes === null) throw broken('lacks baseline.json');
  return baselineSource.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

function broken(what: string): MillraceError {
  return new MillraceError('internal_error', {
    what: `The installed package ${what}`,
    next: 'install the package again',
  });
}
