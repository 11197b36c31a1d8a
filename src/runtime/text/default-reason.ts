/** Why something was done where its operator gave no reason. */
export const DEFAULT_REASON = 'asked by the operator';
