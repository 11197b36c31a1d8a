import { MillraceError } from '../errors/errors.ts';
import type { Disk } from '../ports/index.ts';
import { BACKUP, type CutShort, cutShort, importPlaces } from './import-places.ts';
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
      'call import, which shows what would come of it and changes nothing, or name another folder as ' +
      'the workspace',
  });
}

/** Refuses a folder in which an import was cut short while the folders changed places. Only looks. */
export function refuseHalfImported(disk: Disk, layout: Layout): void {
  const unfinished = cutShort(disk, importPlaces(layout.root));
  if (unfinished !== null) throw halfImported(layout, unfinished);
}

export function halfImported(
  { root, runtime }: Layout,
  { kind, kept, is_blocked }: CutShort,
): MillraceError {
  const what = kind === 'import' ? 'An import' : 'The undoing of an import';
  const call = `call import with ${kind === 'import' ? 'apply' : 'rollback'} true`;
  const since = is_blocked ? `, and something else has taken the place of ${runtime} since` : '';
  return new MillraceError('workspace_foreign', {
    what:
      `${what} of the workspace ${root} was cut short while folders changed places${since}; ` +
      `nothing is lost: what was there before lies in ${kept}/${BACKUP}`,
    expected: 'that it is finished first',
    next: is_blocked ? `move ${runtime} away, then ${call}` : call,
  });
}

/** Whether anything is there that only this program makes. */
export function isOwnWorkspace(disk: Disk, layout: Layout): boolean {
  return OWN.some((relativePath) => disk.stat(layout.at(relativePath)) !== null);
}

/** null = the workspace is ours, or there is none. */
function foreignMaker(disk: Disk, layout: Layout): string | null {
  const isThere = (relativePath: string) => disk.stat(layout.at(relativePath)) !== null;
  if (disk.stat(layout.runtime)?.kind !== 'dir' || isOwnWorkspace(disk, layout)) return null;
  if (!SIGNS.some(isThere)) return null;
  const manifest = manifestOrNull(disk, layout);
  if (manifest === null) return 'an earlier Millrace';
  if (manifest.entries.some(({ asset_family }) => asset_family === PLACES.families)) return null;
  const release = manifest.seed_package_version;
  return RELEASE_PATTERN.test(release) ? `Millrace ${release}` : 'an earlier Millrace';
}
