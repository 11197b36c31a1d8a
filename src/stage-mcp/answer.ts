/** An answer of facts, or all that is wrong, in words for the stage to mend it by. */
export type Answer =
  | { readonly ok: true; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly errors: readonly string[] };

const LINES_MAX = 20;

/** No answer is longer than a model reads with care. */
export function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX), `and ${lines.length - LINES_MAX} more`];
}

/** Only what there is to say costs anything. */
export function notesOf(lines: readonly string[]): { readonly notes?: readonly string[] } {
  return lines.length === 0 ? {} : { notes: bounded(lines) };
}
