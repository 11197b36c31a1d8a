/**
 * Writes a skill where somebody wants it: a folder, an archive, or a shelf that others install from.
 * Contract: whole or not at all, and over nothing that is there unless that is wanted.
 */

import { basename, dirname, join, resolve } from 'node:path';
import { MillraceError } from '../../runtime/errors/errors.ts';
import { RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import { type Disk, DiskFault, makeFolders, writeSynced } from '../../runtime/ports/index.ts';

interface SkillFile {
  readonly path: string;
  readonly text: string;
}

export interface SavedSkill {
  readonly skill: string;
  readonly files: readonly SkillFile[];
  /** Absolute. With the ending `.zip` an archive, else the folder in which that of the skill is made. */
  readonly output: string;
  readonly replace: boolean;
}

/** Where it was written, absolute. */
export async function saveSkill(disk: Disk, saved: SavedSkill): Promise<string> {
  const { skill, output } = saved;
  const isArchive = output.toLowerCase().endsWith(ARCHIVE_ENDING);
  const place = isArchive ? output : join(output, skill);
  try {
    settle(disk, place);
    if (!saved.replace && disk.stat(place) !== null) throw taken(place);
    makeFolders(disk, dirname(place));
    await (isArchive ? archive(disk, place, saved) : folder(disk, place, saved));
    swap(disk, place);
    return place;
  } catch (thrown) {
    if (thrown instanceof DiskFault) throw unwritable(place, `the system says ${thrown.code}`);
    throw thrown;
  }
}

const ARCHIVE_ENDING = '.zip';

/** Refuses what a client may not write to, and the skills of the workspace itself. */
export function outputPlace(
  disk: Pick<Disk, 'realpath'>,
  root: string,
  output: string,
  isAnywhere: boolean,
): string {
  const meant = resolve(root, output);
  const real = realPlace(disk, meant);
  const top = disk.realpath(root) ?? root;
  if (`${real}/`.startsWith(`${join(top, RUNTIME_FOLDER)}/`)) throw inRuntime(meant);
  if (!isAnywhere && !`${real}/`.startsWith(`${top}/`)) throw outside(meant);
  return meant;
}

/** Of a path that is not there yet, by the nearest folder that is. */
function realPlace(disk: Pick<Disk, 'realpath'>, path: string): string {
  const real = disk.realpath(path);
  if (real !== null || dirname(path) === path) return real ?? path;
  return join(realPlace(disk, dirname(path)), basename(path));
}

const next = (place: string) => join(dirname(place), `.${basename(place)}.new-export`);
const old = (place: string) => join(dirname(place), `.${basename(place)}.old-export`);

/** What a kill left: the old one comes back, half a new one goes. */
function settle(disk: Disk, place: string): void {
  disk.remove(next(place));
  if (disk.stat(place) === null && disk.stat(old(place)) !== null) disk.rename(old(place), place);
  disk.remove(old(place));
}

function swap(disk: Disk, place: string): void {
  if (disk.stat(place) !== null) disk.rename(place, old(place));
  disk.rename(next(place), place);
  disk.syncDir(dirname(place));
  disk.remove(old(place));
}

async function archive(disk: Disk, place: string, { skill, files }: SavedSkill): Promise<void> {
  const { pack } = await import('./archive.ts');
  const all = new Map(files.map(({ path, text }) => [path, new TextEncoder().encode(text)]));
  writeSynced(disk, next(place), pack({ folder: skill, files: all }));
}

async function folder(disk: Disk, place: string, { files }: SavedSkill): Promise<void> {
  for (const { path, text } of files) {
    const file = join(next(place), path);
    makeFolders(disk, dirname(file));
    writeSynced(disk, file, new TextEncoder().encode(text));
  }
}

function taken(place: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${place} is there already; nothing was written`,
    expected: 'an output that is not there yet, or replace true',
    next: 'Name another output, or call again with replace true: then what is there goes.',
  });
}

function unwritable(place: string, why: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${place} cannot be written: ${why}`,
    expected: 'a place in a folder that you may write',
    next: 'Name another output.',
  });
}

function inRuntime(place: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${place} lies in the folder of the runtime, where nothing is exported to`,
    expected: `an output outside of ${RUNTIME_FOLDER}`,
    next: 'Name another output.',
  });
}

function outside(place: string): MillraceError {
  return new MillraceError('path_outside_workspace', {
    what: `${place} leads out of the workspace`,
    expected: 'a path inside the workspace',
    next: 'Name another output, or have the user export it in a terminal.',
  });
}
