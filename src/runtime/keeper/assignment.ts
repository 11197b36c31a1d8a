/**
 * What a keeper is told on its standard input: a message followed by the end of the input means that
 * it shall claim, the end of the input alone that it shall end. So an owner that dies before it has said
 * all of it has said nothing. Nothing of it is in the keeper's own environment, which every process of
 * the same user can read.
 */
export interface Assignment {
  /** Absolute path of the attempt directory. */
  readonly directory: string;
  readonly mode: KeeperMode;
  /** The owner's environment, of which a launch may name variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the owner. */
  readonly release: string;
}

/** A successor takes over the harness of a keeper that died. */
export type KeeperMode = 'first' | 'successor';

export function assignmentText(assignment: Assignment): string {
  return `${JSON.stringify(assignment)}\n`;
}

/** Null when it is not whole. */
export function readAssignment(text: string): Assignment | null {
  if (!text.endsWith('\n')) return null;
  const value = parsed(text);
  if (!isObject(value)) return null;
  const { directory, mode, env, release } = value;
  if (typeof directory !== 'string' || typeof release !== 'string' || !isObject(env)) return null;
  if (mode !== 'first' && mode !== 'successor') return null;
  return { directory, mode, env: textsOf(env), release };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
