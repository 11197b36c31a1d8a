/**
 * Where a workspace keeps what, how `init` makes it, and how it compares with a release. What init
 * makes is durable before its manifest, which comes last; nothing here overwrites what a person
 * wrote.
 */

export { type Baseline, type HarnessMode, harnessModes, readBaseline } from './baseline.ts';
export { halfImported, isOwnWorkspace } from './foreign.ts';
export {
  ensureWorkspaceId,
  IdentityWatch,
  readWorkspaceId,
  replaceWorkspaceId,
  restoreWorkspaceId,
} from './identity.ts';
export {
  BACKUP,
  type CutShort,
  cutShort,
  IMPORT_FILE,
  type ImportNote,
  type ImportPlaces,
  importNote,
  importPlaces,
  noteIn,
  ROLLED_BACK,
} from './import-places.ts';
export { type InitInput, type InitResult, initWorkspace } from './init.ts';
export {
  KIND_WORDS,
  makeOwnFolders,
  missingPlaces,
  requireInitialized,
  requireOwnFolders,
} from './initialized.ts';
export * from './layout.ts';
export { type Manifest, manifestOf, manifestOrNull, readManifest } from './manifest.ts';
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
export { copySynced, durableWrite, replaceSynced } from './write.ts';
