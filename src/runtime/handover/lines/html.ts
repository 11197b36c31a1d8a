/** A line as markdown reads it, and where it stood. */
export interface SourceLine {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** As it was written; differs from `text` where only the reading needs another form. */
  readonly raw: string;
}

/** Most lines that are made of one line of HTML; the rest stays on the last. */
const LINES_PER_LINE_MAX = 20_000;
const TAGS =
  'h[1-6]|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|div|section|article|main|header|footer|' +
  'details|summary|html|head|body|title|br|style|script|meta|link|hr|blockquote|pre|nav';
const HAS_TAG = new RegExp(`^\\s*(?:[-*+] )?<(?:/?(?:${TAGS})\\b|!doctype\\b)`, 'i');
const TAG = new RegExp(`<(/?)(${TAGS}|!doctype)\\b[^<>]*>`, 'gi');
const INLINE: readonly (readonly [RegExp, string])[] = [
  [/<\/?(?:b|strong)\b[^<>]*>/gi, '**'],
  [/<\/?(?:code|kbd|tt)\b[^<>]*>/gi, '`'],
  [/<\/?(?:i|em|u|span|font|a|small|label|input|mark)\b[^<>]*>/gi, ''],
  [/&nbsp;/g, ' '],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&quot;/g, '"'],
  [/&#39;|&apos;/g, "'"],
  [/&amp;/g, '&'],
];

export function hasHtml(line: string): boolean {
  return HAS_TAG.test(line);
}

/**
 * HTML as the markdown that says the same: headings, list items, table cells, and a summary as a
 * label. It is read line by line, so that each piece keeps the number of its line.
 */
export class HtmlReader {
  private hidden: string | null = null;
  /** Rows of the table that is open, or null outside of one. */
  private rows: number | null = null;
  private cells: string[] = [];

  /** Whether a line without any tag belongs to what an earlier one opened. */
  get isOpen(): boolean {
    return this.hidden !== null || this.rows !== null;
  }

  read(raw: string, line: number): SourceLine[] {
    const wasTable = this.rows !== null;
    const lines = this.pieces(raw)
      .map(inline)
      .filter((text) => text.trim() !== '');
    if (lines.length === 0) return wasTable && this.rows !== null ? [] : [{ text: '', line, raw }];
    if (lines.length === 1) return [{ text: lines[0] ?? '', line, raw }];
    return lines.map((text) => ({ text, line, raw: text }));
  }

  private pieces(raw: string): string[] {
    const out: string[] = [];
    let rest = '';
    let at = 0;
    for (const tag of raw.matchAll(TAG)) {
      const [all, slash = '', name = ''] = tag;
      if (this.hidden === null) rest += raw.slice(at, tag.index);
      at = tag.index + all.length;
      rest = this.take(name.toLowerCase(), slash !== '', rest, out);
      if (out.length >= LINES_PER_LINE_MAX) break;
    }
    if (this.hidden === null) rest += raw.slice(at);
    if (this.rows === null) out.push(rest);
    else this.cells.push(...(rest.trim() === '' ? [] : [rest.trim()]));
    return out;
  }

  /** Returns what the next piece begins with. */
  private take(name: string, closes: boolean, rest: string, out: string[]): string {
    if (name === 'style' || name === 'script') {
      this.hidden = closes ? null : name;
      return rest;
    }
    if (name === 'br') return `${rest} `;
    if (name === 'table') this.rows = closes ? null : 0;
    if (this.rows !== null) return this.takeOfTable(name, closes, rest, out);
    if (name === 'summary' && closes) out.push(`**${rest.trim()}**`);
    else if (rest.trim() !== '') out.push(rest);
    return closes ? '' : (OPENED.get(name) ?? '');
  }

  private takeOfTable(name: string, closes: boolean, rest: string, out: string[]): string {
    const text = rest.trim();
    if (name === 'tr' && !closes) this.cells = [];
    else if (text !== '' || (closes && /^t[dh]$/.test(name))) this.cells.push(text);
    if (name !== 'tr' || !closes) return '';
    out.push(`| ${this.cells.join(' | ')} |`);
    if (this.rows === 0) out.push(`| ${this.cells.map(() => '---').join(' | ')} |`);
    this.rows = (this.rows ?? 0) + 1;
    this.cells = [];
    return '';
  }
}

/** What a tag that opens is in markdown. */
const OPENED: ReadonlyMap<string, string> = new Map([
  ...[1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, `${'#'.repeat(level)} `] as const),
  ['title', '# '],
  ['li', '- '],
]);

function inline(text: string): string {
  return INLINE.reduce((out, [pattern, by]) => out.replace(pattern, by), text);
}
