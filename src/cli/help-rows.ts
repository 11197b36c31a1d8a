export type HelpRow = readonly [name: string, text: string];

/** Rows of a help, in two columns. */
export function helpRows(
  rows: readonly HelpRow[],
  width = Math.max(...rows.map(([name]) => name.length)),
): string[] {
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
