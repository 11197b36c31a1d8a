export { adapterFor } from './adapters.ts';
export { BARE_OUTCOME, bareNode } from './bare-node.ts';
export { FINAL_TEXT_FILE } from './command.ts';
export { commandLine } from './command-line.ts';
export { FAILURES, type FailureClass, type FailureRow, type Trouble } from './failures.ts';
export { HARNESSES, type HarnessFacts, harnessFacts } from './harness-facts.ts';
export { type Found, type Login, notKnown } from './login.ts';
export { markersIn } from './markers.ts';
export {
  exitKindOf,
  type HarnessFailure,
  type Normalized,
  type NormalizedResult,
  normalize,
  type Violation,
} from './normalize.ts';
export { OUT_DEPTH_MAX, OUT_FILES_MAX, OUT_SIZE_BYTES_MAX, readOutput } from './output.ts';
export { programOf } from './program.ts';
export { PROPOSALS_FOLDER, proposalsIn } from './proposals.ts';
export { RESULT_FILE, type ResultFile, resultFile } from './result-file.ts';
export { sessionUsage } from './session-usage.ts';
export { STAGE_REQUEST_FILE, type StageRequest, stageRequest } from './stage-request.ts';
export { offersStageTools, STAGE_SERVER } from './stage-tools.ts';
export { RESULT_SCHEMA_FILE, resultSchema, typesResult } from './typed-result.ts';
export type {
  AttemptOutput,
  HarnessReport,
  LaunchInput,
  RunnerAdapter,
  SessionRecord,
} from './types.ts';
export { addUsage } from './usage.ts';
export { USAGE_FILE, usageFile } from './usage-file.ts';
