/** How a final message ends. */
export type FinalMarker =
  /** `words`: what stands above the marker. */
  | { readonly kind: 'marker'; readonly token: string; readonly words: string }
  /** Its last lines name several results: a list of them, not a choice. */
  | { readonly kind: 'several'; readonly tokens: readonly string[] }
  /** `quoted`: a marker stands further up, as text. */
  | { readonly kind: 'none'; readonly quoted: string | null };

/** A heading of level three that is one token, alone on its line, also in bold or as code. */
const EMPHASIS = '(?:\\*\\*|__|`)?';
const MARKER = new RegExp(
  `^ {0,3}${EMPHASIS}### +${EMPHASIS}([A-Z](?:[A-Z0-9_]*[A-Z0-9])?)${EMPHASIS}[ \\t]*#*${EMPHASIS}[ \\t]*$`,
);
/** What may follow a marker: nothing, or the end of the fence that it stands in. */
const TRAILING = /^\s*(?:`{3,}|~{3,})?\s*$/;

/**
 * The marker that a final message ends with: its last line, where blank lines and a closing fence may
 * follow. A marker further up is text. `known`: the tokens that mean something anywhere in the plan.
 */
export function finalMarker(text: string, known: ReadonlySet<string>): FinalMarker {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.findLastIndex((line) => !TRAILING.test(line));
  const token = tokenOf(lines[last] ?? '', known);
  if (token === null) {
    const quoted = lines.map((line) => tokenOf(line, known)).find((one) => one !== null);
    return { kind: 'none', quoted: quoted ?? null };
  }
  const above = lines.slice(0, last);
  const listed = above.slice(above.findLastIndex((line) => isWords(line, known)) + 1);
  const tokens = new Set([...listed.flatMap((line) => tokenOf(line, known) ?? []), token]);
  if (tokens.size > 1) return { kind: 'several', tokens: [...tokens] };
  return { kind: 'marker', token, words: above.join('\n') };
}

function tokenOf(line: string, known: ReadonlySet<string>): string | null {
  const token = MARKER.exec(line)?.[1];
  return token !== undefined && known.has(token) ? token : null;
}

function isWords(line: string, known: ReadonlySet<string>): boolean {
  return !TRAILING.test(line) && tokenOf(line, known) === null;
}
