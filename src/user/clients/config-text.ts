import { isDeepStrictEqual } from 'node:util';
import { MillraceError } from '../../runtime/errors/errors.ts';

export type Entry = Readonly<Record<string, unknown>>;

/** The config of a client as a text of which only our entry is touched. Throws `config_invalid`. */
export interface ConfigText {
  /** What stands under our name; undefined = nothing. */
  entryIn(text: string): unknown;
  with(text: string, entry: Entry): string;
  /** A text of which nothing is left is empty. */
  without(text: string): string;
}

/**
 * An edited text is taken only when reading it gives what was meant, and all else as before: a library
 * may know a form less than the one who wrote it.
 */
export function readBack<T>(
  candidates: readonly string[],
  read: (text: string) => T,
  meant: T,
): string {
  // Readers make objects of their own kinds; only what is in them counts.
  const wanted = structuredClone(meant);
  const found = candidates.find((text) =>
    isDeepStrictEqual(structuredClone(readOrNull(text, read)), wanted),
  );
  if (found !== undefined) return found;
  throw new MillraceError('config_invalid', {
    what: 'The entry of millrace cannot be changed without touching something else of the file',
    expected: 'servers in the form that the client itself writes',
    next: 'Change the entry by hand; millrace setup --dry-run shows it for an empty file',
  });
}

function readOrNull<T>(text: string, read: (text: string) => T): T | null {
  try {
    return read(text);
  } catch {
    return null;
  }
}

export function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function unreadable(form: string, problem: string): MillraceError {
  return new MillraceError('config_invalid', {
    what: `It cannot be read as ${form}: ${problem}`,
    expected: `valid ${form}`,
    next: 'Correct it, or have its client do so, then call it again; it was left as it is',
  });
}
