import { MillraceError } from '../errors/errors.ts';
import { RUNTIME_FOLDER } from '../plan/index.ts';
import { type Disk, type EntryKind, explaining } from '../ports/index.ts';
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
  const missing = explaining(`Looking at the workspace ${root}`, () => missingPlaces(disk, layout));
  if (missing.length === 0) return layout;
  const named = missing.slice(0, NAMED_MAX).join(', ');
  const more = missing.length > NAMED_MAX ? ` and ${missing.length - NAMED_MAX} more` : '';
  throw new MillraceError('workspace_not_initialized', {
    what: `The workspace ${root} is not initialized: ${named}${more} missing`,
    expected: 'a workspace that init has set up completely',
    next:
      'call init (in a terminal: millrace init); ' +
      'it adds what is missing and changes nothing else',
  });
}
