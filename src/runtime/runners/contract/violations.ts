/**
 * What is wrong with a hand-back, in words for the stage to repair it by. `kind` tells whether the same
 * thing is wrong again: a stage is asked again while it makes headway.
 */
export interface ContractError {
  readonly kind: ContractErrorKind;
  readonly text: string;
}

export type ContractErrorKind =
  /** A part of the hand-back could not be read. */
  | 'unread'
  /** `out/result.json` is not what it must be. */
  | 'result_file'
  /** The final message names no result, several, or another one. */
  | 'marker'
  /** An artifact is missing or is not what it must be. */
  | 'artifact'
  /** The outcome needs proposals that are not there. */
  | 'requires'
  /** An artifact does not agree with the outcome or with the contract of the lineage. */
  | 'agreement'
  /** A proposed document cannot be read. */
  | 'document'
  /** Proposals contradict each other or the workspace. */
  | 'proposal';

export function errorsOf(kind: ContractErrorKind, texts: readonly string[]): ContractError[] {
  return texts.map((text) => ({ kind, text }));
}
