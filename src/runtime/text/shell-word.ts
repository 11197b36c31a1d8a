/** A word as a shell takes it, whatever stands in it. */
export function shellWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same as somebody types it: in quotes only where it needs them. */
export function typedWord(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : shellWord(word);
}
