/** How a managed asset stands between the release that wrote it, this release and its workspace. */
export const ASSET_STATES = [
  /** As this release has it. */
  'unchanged',
  /** Nobody edited it, and this release has another text. */
  'updated',
  /** Edited here; this release did not change it. */
  'edited',
  /** Edited here, and this release has another text. */
  'both_changed',
  /** What lies there is what this release has, whoever wrote it. */
  'converged',
  /** New in this release. */
  'added',
  /** New in this release, and a file of that name lies there. */
  'name_taken',
  /** Deleted here. */
  'deleted_local',
  /** This release has dropped it, and nobody edited it. */
  'removed_clean',
  /** This release has dropped it; it is edited here. */
  'removed_edited',
  /** This release has dropped it, and it is not here either. */
  'removed_both',
  /** This release has dropped it, and it stays as a file of the workspace's own. */
  'localized',
  /** Something else than a file lies there, or on the way to it. */
  'blocked',
] as const;
export type AssetState = (typeof ASSET_STATES)[number];

/** The words of release 0.18.0, which tells fewer cases apart. */
export const DISPOSITIONS = [
  'unchanged',
  'safe_package_update',
  'local_only_modification',
  'already_converged',
  'localized_removed',
  'conflict',
  'missing',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const DISPOSITION_OF: Readonly<Record<AssetState, Disposition>> = {
  unchanged: 'unchanged',
  updated: 'safe_package_update',
  edited: 'local_only_modification',
  both_changed: 'conflict',
  converged: 'already_converged',
  added: 'missing',
  name_taken: 'conflict',
  deleted_local: 'missing',
  removed_clean: 'conflict',
  removed_edited: 'conflict',
  removed_both: 'conflict',
  localized: 'localized_removed',
  blocked: 'conflict',
};

/**
 * Digests of one asset: as it was shipped to the workspace, as this release has it, as it lies
 * there. null = absent.
 */
export interface ThreeWay {
  readonly original: string | null;
  readonly shipped: string | null;
  readonly current: string | 'not_a_file' | null;
}

/** For an asset that is in the manifest or in the package. */
export function stateOf({ original, shipped, current }: ThreeWay): AssetState {
  if (current === 'not_a_file') return 'blocked';
  if (shipped === null) return removedState(original, current);
  if (current === null) return original === null ? 'added' : 'deleted_local';
  if (original === null) return current === shipped ? 'converged' : 'name_taken';
  if (current === original) return shipped === original ? 'unchanged' : 'updated';
  if (shipped === original) return 'edited';
  return current === shipped ? 'converged' : 'both_changed';
}

function removedState(original: string | null, current: string | null): AssetState {
  if (current === null) return 'removed_both';
  return current === original ? 'removed_clean' : 'removed_edited';
}

/** What an upgrade does with an asset unless somebody chooses. */
export const ACTIONS = [
  /** Nothing. */
  'none',
  /** The text of the release, or the merged one, is written. */
  'write',
  /** The file is removed. */
  'remove',
  /** What lies there stays; the text of the release is put beside it. */
  'beside',
  /** What lies there stays, and is compared with this release from now on. */
  'settle',
] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_OF: Readonly<Record<AssetState, Action>> = {
  unchanged: 'none',
  updated: 'write',
  edited: 'none',
  both_changed: 'beside',
  converged: 'none',
  added: 'write',
  name_taken: 'beside',
  deleted_local: 'none',
  removed_clean: 'remove',
  removed_edited: 'none',
  removed_both: 'none',
  localized: 'none',
  blocked: 'none',
};

/** States in which the manifest goes on saying what it said: the question is not settled. */
export const OPEN_STATES: ReadonlySet<AssetState> = new Set([
  'both_changed',
  'name_taken',
  'removed_edited',
  'blocked',
]);
