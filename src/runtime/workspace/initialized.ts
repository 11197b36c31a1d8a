import { MillraceError } from '../errors/errors.ts';
import { RUNTIME_FOLDER, workspacePath } from '../plan/index.ts';
import { type Disk, type EntryKind, explaining, makeFolders } from '../ports/index.ts';
import { refuseForeign, refuseHalfImported } from './foreign.ts';
import { type Layout, layoutOf, PLACES } from './layout.ts';

const NAMED_MAX = 5;

/**
 * What no workspace works without. The manifest is written last by init, so an unfinished init
 * lacks it.
 */
const REQUIRED: readonly (readonly [path: string, kind: EntryKind])[] = [
  ['', 'dir'],
  [PLACES.state, 'dir'],
  [PLACES.modes, 'dir'],
  [PLACES.graphs, 'dir'],
  [PLACES.registry, 'dir'],
  [PLACES.families, 'dir'],
  [PLACES.entrypoints, 'dir'],
  [PLACES.skills, 'dir'],
  [PLACES.config, 'file'],
  [PLACES.manifest, 'file'],
];

/**
 * Where the runtime keeps what it cannot work without: nothing else may stand there. What stands in place
 * of any other folder is left alone, and the work goes on without it.
 */
const KEPT_FOLDERS: readonly string[] = [PLACES.journal, PLACES.blobs, PLACES.attempts];

export const KIND_WORDS: Readonly<Record<EntryKind, string>> = {
  file: 'a file',
  dir: 'a folder',
  link: 'a symbolic link',
  other: 'a pipe, a socket or a device',
};

/** What stands in place of a folder of the runtime is left alone: state must not go where it leads. */
export function requireOwnFolders(disk: Disk, layout: Layout): void {
  for (const relativePath of ['', PLACES.state, ...KEPT_FOLDERS]) {
    const path = relativePath === '' ? layout.runtime : layout.at(relativePath);
    const kind = disk.stat(path)?.kind;
    if (kind === undefined || kind === 'dir') continue;
    const name = relativePath === '' ? RUNTIME_FOLDER : workspacePath(relativePath);
    throw new MillraceError('workspace_not_writable', {
      what: `${name} in ${layout.root} is ${KIND_WORDS[kind]}, and was left as it is`,
      expected: 'a folder of the runtime itself; below the runtime folder no link is followed',
      next: `find out who put it there, move it away, then call again: rm ${path}`,
    });
  }
}

/** Makes the folders of the runtime that are missing. Not the journal's, which comes whole or not at all. */
export function makeOwnFolders(disk: Disk, layout: Layout): void {
  for (const relativePath of [PLACES.state, ...KEPT_FOLDERS]) {
    if (relativePath !== PLACES.journal) makeFolders(disk, layout.at(relativePath));
  }
}

/** Names of what is missing, empty in an initialized workspace. */
export function missingPlaces(disk: Disk, layout: Layout): string[] {
  const missing: string[] = [];
  for (const [relativePath, kind] of REQUIRED) {
    const path = relativePath === '' ? layout.runtime : layout.at(relativePath);
    if (disk.stat(path)?.kind === kind) continue;
    if (relativePath === '') return [RUNTIME_FOLDER];
    missing.push(`${RUNTIME_FOLDER}/${relativePath}`);
  }
  return missing;
}

export function requireInitialized(disk: Disk, root: string): Layout {
  const layout = layoutOf(root);
  const missing = explaining(`Looking at the workspace ${root}`, () => {
    requireOwnFolders(disk, layout);
    const places = missingPlaces(disk, layout);
    if (places.length > 0) refuseForeign(disk, layout);
    if (places.length > 0) refuseHalfImported(disk, layout);
    return places;
  });
  if (missing.length === 0) return layout;
  const named = missing.slice(0, NAMED_MAX).join(', ');
  const more = missing.length > NAMED_MAX ? ` and ${missing.length - NAMED_MAX} more` : '';
  throw new MillraceError('workspace_not_initialized', {
    what: `The workspace ${root} is not initialized: ${named}${more} missing`,
    expected: 'a workspace that init has set up completely',
    next: 'call init; ' + 'it adds what is missing and changes nothing else',
  });
}
