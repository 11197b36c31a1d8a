import { cleanItem, foldValue } from '../../documents/lines.ts';

/**
 * Marks in front of an item that say how far it is: a box of some kind, ticked or not. A cross is
 * no such mark, because it often means "must not".
 */
const BOX =
  /^(?:\[[ xX\-~>/]\]|[\u2610\u2611\u2612\u2713\u2714\u2705\u25a1\u25fb\u2b1c\u{1f532}\u{1f533}]\ufe0f?)\s+/u;

/** Letters that only dress a text up, and what hides in it; most lines have none of them. */
const DRESSED = /[*_<[\]{}`#!\p{Cc}\u2028\u2029]/u;
const BOXED = /^\s*(?:\[|[\u2000-\uffff])/;

/** An item without its box and without marks of emphasis; the words and code spans stay. */
export function itemText(text: string): string {
  if (!DRESSED.test(text) && !BOXED.test(text)) return text.trim();
  let item = cleanItem(withoutComments(text));
  while (BOX.test(item)) item = item.replace(BOX, '');
  return withoutEmphasis(item);
}

/** A heading or title as it reads. */
export function headingText(text: string): string {
  if (!DRESSED.test(text)) return text.trim();
  const bare = withoutComments(text.replace(/\s+/g, ' '))
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/(?<![*_\w])([*_])([^*_]+)\1(?![*_\w])/g, '$2')
    .replace(/\s*\{#[^{}\s]*\}\s*$/, '')
    .replace(/\s#+\s*$/, '');
  return withoutEmphasis(foldValue(bare));
}

export function withoutEmphasis(text: string): string {
  const plain = withoutPairs(withoutPairs(text, '*'), '_').trim();
  const whole = /^(\*|_)([^*_]+)\1(:?)$/.exec(plain);
  return whole === null ? plain : `${whole[2]}${whole[3]}`;
}

/** Drops pairs of double marks outside of code. One pass, whatever the text holds. */
function withoutPairs(text: string, mark: string): string {
  const pair = mark + mark;
  if (!text.includes(pair)) return text;
  let out = '';
  let open: number | null = null;
  let inCode = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '`') inCode = !inCode;
    const isPair = !inCode && text.startsWith(pair, at);
    if (isPair && open === null && opens(text, at)) {
      open = out.length;
      at += 1;
    } else if (isPair && open !== null && closes(text, at)) {
      open = null;
      at += 1;
    } else {
      out += text[at];
    }
  }
  return open === null ? out : out.slice(0, open) + pair + out.slice(open);
}

const WORD = /[A-Za-z0-9]/;

function opens(text: string, at: number): boolean {
  return !WORD.test(text[at - 1] ?? '') && /\S/.test(text[at + 2] ?? '');
}

function closes(text: string, at: number): boolean {
  const isInsideWord = text[at] === '_' && WORD.test(text[at + 2] ?? '');
  return /\S/.test(text[at - 1] ?? '') && !isInsideWord;
}

const CLOSING = new Set([...' .,;:\t\u3002\uff0c\uff1b']);

/** Without the marks at its end, so that something can follow. */
export function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && CLOSING.has(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** Comments of HTML are hints of a template, never part of what is wanted; in code they are code. */
export function withoutComments(text: string): string {
  if (!text.includes('<!--')) return text;
  let out = '';
  let inCode = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '`') inCode = !inCode;
    const end = inCode || !text.startsWith('<!--', at) ? at : text.indexOf('-->', at);
    if (end < 0) return out;
    if (end > at) at = end + '-->'.length - 1;
    else out += text[at];
  }
  return out;
}

/** What a name is compared by has at most this many characters. */
const NAME_LENGTH_MAX = 160;

/** Letters and digits alone, in one form: what a name is compared by. */
export function nameOf(text: string): string {
  const folded = letters(text.slice(0, NAME_LENGTH_MAX)).replace(/[^\p{L}\p{N}]+$/u, '');
  return withoutNumber(folded)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(?: \p{N}+)+$/u, '')
    .trim();
}

const ASCII = /^\p{ASCII}*$/u;

/** Accents and forms of width and case do not count. */
export function letters(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
}

/** `5.`, `5.1`, `IV.`, `a)` and their like in front of a name; also in Chinese and Japanese. */
const HAN_NUMBER = '[\\u4e00\\u4e8c\\u4e09\\u56db\\u4e94\\u516d\\u4e03\\u516b\\u4e5d\\u5341]+';
const NUMBERS = [
  /[^\p{L}\p{N}]+/u.source,
  /\p{Nd}+(?:[.-]\p{Nd}+)*(?:[a-z](?![\p{L}\p{N}]))?/u.source,
  /(?:[ivxlc]{1,6}|[a-z])[.)]\s/.source,
  `\\u7b2c?${HAN_NUMBER}[\\u3001.\\u7ae0\\u7bc0\\u8282\\u90e8\\s]`,
];
const NUMBER = new RegExp(`^(?:${NUMBERS.join('|')})`, 'u');

export function withoutNumber(text: string): string {
  let rest = text;
  for (let found = NUMBER.exec(rest); found !== null; found = NUMBER.exec(rest)) {
    if (found[0].length === rest.length) return rest;
    rest = rest.slice(found[0].length);
  }
  return rest;
}
