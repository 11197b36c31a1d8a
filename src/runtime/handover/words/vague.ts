import type { VocabularyFile } from '../../plan/index.ts';
import { letters } from './text.ts';

/** A longer item says more than the words at its end. */
const WORDS_MAX = 8;
/** A number, a command or a quotation is something to compare with. */
const OBSERVABLE = /[\p{N}`"'\u00ab\u00bb\u201c\u201d\u201e\u300c\u300d/]/u;
const LETTERS_MAX = 60;
/** Scripts that put no space between words. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const ITEMS_SHOWN_MAX = 3;
const ITEM_LENGTH_MAX = 60;

/** Items that nobody can see to hold, such as "it works well"; by the words of the vocabulary. */
export class VagueWords {
  /** By their last word, because a document may have thousands of items. */
  private readonly ends = new Map<string, string[]>();
  private readonly starts = new Map<string, string[]>();
  private readonly unspaced: string[] = [];

  constructor(files: readonly VocabularyFile[]) {
    for (const phrase of files.flatMap(({ vague }) => vague.ends.map(plain))) {
      if (UNSPACED.test(phrase)) this.unspaced.push(phrase);
      else put(this.ends, phrase.slice(phrase.lastIndexOf(' ') + 1), phrase);
    }
    for (const phrase of files.flatMap(({ vague }) => vague.starts.map(plain))) {
      put(this.starts, phrase.split(' ')[0] ?? '', phrase);
    }
  }

  has(item: string): boolean {
    const text = plain(item.slice(0, LETTERS_MAX));
    const words = text.split(' ');
    const starts = this.starts.get(words[0] ?? '') ?? [];
    if (starts.some((phrase) => `${text} `.startsWith(`${phrase} `))) return true;
    if (item.length > LETTERS_MAX || words.length > WORDS_MAX) return false;
    const ends = this.ends.get(words.at(-1) ?? '') ?? [];
    const isEnd =
      ends.some((phrase) => ` ${text}`.endsWith(` ${phrase}`)) ||
      (UNSPACED.test(text) && this.unspaced.some((phrase) => text.endsWith(phrase)));
    return isEnd && !OBSERVABLE.test(item);
  }
}

function put(map: Map<string, string[]>, word: string, phrase: string): void {
  map.set(word, [...(map.get(word) ?? []), phrase]);
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
