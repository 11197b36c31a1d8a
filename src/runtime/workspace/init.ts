import { dirname } from 'node:path';
import { MillraceError } from '../errors/errors.ts';
import { workspacePath } from '../plan/index.ts';
import { type Disk, explaining, type Hash, type Ids } from '../ports/index.ts';
import { type Baseline, type ModeName, readBaseline } from './baseline.ts';
import { inTheWay, notWritable } from './faults.ts';
import { refuseForeign, refuseHalfImported } from './foreign.ts';
import { ensureWorkspaceId, readWorkspaceId } from './identity.ts';
import { missingPlaces } from './initialized.ts';
import { type Layout, layoutOf, PLACES } from './layout.ts';
import { manifestOf, manifestText } from './manifest.ts';
import { baselineTextsText, textsOf } from './texts.ts';
import { durableWrite, replaceSynced } from './write.ts';

export interface InitInput {
  readonly disk: Disk;
  /** The same disk, on which everybody may read what is made: config and assets are committed. */
  readonly shared: Disk;
  readonly hash: Hash;
  readonly ids: Ids;
  /** Absolute path of the workspace; made when only its last folder is missing. */
  readonly root: string;
  /** Absolute path of the package's assets. */
  readonly assets: string;
  readonly version: string;
  /** Null = the default of this release. */
  readonly mode: string | null;
}

export interface InitResult {
  /** False: it was initialized already and nothing was changed. */
  readonly created: boolean;
  /** All that is there was made by this call. */
  readonly whole: boolean;
  readonly root: string;
  /** The mode that was written into the config; null where a config was there already. */
  readonly mode: ModeName | null;
  readonly files_written: number;
  readonly notes: readonly string[];
}

const encoder = new TextEncoder();
const STATE_FILES = [PLACES.identity, PLACES.texts, PLACES.manifest] as const;

/**
 * Makes the baseline of a workspace, all but the journal. Everything is durable before the manifest
 * is written, which comes last: an init that was cut short lacks it, and the next one adds what is
 * missing and changes nothing else.
 */
export function initWorkspace(input: InitInput): InitResult {
  return explaining(`Setting up the workspace ${input.root}`, () => {
    const { disk, root } = input;
    const baseline = readBaseline(disk, input.assets);
    const mode = chooseMode(baseline, input.mode);
    const isNew = disk.stat(root) === null;
    requireRoot(disk, root, isNew);
    const layout = layoutOf(disk.realpath(root) ?? root);
    if (missingPlaces(disk, layout).length === 0) return untouched(input);
    refuseForeign(disk, layout);
    refuseHalfImported(disk, layout);
    return new Setup(input, layout, baseline, mode).run(isNew);
  });
}

function chooseMode(baseline: Baseline, wanted: string | null): ModeName {
  const name = wanted ?? baseline.default_mode;
  const mode = baseline.modes.find((one) => one.mode_id === name || one.aliases.includes(name));
  if (mode !== undefined) return mode;
  throw new MillraceError('mode_unknown', {
    what: 'This release has no mode of that name',
    expected: `one of ${baseline.modes.map((one) => one.mode_id).join(', ')}`,
    next:
      'call init again with one of these, or without a mode; ' +
      'modes of your own are named in millrace.toml',
  });
}

function requireRoot(disk: Disk, root: string, isNew: boolean): void {
  const real = disk.realpath(isNew ? dirname(root) : root);
  const isFolder = real !== null && disk.stat(real)?.kind === 'dir';
  if (isFolder) return;
  if (isNew) {
    const expected = 'a workspace whose parent folder exists';
    throw notWritable(
      `The parent folder of the workspace ${root} does not exist`,
      expected,
      'create it, or name another workspace, then call init again',
    );
  }
  throw notWritable(
    `The workspace ${root} is not a folder`,
    'a folder',
    'name a folder as the workspace, then call init again',
  );
}

function untouched({ root, mode }: InitInput): InitResult {
  const notes = mode === null ? [] : [keptConfig(mode)];
  return { created: false, whole: false, root, mode: null, files_written: 0, notes };
}

function keptConfig(mode: string): string {
  return `${workspacePath(PLACES.config)} was there and is kept; to run ${mode}, set default_mode in it.`;
}

class Setup {
  private readonly disk: Disk;
  private readonly notes: string[] = [];
  private written = 0;

  constructor(
    private readonly input: InitInput,
    private readonly layout: Layout,
    private readonly baseline: Baseline,
    private readonly mode: ModeName,
  ) {
    this.disk = input.disk;
  }

  run(isNew: boolean): InitResult {
    const { disk, layout, input, baseline } = this;
    const files = this.files();
    const folders = withParents([...baseline.folders, ...[...files.keys()].map(parentOf)]);
    this.requireRoom(folders, files);
    const had = this.kindOf('') !== null;
    const hadConfig = this.kindOf(PLACES.config) !== null;
    if (isNew) makeFolder(input.shared, layout.root);
    for (const folder of folders) makeFolder(this.diskFor(folder), pathOf(layout, folder));
    for (const [relativePath, bytes] of files) this.put(relativePath, bytes);
    for (const folder of folders.toReversed()) disk.syncDir(pathOf(layout, folder));
    disk.syncDir(layout.root);
    if (isNew) disk.syncDir(dirname(layout.root));
    this.putIdentity();
    this.putManifest();
    if (had) this.notes.push('Something of an earlier init was there; what was missing was added.');
    if (hadConfig && input.mode !== null) this.notes.push(keptConfig(input.mode));
    return {
      created: true,
      whole: !had,
      root: input.root,
      mode: hadConfig ? null : this.mode,
      files_written: this.written,
      notes: this.notes,
    };
  }

  /** What protects the rest from git comes first. */
  private files(): Map<string, Uint8Array> {
    const { files, assets } = this.baseline;
    const config = this.baseline.config(this.mode.mode_id);
    const texts = new Map([...files, [PLACES.config, config]]);
    return new Map([
      ...[...texts].map(([relativePath, text]): [string, Uint8Array] => [
        relativePath,
        encoder.encode(text),
      ]),
      ...assets.map(({ path, bytes }): [string, Uint8Array] => [path, bytes]),
    ]);
  }

  /** Refuses before the first write when something else stands where a folder or file belongs. */
  private requireRoom(folders: readonly string[], files: ReadonlyMap<string, Uint8Array>): void {
    for (const folder of folders) {
      const kind = this.kindOf(folder);
      if (kind !== null && kind !== 'dir') throw inTheWay(folder, named(kind), 'a folder');
    }
    for (const relativePath of [...files.keys(), ...STATE_FILES]) {
      const kind = this.kindOf(relativePath);
      if (kind !== null && kind !== 'file') throw inTheWay(relativePath, named(kind), 'a file');
    }
  }

  private diskFor(relativePath: string): Disk {
    return this.baseline.isCommitted(relativePath) ? this.input.shared : this.disk;
  }

  private put(relativePath: string, bytes: Uint8Array): void {
    const path = this.layout.at(relativePath);
    if (this.kindOf(relativePath) === null) {
      replaceSynced(this.diskFor(relativePath), path, bytes, this.scratch(relativePath));
      this.written += 1;
      return;
    }
    if (relativePath !== PLACES.gitignore || sameBytes(this.disk.read(path), bytes)) return;
    this.notes.push(
      `${workspacePath(relativePath)} was there and is kept; make sure that it ignores runtime state.`,
    );
  }

  private putIdentity(): void {
    if (readWorkspaceId(this.disk, this.layout) !== null) return;
    ensureWorkspaceId(this.input, this.layout);
    this.written += 1;
  }

  private putManifest(): void {
    if (this.kindOf(PLACES.manifest) !== null) return;
    const { hash, version } = this.input;
    const { assets } = this.baseline;
    this.putState(PLACES.texts, baselineTextsText(textsOf(hash, assets)));
    this.putState(PLACES.manifest, manifestText(manifestOf(hash, assets, version)));
  }

  private putState(relativePath: string, text: string): void {
    const path = this.layout.at(relativePath);
    durableWrite(this.disk, path, encoder.encode(text), this.scratch(relativePath));
    this.written += 1;
  }

  /** Two clients may do this at the same time; each writes beside the other. */
  private scratch(relativePath: string): string {
    const name = relativePath.slice(relativePath.lastIndexOf('/') + 1);
    const path = this.layout.at(relativePath);
    return `${path.slice(0, path.length - name.length)}.${name}.tmp-${this.input.ids.hex(8)}`;
  }

  private kindOf(relativePath: string) {
    return this.disk.stat(pathOf(this.layout, relativePath))?.kind ?? null;
  }
}

function pathOf(layout: Layout, relativePath: string): string {
  return relativePath === '' ? layout.runtime : layout.at(relativePath);
}

function parentOf(relativePath: string): string {
  return relativePath.slice(0, Math.max(relativePath.lastIndexOf('/'), 0));
}

/** Each folder and those above it, parents first; '' is the runtime folder itself. */
function withParents(paths: readonly string[]): string[] {
  const all = new Set(['']);
  for (const relativePath of paths)
    for (let at = relativePath; at !== ''; at = parentOf(at)) all.add(at);
  return [...all].sort();
}

/** Another init may make the same folder between the look and the making. */
function makeFolder(disk: Disk, path: string): void {
  if (disk.stat(path) !== null) return;
  try {
    disk.mkdir(path);
  } catch (error) {
    if (disk.stat(path)?.kind !== 'dir') throw error;
  }
}

function named(kind: string): string {
  if (kind === 'dir') return 'a folder';
  return kind === 'link'
    ? 'a symbolic link'
    : kind === 'file'
      ? 'a file'
      : 'neither file nor folder';
}

function sameBytes(one: Uint8Array | null, other: Uint8Array): boolean {
  return one?.length === other.length && one.every((byte, index) => byte === other[index]);
}
