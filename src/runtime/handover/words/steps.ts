import type { VocabularyFile } from '../../plan/index.ts';
import { letters } from './text.ts';

export const STEP_KINDS = ['context', 'action', 'outcome', 'and'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** What a line may be in each language in which it begins like a step. */
export type StepMeaning = ReadonlyMap<string, StepKind>;

interface Opening {
  readonly language: string;
  readonly kind: StepKind;
  readonly words: string;
}

const OPENING_LENGTH_MAX = 40;
const NONE: StepMeaning = new Map();
/** Scripts without spaces: there a step's first word ends where it ends. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** Knows the words that begin the steps of a scenario: Given, When, Then, And. */
export class Steps {
  private readonly byLetter = new Map<string, Opening[]>();
  private readonly thens: readonly (readonly [language: string, inside: RegExp])[];

  constructor(files: readonly VocabularyFile[]) {
    const openings = files.flatMap(({ language, steps }) =>
      STEP_KINDS.flatMap((kind) =>
        steps[kind].map((word) => ({ language, kind, words: letters(word).trim() })),
      ),
    );
    for (const opening of openings.sort((a, b) => b.words.length - a.words.length)) {
      const letter = opening.words.charAt(0);
      this.byLetter.set(letter, [...(this.byLetter.get(letter) ?? []), opening]);
    }
    this.thens = openings
      .filter(({ kind }) => kind === 'outcome')
      .map(({ language, words }) => [language, insideOf(words)] as const);
  }

  meaningOf(text: string): StepMeaning {
    const start = letters(text.slice(0, OPENING_LENGTH_MAX)).replace(/^[^\p{L}]+/u, '');
    const openings = this.byLetter.get(start.charAt(0));
    if (openings === undefined) return NONE;
    const found = new Map<string, StepKind>();
    for (const { language, kind, words } of openings) {
      if (!found.has(language) && beginsWith(start, words)) found.set(language, kind);
    }
    return found;
  }

  /** "Given a cart, when a coupon is entered, then the total is lower" is whole by itself. */
  isWhole(text: string, language: string): boolean {
    const line = letters(text);
    return this.thens.some(([spoken, inside]) => spoken === language && line.search(inside) > 0);
  }
}

function insideOf(words: string): RegExp {
  return new RegExp(UNSPACED.test(words) ? words : `[\\s,;*_]${words}[\\s:*_,]`, 'u');
}

function beginsWith(start: string, words: string): boolean {
  if (!start.startsWith(words)) return false;
  return UNSPACED.test(words) || !/[\p{L}\p{N}]/u.test(start.charAt(words.length) || ' ');
}
