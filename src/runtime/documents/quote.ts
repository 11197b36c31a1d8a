import { type Grammar, meaningOf } from './grammar.ts';
import { bulletOf, indentOf, NESTED_COLUMNS, trimBlankLines } from './lines.ts';

const QUOTE = '> ';
/** Stands before a body that would otherwise be read as part of the list above it. */
const SEPARATOR = '---';

/**
 * A line of the body that a reader would take for a field is written behind `> `, also inside a
 * fence, where release 0.18.0 looks for fields too. A line that already stands behind `> ` gets one
 * more, so every body comes back as it was. `unquoteLine` is the inverse.
 */
export function quoteBody(body: string, grammar: Grammar): string {
  const text = trimBlankLines(body);
  const lines = text.split('\n').map((line) => (isHidden(line, grammar) ? QUOTE + line : line));
  const first = lines[0] ?? '';
  return needsSeparator(first) ? `${SEPARATOR}\n\n${lines.join('\n')}` : lines.join('\n');
}

export function unquoteLine(line: string, grammar: Grammar): string {
  return line.startsWith(QUOTE) && isHidden(line, grammar) ? line.slice(QUOTE.length) : line;
}

/** Trims a body as it was read and takes the separator off; a rule that somebody wrote stays. */
export function unquoteBody(lines: readonly string[]): string {
  const text = trimBlankLines(lines.join('\n'));
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(0, end).trimEnd() !== SEPARATOR) return text;
  const rest = trimBlankLines(text.slice(end + 1));
  return needsSeparator(rest.split('\n', 1)[0] ?? '') ? rest : text;
}

function isHidden(line: string, grammar: Grammar): boolean {
  const bare = line.replace(/^(?:> )+/, '');
  const meaning = indentOf(bare) < NESTED_COLUMNS ? meaningOf(bare, grammar) : null;
  return meaning !== null && !(meaning.kind === 'heading' && meaning.field === null);
}

function needsSeparator(line: string): boolean {
  return (
    bulletOf(line) !== null || indentOf(line) >= NESTED_COLUMNS || line.trimEnd() === SEPARATOR
  );
}
