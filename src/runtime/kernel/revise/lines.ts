const LINES_MAX = 20;

/** As many as an answer holds, and how many more there are. */
export function shortened(lines: readonly string[]): string[] {
  const more = lines.length - LINES_MAX;
  return more > 0 ? [...lines.slice(0, LINES_MAX), `and ${more} more`] : [...lines];
}
