/**
 * Where a workspace keeps what, how `init` makes it, and how it compares with a release. What init
 * makes is durable before its manifest, which comes last; nothing here overwrites what a person
 * wrote.
 */

export { type HarnessMode, harnessModes } from './baseline.ts';
export {
  ensureWorkspaceId,
  IdentityWatch,
  readWorkspaceId,
  replaceWorkspaceId,
  restoreWorkspaceId,
} from './identity.ts';
export { type InitInput, type InitResult, initWorkspace } from './init.ts';
export {
  KIND_WORDS,
  makeOwnFolders,
  missingPlaces,
  requireInitialized,
  requireOwnFolders,
} from './initialized.ts';
export * from './layout.ts';
export { type Manifest, manifestOf, readManifest } from './manifest.ts';
export { OwnDisk, withOwnDisk } from './own-disk.ts';
export {
  DISPOSITIONS,
  type Disposition,
  dispositionOf,
  type ThreeWay,
  type UpgradeInput,
  type UpgradePreview,
  upgradePreview,
} from './upgrade.ts';
export { applyUpgrade, type UpgradeApplied } from './upgrade-apply.ts';
export { durableWrite, replaceSynced } from './write.ts';
