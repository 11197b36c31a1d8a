import type { Names, Role } from './names.ts';
import { headingText } from './text.ts';

/** A line that names what follows: `**Acceptance:** it works`, `Done when:`, `Acceptance criteria`. */
export interface Label {
  /** Null: shaped like a label, but of nothing that is known. */
  readonly role: Role | null;
  readonly text: string;
  /** What stands behind it on the line. */
  readonly value: string;
  /** Words beside the name, which stay prose. */
  readonly isSentence?: true;
}

const LABEL_LENGTH_MAX = 80;
const STRONG = /^(\*\*|__)([^*_]{1,80})\1\s*(.*)$/s;
const EMPHASIS = /^([*_])([^*_]{1,80})\1\s*(.*)$/s;
const EXACT = /^([A-Z][A-Za-z0-9-]*):\s*(.*)$/s;
const PLAIN = /^([^:\uff1a]{1,80})[:\uff1a](?!\/\/)\s*(.*)$/s;
const FRAMED =
  /^[[\u3010\u300c<]([^[\]\u3010\u3011\u300c\u300d<>]{1,80})[\]\u3011\u300d>]\s*[:\uff1a]?$/;

/** Null = a line that is no label. A plain line is one only when it says a known name. */
export function labelOf(line: string, names: Names): Label | null {
  const text = line.trim();
  const strong = STRONG.exec(text);
  if (strong !== null) return marked(strong[2] ?? '', strong[3] ?? '', names);
  const emphasis = EMPHASIS.exec(text);
  const aside = emphasis && marked(emphasis[2] ?? '', emphasis[3] ?? '', names);
  if (aside?.role) return aside;
  const [, exact = '', ids = ''] = EXACT.exec(text) ?? [];
  const reference = exact === '' ? null : names.reference(exact);
  if (reference !== null) return { role: reference, text: exact, value: ids };
  if (!names.mayBegin(text)) return sentence(text, names);
  if (names.hasItemId(text)) return null;
  const framed = FRAMED.exec(text)?.[1];
  const whole = text.length <= LABEL_LENGTH_MAX ? names.exact(framed ?? text) : null;
  if (whole !== null) return { role: whole, text: headingText(text), value: '' };
  const plain = PLAIN.exec(text);
  const role = plain === null ? null : names.heading(plain[1] ?? '', { title: true })?.role;
  if (role === undefined || role === null) return sentence(text, names);
  return { role, text: headingText(plain?.[1] ?? ''), value: plain?.[2] ?? '' };
}

/** In bold or italics it is a label when a colon stands inside or behind, or nothing follows. */
function marked(inner: string, behind: string, names: Names): Label | null {
  const name = inner.trim().replace(/\s*[:\uff1a]$/, '');
  const isClosed = name !== inner.trim();
  const after = /^(?:\([^()]*\)\s*)?(?:[:\uff1a]|[-\u2013\u2014]\s)\s*(.*)$/s.exec(behind);
  const isAside = /^\([^()]*\)$/.test(behind);
  if (!isClosed && after === null && behind !== '' && !isAside) return null;
  const value = isAside ? '' : (after?.[1] ?? behind);
  const role = names.hasItemId(name) ? null : (names.heading(name)?.role ?? null);
  return { role, text: headingText(name), value };
}

/** "The task is done when:" introduces what it names. */
function sentence(text: string, names: Names): Label | null {
  if (!/[:\uff1a]$/.test(text)) return null;
  const role = names.sentence(text);
  if (role === null) return null;
  return { role, text: headingText(text.slice(0, -1)), value: '', isSentence: true };
}
