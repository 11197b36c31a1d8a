import { MillraceError } from '../errors/errors.ts';
import { workspacePath } from '../plan/index.ts';
import { explaining, type HeldLock, type Lock, makeFolders } from '../ports/index.ts';
import { type Layout, PLACES, requireInitialized } from '../workspace/index.ts';
import { type FileChange, type Upgrade, upgradeOf } from './changes.ts';
import { type Choices, NO_CHOICES } from './choices.ts';
import { compare, fileAt, type Release } from './compare.ts';
import {
  after,
  before,
  newestUpgrade,
  pendingIn,
  type UpgradeRecord,
  upgradePlaces,
} from './record.ts';
import { finish, prepare, type SwapPorts, type Swapped, takeBack } from './swap.ts';

export interface UpgradeInput extends Release {
  readonly root: string;
  readonly choices?: Choices;
}

export interface UpgradePreview extends Upgrade {
  /** What was cut short, and what finishes it; null = nothing was. */
  readonly unfinished: 'apply' | 'rollback' | null;
}

export interface ApplyInput extends UpgradeInput, SwapPorts {
  readonly lock: Lock;
  /** Throws what speaks against it, before anything is written. */
  readonly judge?: (changes: readonly FileChange[]) => void;
}

export interface UpgradeApplied extends UpgradePreview {
  /** What was done; null = there was nothing to do. */
  readonly swapped: Swapped | null;
  /** An earlier one was finished, and nothing else done. */
  readonly resumed: boolean;
}

/** Compares without changing anything. */
export function previewUpgrade(input: UpgradeInput): UpgradePreview {
  return explaining(`Comparing the managed assets in ${input.root}`, () => {
    const layout = requireInitialized(input.disk, input.root);
    const pending = pendingIn(input.disk, layout);
    return { ...upgradeIn(input, layout), unfinished: unfinishedBy(pending) };
  });
}

/**
 * Makes the managed assets those of this release where nobody has edited them, and what was chosen,
 * as one change: it happens whole or not at all. One that was cut short is finished instead.
 */
export function applyUpgrade(input: ApplyInput): UpgradeApplied {
  return explaining(`Upgrading the managed assets in ${input.root}`, () => {
    const layout = requireInitialized(input.disk, input.root);
    return inLock(input, layout, () => {
      const resumed = finish(input, layout);
      const upgrade = upgradeIn(input, layout, resumed === null ? input.choices : NO_CHOICES);
      const done = { ...upgrade, unfinished: null };
      if (resumed !== null) return { ...done, swapped: resumed, resumed: true };
      if (upgrade.changes.length === 0) return { ...done, swapped: null, resumed: false };
      input.judge?.(upgrade.changes);
      prepare(input, layout, upgrade.changes, {
        undoes: null,
        from_version: upgrade.before.seed_package_version,
        to_version: upgrade.after.seed_package_version,
      });
      return { ...done, swapped: finish(input, layout), resumed: false };
    });
  });
}

export interface UpgradeUndone {
  readonly record: UpgradeRecord;
  /** What had been edited since the upgrade, and where that text lies now; both below the workspace. */
  readonly put_aside: readonly { readonly path: string; readonly to: string }[];
  readonly left: readonly string[];
}

/** Puts back what the newest upgrade changed, byte for byte, or what one has changed that was cut short. */
export function rollbackUpgrade(input: Omit<ApplyInput, 'choices' | 'judge'>): UpgradeUndone {
  return explaining(`Undoing the upgrade of ${input.root}`, () => {
    const layout = requireInitialized(input.disk, input.root);
    return inLock(input, layout, () => {
      const pending = pendingIn(input.disk, layout);
      if (pending?.undoes === null) {
        return { record: pending, put_aside: [], left: takeBack(input, layout, pending) };
      }
      if (pending === null) prepareRollback(input, layout);
      const swapped = finish(input, layout);
      if (swapped === null) throw nothingToUndo();
      return {
        record: swapped.record,
        left: swapped.left,
        put_aside: asideOf(input, layout, swapped),
      };
    });
  });
}

function prepareRollback(input: SwapPorts, layout: Layout): void {
  const { disk } = input;
  const newest = newestUpgrade(disk, layout);
  if (newest === null) throw nothingToUndo();
  const { number, record } = newest;
  const folder = upgradePlaces(layout).done(number);
  const changes = record.changes.map(({ path, from }, index): FileChange => {
    const bytes = from === null ? null : disk.read(before(folder, index));
    if (from !== null && (bytes === null || input.hash.sha256(bytes) !== from)) throw lost(path);
    return { path, bytes };
  });
  const { from_version, to_version } = record;
  prepare(input, layout, changes, {
    undoes: number,
    from_version: to_version,
    to_version: from_version,
  });
}

/** What lay there before the undoing, and was not what the upgrade had put there. */
function asideOf({ disk, hash }: SwapPorts, layout: Layout, { number, record }: Swapped) {
  const { undoes } = record;
  if (undoes === null) return [];
  const places = upgradePlaces(layout);
  return record.changes.flatMap(({ path, from }, index) => {
    const put = disk.read(after(places.done(undoes), index));
    const was = put === null ? null : hash.sha256(put);
    const to = workspacePath(before(`${PLACES.upgrades}/${number}`, index));
    return from === null || from === was ? [] : [{ path: workspacePath(path), to }];
  });
}

function upgradeIn(input: UpgradeInput, layout: Layout, choices = input.choices): Upgrade {
  return upgradeOf(input, layout, compare(input, layout), choices ?? NO_CHOICES);
}

function unfinishedBy(pending: UpgradeRecord | null): UpgradePreview['unfinished'] {
  if (pending === null) return null;
  return pending.undoes === null ? 'apply' : 'rollback';
}

/** One at a time. */
function inLock<T>(
  { disk, lock }: Pick<ApplyInput, 'disk' | 'lock'>,
  layout: Layout,
  work: () => T,
): T {
  const places = upgradePlaces(layout);
  if (fileAt(disk, layout, `${PLACES.upgrades}/lock`) === 'not_a_file') throw inTheWay();
  makeFolders(disk, places.folder);
  const held: HeldLock | null = lock.tryTake(places.lock);
  if (held === null) throw busy();
  try {
    return work();
  } finally {
    held.release();
  }
}

function busy(): MillraceError {
  return new MillraceError('workspace_owned', {
    what: 'Another upgrade is at work in this workspace',
    expected: 'one upgrade at a time',
    next: 'wait until it has ended, then call upgrade_preview again',
  });
}

function inTheWay(): MillraceError {
  const name = workspacePath(PLACES.upgrades);
  return new MillraceError('workspace_not_writable', {
    what: `${name} is no folder, or holds something else in place of its lock; it was left as it is`,
    expected: 'a folder of the runtime itself',
    next: `find out who put it there, move it away, then call upgrade_preview again: rm -r ${name}`,
  });
}

function nothingToUndo(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'There is no upgrade here to undo',
    expected: 'an upgrade that was applied and not undone since',
    next: 'call upgrade_preview without rollback to see how the assets stand',
  });
}

function lost(path: string): MillraceError {
  return new MillraceError('config_invalid', {
    what: `What ${workspacePath(path)} was before the upgrade is not in its backup any more`,
    expected: `${workspacePath(PLACES.upgrades)} as the upgrade left it`,
    next: 'nothing was changed; take the file out of your version control',
  });
}
