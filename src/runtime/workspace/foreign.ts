import { MillraceError } from '../errors/errors.ts';
import type { Disk } from '../ports/index.ts';
import { type Layout, PLACES } from './layout.ts';
import { manifestOrNull } from './manifest.ts';

/** What the program leaves behind that made workspaces in the same folder before this one did. */
const SIGNS: readonly string[] = [
  PLACES.manifest,
  'state/runtime_snapshot.json',
  'state/compiled_plan.json',
  'entrypoints/__init__.py',
];

/** No workspace of this program lacks all of them, whatever was cut short or deleted in it. */
const OWN: readonly string[] = [PLACES.families, PLACES.journal, PLACES.identity];

const RELEASE_PATTERN = /^[0-9A-Za-z.+-]{1,40}$/;

/** Refuses a workspace that another program made. Contract: only looks. */
export function refuseForeign(disk: Disk, layout: Layout): void {
  const maker = foreignMaker(disk, layout);
  if (maker === null) return;
  throw new MillraceError('workspace_foreign', {
    what: `${layout.runtime} was made by another program: ${maker}`,
    expected: 'a workspace of this program, or a folder without one',
    next:
      'go on with the program that made it, or name another folder as the workspace; ' +
      'this release only recognizes such a workspace, it cannot take it over and writes nothing into it',
  });
}

/** null = the workspace is ours, or there is none. */
function foreignMaker(disk: Disk, layout: Layout): string | null {
  const isThere = (relativePath: string) => disk.stat(layout.at(relativePath)) !== null;
  if (disk.stat(layout.runtime)?.kind !== 'dir' || OWN.some(isThere)) return null;
  if (!SIGNS.some(isThere)) return null;
  const manifest = manifestOrNull(disk, layout);
  if (manifest === null) return 'an earlier Millrace';
  if (manifest.entries.some(({ asset_family }) => asset_family === PLACES.families)) return null;
  const release = manifest.seed_package_version;
  return RELEASE_PATTERN.test(release) ? `Millrace ${release}` : 'an earlier Millrace';
}
