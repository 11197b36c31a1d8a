import { archive, idOfPlace, lookForPlace, outsideOf, placeOf } from '../../anchor/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { DiskFault, type HeldLock } from '../../ports/index.ts';
import {
  BACKUP,
  cutShort,
  type ImportPlaces,
  ROLLED_BACK,
  readWorkspaceId,
} from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

const NAMES_TRIED_MAX = 1000;

/**
 * The earlier workspace goes into the new one, whose every folder has a lasting name by then, and that takes
 * its place. Between the two renames there is no
 * runtime folder; whoever comes then says so, and `finishImport` is all that is missing.
 */
export function takePlace({ disk }: EnginePorts, places: ImportPlaces): void {
  const { layout, staged, workshop } = places;
  disk.syncDir(workshop);
  disk.syncDir(layout.root);
  disk.rename(layout.runtime, staged.at(BACKUP));
  disk.syncDir(staged.runtime);
  disk.syncDir(layout.root);
  finishImport({ disk }, places);
}

export function finishImport({ disk }: Pick<EnginePorts, 'disk'>, places: ImportPlaces): void {
  const { layout, staged } = places;
  disk.rename(staged.runtime, layout.runtime);
  disk.syncDir(layout.root);
  disk.syncDir(staged.root);
}

/** The imported workspace, with all that was done since, is put beside what was before: returns where. */
export function putAway(ports: EnginePorts, places: ImportPlaces): string {
  const { disk } = ports;
  const { layout } = places;
  forget(ports, places);
  const kept = freeName(ports, layout.runtime);
  disk.rename(layout.runtime, kept);
  disk.syncDir(layout.root);
  return kept;
}

/** What was before has its place again. */
export function givePlaceBack(
  { disk }: EnginePorts,
  { layout }: ImportPlaces,
  kept: string,
): string {
  disk.rename(`${kept}/${BACKUP}`, layout.runtime);
  disk.syncDir(layout.root);
  disk.syncDir(kept);
  return kept;
}

/** What is kept outside of the tree must not bring the imported state back into the earlier workspace. */
function forget(ports: EnginePorts, { layout }: ImportPlaces): void {
  const { disk, state_home } = ports;
  if (state_home === null) return;
  const id = readWorkspaceId(disk, layout) ?? idOfPlace(ports, state_home, placeOf(ports, layout));
  if (id === null || disk.stat(outsideOf(state_home, id).folder) === null) return;
  // A copy that nobody has owned yet has the id of its original, whose state it is.
  if (lookForPlace(ports, state_home, layout, id).kind === 'copied') return;
  archive(disk, state_home, id);
}

function freeName({ disk }: Pick<EnginePorts, 'disk'>, runtime: string): string {
  for (let n = 1; n <= NAMES_TRIED_MAX; n += 1) {
    const path = `${runtime}${ROLLED_BACK}${n}`;
    if (disk.stat(path) === null) return path;
  }
  throw new MillraceError('workspace_not_writable', {
    what: `There are ${NAMES_TRIED_MAX} folders of imports that were undone`,
    expected: 'a free name for one more',
    next: `remove those that nobody needs any more: rm -r ${runtime}${ROLLED_BACK}*`,
  });
}

/** Removes what a call left behind that was cut short after all was done. */
export function tidyWorkshop(ports: EnginePorts, places: ImportPlaces): void {
  if (ports.disk.stat(places.workshop) !== null) inWorkshop(ports, places, () => undefined);
}

/** One import of a workspace at a time. Leaves nothing behind. */
export function inWorkshop<T>(ports: EnginePorts, places: ImportPlaces, work: () => T): T {
  const { disk, lock } = ports;
  const { workshop } = places;
  if (disk.stat(workshop) === null) makeWorkshop(ports, workshop);
  if (disk.stat(workshop)?.kind !== 'dir') throw inTheWay(workshop);
  const foreign = disk.list(workshop)?.find(({ name }) => !OWN_NAMES.test(name));
  if (foreign !== undefined) throw notOurs(workshop, foreign.name);
  const held = lock.tryTake(places.lock);
  if (held === null || !held.isInPlace()) {
    held?.release();
    throw busy();
  }
  try {
    return work();
  } finally {
    leave(ports, places, held);
  }
}

function makeWorkshop({ disk }: EnginePorts, workshop: string): void {
  try {
    disk.mkdir(workshop);
  } catch (error) {
    if (!(error instanceof DiskFault) || error.code !== 'EEXIST') throw error;
  }
}

/** Unless the earlier workspace lies in it, since a change of places was cut short. */
function leave({ disk }: EnginePorts, places: ImportPlaces, held: HeldLock): void {
  const { workshop } = places;
  try {
    if (cutShort(disk, places)?.kind !== 'import') disk.remove(workshop);
  } finally {
    held.release();
  }
}

function busy(): MillraceError {
  return new MillraceError('workspace_owned', {
    what: 'Another import is at work in this workspace',
    expected: 'one import at a time',
    next: 'wait until it has ended, then call status: it has taken the workspace, or said why not',
  });
}

/** What an import makes there: all of it goes when the import is over. */
const OWN_NAMES = /^(?:new|lock.*)$/;

function notOurs(workshop: string, name: string): MillraceError {
  const shown = /^[\w. -]{1,80}$/.test(name) ? name : 'a file with an odd name';
  return new MillraceError('workspace_not_writable', {
    what: `${workshop} holds what no import left there: ${shown}; nothing was changed`,
    expected: 'a free name, or the folder that an import left which was cut short',
    next: `find out who put it there and move it away, then call import again`,
  });
}

function inTheWay(workshop: string): MillraceError {
  return new MillraceError('workspace_not_writable', {
    what: `${workshop} is no folder, and was left as it is`,
    expected: 'a free name, or the folder that an import left which was cut short',
    next: `find out who put it there and move it away: rm ${workshop}`,
  });
}
