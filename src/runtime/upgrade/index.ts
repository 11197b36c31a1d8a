/**
 * How the managed assets of a workspace compare with a release, and how they are made those of the release:
 * as one change that happens whole or not at all, and that can be undone. Nothing that somebody has edited is
 * overwritten unless it is asked for.
 */

export { BESIDE, type Fate, type FileChange } from './changes.ts';
export { type Choices, NO_CHOICES } from './choices.ts';
export { type Compared, compare, type Release } from './compare.ts';
export { pendingIn } from './record.ts';
export {
  ACTIONS,
  type Action,
  ASSET_STATES,
  type AssetState,
  DISPOSITION_OF,
  DISPOSITIONS,
  type Disposition,
  stateOf,
  type ThreeWay,
} from './states.ts';
export {
  type ApplyInput,
  applyUpgrade,
  previewUpgrade,
  rollbackUpgrade,
  type UpgradeApplied,
  type UpgradePreview,
  type UpgradeUndone,
} from './upgrade.ts';
