import type { VocabularyFile } from '../../plan/index.ts';
import { letters } from './text.ts';

/** A longer item says more than the words at its end. */
const WORDS_MAX = 8;
/** A number, a command or a quotation is something to compare with. */
const OBSERVABLE = /[\p{N}`"'\u00ab\u00bb\u201c\u201d\u201e\u300c\u300d/]/u;
/** Scripts without spaces between words have longer "words". */
const LETTERS_MAX = 60;
const ITEMS_SHOWN_MAX = 3;
const ITEM_LENGTH_MAX = 60;

/** Items that nobody can see to hold, such as "it works well"; by the words of the vocabulary. */
export class VagueWords {
  private readonly ends: readonly string[];
  private readonly starts: readonly string[];

  constructor(files: readonly VocabularyFile[]) {
    this.ends = files.flatMap(({ vague }) => vague.ends.map(plain));
    this.starts = files.flatMap(({ vague }) => vague.starts.map(plain));
  }

  has(item: string): boolean {
    const text = plain(item);
    if (this.starts.some((words) => `${text} `.startsWith(`${words} `))) return true;
    if (OBSERVABLE.test(item) || text.length > LETTERS_MAX) return false;
    if (text.split(' ').length > WORDS_MAX) return false;
    return this.ends.some((words) => endsWith(text, words));
  }
}

/** What to say of the items that are vague; null = none is. */
export function vagueNote(
  items: readonly string[],
  prefix: string | null,
  words: VagueWords,
): string | null {
  const vague = items.flatMap((text, at) => (words.has(text) ? [shown(text, prefix, at)] : []));
  if (vague.length === 0) return null;
  const more = vague.length - ITEMS_SHOWN_MAX;
  const list = vague.slice(0, ITEMS_SHOWN_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `Nobody can see whether this holds: ${list}. Say what is seen when it does.`;
}

function shown(text: string, prefix: string | null, at: number): string {
  const short = text.length > ITEM_LENGTH_MAX ? `${text.slice(0, ITEM_LENGTH_MAX - 3)}...` : text;
  return prefix === null ? `"${short}"` : `${prefix}${at + 1} "${short}"`;
}

function plain(text: string): string {
  return letters(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Scripts that put no space between words. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function endsWith(text: string, words: string): boolean {
  return text === words || text.endsWith(UNSPACED.test(words) ? words : ` ${words}`);
}
