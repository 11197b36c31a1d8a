/**
 * Between a stage and the program that does its work: a stage becomes a launch, and what an attempt
 * left behind becomes one verdict. Pure but for reading what is there: nothing here starts or ends a
 * process, and nothing that a harness prints makes it throw. A harness is known to the rest of the
 * program by its line in the registry alone.
 */

export { quotaFile } from './claude/quota.ts';
export { commandTable, SCRIPTED_RUNNER, scriptedTable } from './command/table.ts';
export { type ContractView, disagreements, NO_CONTRACT } from './contract/agreement.ts';
export { finalMarker } from './contract/markers.ts';
export {
  exitKindOf,
  type HarnessFailure,
  type Normalized,
  type NormalizedResult,
  normalize,
  type Violation,
} from './contract/normalize.ts';
export {
  FINAL_TEXT_FILE,
  OUT_DEPTH_MAX,
  OUT_FILES_MAX,
  OUT_SIZE_BYTES_MAX,
} from './contract/outbox.ts';
export { readOutput } from './contract/output.ts';
export { PROPOSALS_FOLDER, proposalsIn } from './contract/proposals.ts';
export type { Judgement } from './contract/read.ts';
export { RESULT_FILE, type ResultFile, resultFile } from './contract/result-file.ts';
export { simulatedArtifact } from './contract/simulated-artifact.ts';
export { STAGE_REQUEST_FILE, type StageRequest, stageRequest } from './contract/stage-request.ts';
export { offersStageTools, STAGE_SERVER } from './contract/stage-tools.ts';
export { RESULT_SCHEMA_FILE, resultSchema, typesResult } from './contract/typed-result.ts';
export { USAGE_FILE, usageFile } from './contract/usage-file.ts';
export { commandLine } from './harness/command-line.ts';
export type { Harness } from './harness/definition.ts';
export {
  FAILURES,
  type FailureClass,
  type FailureRow,
  type HarnessError,
} from './harness/failures.ts';
export { NETWORK_VARIABLES } from './harness/launch.ts';
export { type Login, type LoginSources, notKnown } from './harness/login.ts';
export { type Prices, priceOf, withCost } from './harness/price.ts';
export { sessionUsage } from './harness/session-usage.ts';
export { effort, type HarnessTable } from './harness/table.ts';
export { jsonOf } from './harness/text.ts';
export type {
  AttemptOutput,
  HarnessReport,
  LaunchInput,
  RunnerAdapter,
  SessionRecord,
} from './harness/types.ts';
export { addUsage } from './harness/usage.ts';
export { BARE_OUTCOME, bareNode } from './probe-node.ts';
export {
  activityIn,
  adapterFor,
  DEFAULT_RUNNER,
  HARNESSES,
  type HarnessName,
  harnessOf,
  programOf,
} from './registry.ts';
