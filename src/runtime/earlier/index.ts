/**
 * Reads a workspace that an earlier Millrace made (release 0.16 to 0.21). It only looks: what it finds is
 * data, and what cannot go on as it was is said as a finding. No path in it is believed, whatever place it
 * names.
 */

export { type OwnAsset, ownAssets } from './assets.ts';
export {
  documentsIn,
  type EarlierDocument,
  isOpen,
  type UnreadDocument,
} from './documents.ts';
export { EarlierFiles, type Finding } from './files.ts';
export {
  BLOCKED_CAUSES,
  blockedCause,
  counters,
  type Edge,
  JUDGE_REPORT,
  mailedDocument,
  mailedIdea,
  SNAPSHOT_FILE,
  type Snapshot,
  type StageResult,
  snapshot,
} from './formats.ts';
export { type EarlierIdea, IDEAS, ideasIn } from './ideas.ts';
export { checkLedger } from './ledger.ts';
export { refuseLive } from './lock.ts';
export { commandsIn, nameCommand, type WaitingCommand } from './mailbox.ts';
export { nameOthers } from './others.ts';
export { type EarlierPause, pausesIn } from './pauses.ts';
export { type Release, releaseOf } from './release.ts';
export { requeuedAt } from './requeues.ts';
export { type EarlierRun, type EarlierStage, runsIn } from './runs.ts';
export { type EarlierTarget, rootsOf, targetsIn } from './targets.ts';
