/**
 * Where a workspace keeps what, how `init` makes it, and how it compares with a release. What init
 * makes is durable before its manifest, which comes last; nothing here overwrites what a person
 * wrote.
 */

export {
  type Asset,
  type Baseline,
  type HarnessMode,
  harnessModes,
  readBaseline,
} from './baseline.ts';
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
export {
  type Manifest,
  manifestOf,
  manifestOrNull,
  manifestText,
  manifestWith,
  readManifest,
} from './manifest.ts';
export { OwnDisk, withOwnDisk } from './own-disk.ts';
export {
  type BaselineTexts,
  baselineTextsText,
  readBaselineTexts,
  textOrNull,
  textsOf,
} from './texts.ts';
export { copySynced, durableWrite, replaceSynced } from './write.ts';
