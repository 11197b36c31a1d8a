const SESSION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** The id when it is one: it becomes an argument and a part of a file name. */
export function sessionId(text: string): string | null {
  return SESSION_ID.test(text) ? text : null;
}
