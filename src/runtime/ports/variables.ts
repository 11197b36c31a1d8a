const PREFIX = 'MILLRACE_';
const NAMED_MAX = 5;

/** Every variable of this prefix that has a meaning, and for whom. */
export const VARIABLES = {
  MILLRACE_WORKSPACE: 'user',
  /** The token of a server over HTTP, which clients send. */
  MILLRACE_TOKEN: 'client',
  MILLRACE_SCENARIO: 'user',
  MILLRACE_SCENARIO_STATE: 'user',
  MILLRACE_ATTEMPT: 'stage',
  MILLRACE_IN: 'stage',
  MILLRACE_OUT: 'stage',
  MILLRACE_WORK_DIR: 'stage',
  MILLRACE_KEEPER: 'keeper',
  MILLRACE_MARK: 'keeper',
} as const;

/** What a process of a stage carries: the workspace's long id and the attempt, or the attempt alone. */
export const STAGE_MARKS = ['MILLRACE_MARK', 'MILLRACE_KEEPER', 'MILLRACE_ATTEMPT'] as const;
/** The attempt at the end of such an entry. */
export const ATTEMPT_NAME = /[=/]([A-Za-z0-9][A-Za-z0-9._-]{0,119})$/;

/** What is set and means nothing, said in a line; null when there is none: most often it is a slip. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string | null {
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !Object.hasOwn(VARIABLES, name),
  );
  if (unknown.length === 0) return null;
  const more = unknown.length > NAMED_MAX ? ` and ${unknown.length - NAMED_MAX} more` : '';
  const known = Object.entries(VARIABLES).flatMap(([name, whose]) =>
    whose === 'user' ? [name] : [],
  );
  return (
    `${unknown.slice(0, NAMED_MAX).join(', ')}${more} in the environment means nothing to Millrace; ` +
    `it reads ${known.join(', ')}`
  );
}
