const MARK = '...';

/** The longest beginning of at most `length` UTF-16 units that splits no character that is seen as one. */
export function headOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const at = new Intl.Segmenter().segment(text).containing(Math.max(0, length))?.index ?? 0;
  return text.slice(0, at);
}

/** At most `length` UTF-16 units, with a mark where something was cut. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : headOf(text, length - MARK.length) + MARK;
}

/** Its characters as they are seen. */
export function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
