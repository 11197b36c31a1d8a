/**
 * Distinct known tokens that stand on lines that are exactly `### TOKEN`, in order. Other headings
 * mean nothing.
 */
export function markersIn(text: string, known: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const token = /^### ([A-Z][A-Z0-9_]*)[ \t]*$/.exec(line)?.[1];
    if (token !== undefined && known.has(token)) found.add(token);
  }
  return [...found];
}
