/**
 * What a user keeps of a workspace outside of its tree, found by the workspace's long id or by its
 * place: where it was last seen, the lock of its owner, a second name of its truth, and how far that
 * was ever synced.
 */

export { Anchor, endOfJournal, JOURNAL_FILE, type Standing } from './anchor.ts';
export {
  archive,
  archivedAt,
  idOfPlace,
  knownPlaces,
  lastPlace,
  type Outside,
  type OutsidePorts,
  outsideOf,
  rememberPlace,
} from './outside.ts';
export {
  anchoredBlob,
  dropNotice,
  isRestorable,
  type Loss,
  lastLoss,
  lossOf,
  type RestoreNotice,
  readNotice,
  restoreJournal,
  restoreState,
} from './restore.ts';
export { isLinked } from './second-name.ts';
export { judgePlace, lookForPlace, placeOf, type Whereabouts } from './whereabouts.ts';
