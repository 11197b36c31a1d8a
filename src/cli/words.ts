/**
 * `millrace --workspace PATH status` means `millrace status --workspace PATH`: leading flags go to
 * the end.
 */
export function flagsLast(words: readonly string[]): string[] {
  const start = words.findIndex((word, at) => isCommandWord(word, words[at - 1]));
  if (start <= 0) return [...words];
  return [...words.slice(start), ...words.slice(0, start)];
}

function isCommandWord(word: string, before: string | undefined): boolean {
  return !word.startsWith('-') && before !== '--workspace';
}
