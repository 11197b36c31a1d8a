const SHOWN_LENGTH_MAX = 200;

/**
 * Ends every switch over a closed union: a member that the switch leaves out does not compile. It
 * is reached only by a value that its type does not allow, which is a defect.
 */
export function exhausted(rest: never): never {
  throw new Error(`unexpected value ${JSON.stringify(rest).slice(0, SHOWN_LENGTH_MAX)}`);
}
